"""A small course: three lessons, a film in the second, questions in the first two."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import translation

VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\n{}\n"
BYTES = bytes(range(256)) * 8


@dataclass
class School:
    course: Any
    lessons: list[Any]
    quizzes: list[Any]
    questions: list[Any]
    video: Any

    def url(self, number: int = 0, rest: str = "") -> str:
        return f"/learn/{self.course.slug}/{self.lessons[number].slug}/{rest}"


def make_question(stem: str, right: str = "a", *, kind: str = "single", law: bool = False) -> Any:
    from training.assessment.models import Question

    def option(name: str) -> dict[str, Any]:
        value = {
            "text_zh": f"选项{name}", "text_en": f"option {name}", "right": name in right,
            "why_zh": f"理由{name}", "why_en": f"because {name}",
            "law": "people-mediation-law" if law else "", "article": 17 if law else None,
        }
        return {"type": "option", "value": value, "id": f"00000000-0000-4000-8000-00000000000{name}"}

    question = Question(kind=kind, competency="opening", stem_zh=stem, stem_en=stem)
    question.options = json.dumps([option(name) for name in "abc"])
    question.save()
    return question


OPTION = "00000000-0000-4000-8000-00000000000"


@pytest.fixture
def school(db: None, settings: Any, tmp_path: Any) -> School:
    from cms import foundation
    from cms.models import LawArticle, LawIndexPage, LawPage, Video
    from training.assessment.models import Quiz, QuizEntry
    from training.courses.models import CourseIndexPage, CoursePage, LessonPage

    settings.MEDIA_ROOT = tmp_path
    with translation.override("zh-hans"):
        home = foundation.lay()
        shelf = LawIndexPage.objects.child_of(home).get()
        law = {"code": "people-mediation-law", "official_name": "中华人民共和国人民调解法", "source": "测试", "in_force_from": "2011-01-01"}
        names = {"zh-hans": "人民调解法", "en": "People's Mediation Law"}
        statute = foundation.child(shelf, LawPage, "people-mediation-law", names, {"zh-hans": law})
        for page in (statute, foundation.translated(statute)):
            words = "当事人一方明确拒绝调解的，不得调解。"
            LawArticle.objects.create(page=page, number=17, label="第十七条", text=words, wording="exact")
        video = Video(title="影片", captions_zh=VTT.format("你好"), captions_en=VTT.format("Hello"))
        video.file.save("film.mp4", ContentFile(BYTES), save=True)
        questions = [make_question("第一题", law=True), make_question("第二题", "ab", kind="multiple"), make_question("第三题")]
        quizzes = []
        for number, chosen in enumerate([questions[:2], questions[2:]]):
            quiz = Quiz.objects.create(title=f"小测验{number}", pass_percent=50)
            for order, question in enumerate(chosen):
                QuizEntry.objects.create(quiz=quiz, question=question, sort_order=order)
            quizzes.append(quiz)
        courses = foundation.child(home, CourseIndexPage, "courses", {"zh-hans": "课程", "en": "Courses"})
        course = foundation.child(courses, CoursePage, "first", {"zh-hans": "第一课程", "en": "First course"})
        bodies: list[list[dict[str, Any]]] = [
            [{"type": "law", "value": {"law": "people-mediation-law", "article": 17, "why": "自愿"}}],
            [{"type": "film", "value": {"video": str(video.pk)}}, {"type": "text", "value": "<p>第二课的话</p>"}],
            [{"type": "text", "value": "<p>第三课的话</p>"}],
        ]
        lessons = []
        for number, body in enumerate(bodies):
            fields = {"body": json.dumps(body), "quiz": quizzes[number] if number < 2 else None}
            titles = {"zh-hans": f"课{number + 1}", "en": f"Lesson {number + 1}"}
            lessons.append(foundation.child(course, LessonPage, f"lesson-{number + 1}", titles, {"zh-hans": fields, "en": fields}))
    return School(course, lessons, quizzes, questions, video)
