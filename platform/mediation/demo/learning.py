"""The demo's site: home, advice, law, two courses, three case studies. Building again changes nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.files import File
from django.utils import translation

from cms import foundation
from cms.models import LawArticle, LawIndexPage, LawPage, SelfHelpPage, StandardPage, Video
from mediation.common import clock
from mediation.demo import pages, questions, scenarios
from mediation.demo.world import World
from training.casestudies.models import CaseStudyIndexPage, CaseStudyPage
from training.courses import selectors, services
from training.courses.models import CourseIndexPage, CoursePage, LessonPage

BOTH = foundation.LANGUAGES
COURSES = {
    "first-visit": ("course-first-visit", ["lesson-welcome", "lesson-listen", "lesson-apart", "lesson-clause"]),
    "agreement-days": ("course-agreement-days", ["lesson-effect", "lesson-thirty"]),
}
INVENTED = "六月二十日"  # the day in a made-up case tells nobody's identity
SHELVES = {
    "courses": ({"zh-hans": "课程", "en": "Courses"}, CourseIndexPage),
    "cases": ({"zh-hans": "案例库", "en": "Case studies"}, CaseStudyIndexPage),
}
CASES_SAY = {
    "zh-hans": "真实会遇到的小事：灯光、漏水、电梯。看别人是怎么一步一步谈成的。",
    "en": "Everyday matters: light, leaks, lifts. See step by step how others settled them.",
}
LAW_SAYS = {"zh-hans": "调解依据的法律，逐条可查。", "en": "The law that mediation rests on, article by article."}
READ_AT = "文本读自公开的法律文本库；正式文本以国家法律法规数据库为准。"
SUMMARY_OF = "根据法律内容整理的摘要，非原文；正式文本以国家法律法规数据库为准。"
CIVIL_CODE = {
    283: (
        "第二百八十三条", "summary",
        "建筑物及其附属设施的费用分摊、收益分配：有约定的按约定；没有约定或者约定不明的，按业主专有部分面积所占比例确定。",
    ),
    288: ("第二百八十八条", "exact", "不动产的相邻权利人应当按照有利生产、方便生活、团结互助、公平合理的原则，正确处理相邻关系。"),
    294: (
        "第二百九十四条", "exact",
        "不动产权利人不得违反国家规定弃置固体废物，排放大气污染物、水污染物、土壤污染物、噪声、光辐射、电磁辐射等有害物质。",
    ),
    296: (
        "第二百九十六条", "exact",
        "不动产权利人因用水、排水、通行、铺设管线等利用相邻不动产的，应当尽量避免对相邻的不动产权利人造成损害。",
    ),
}
CIVIL_AIDS = {
    283: "Costs and income of a building are shared as agreed; where nothing clear is agreed, by the share of floor area.",
    288: "Neighbours deal with each other so as to help production and daily life, in solidarity and mutual help, fairly and reasonably.",
    294: "No dumping and no emission of pollutants, noise, light or electromagnetic radiation against state rules.",
    296: "Who uses neighbouring property for water, drains, passage or pipes should avoid harm to it as far as possible.",
}
SIGNATURE = {3: ("第三条", "summary", "涉及婚姻、收养、继承等人身关系的文书，不适用“当事人可以约定使用电子签名”的规定。")}
SIGNATURE_AIDS = {3: "Papers on marriage, adoption, inheritance and other personal relations are outside the rule on e-signatures."}


def build(world: World) -> None:
    with translation.override("zh-hans"), clock.told(world.now):
        home = foundation.lay()
        _say(home, "home", ("lead",))
        _law(LawIndexPage.objects.child_of(home).get())
        _advice(home)
        shelves = {slug: _shelf(home, slug) for slug in SHELVES}
        for slug in ("lamp", "leak", "lift"):
            stay = {language: {"may_stay": INVENTED} for language in BOTH}
            _page(shelves["cases"], CaseStudyPage, f"case-{slug}", slug, ("field", "settled_in_days"), **stay)
        video, quizzes = _video(), questions.build()
        for slug, (name, lessons) in COURSES.items():
            course = _page(shelves["courses"], CoursePage, name, slug, ("minutes", "aims"))
            for lesson in lessons:
                _lesson(course, lesson, video, quizzes)
        _learners(world)
        scenarios.build(world.actor("editor"))


def _fields(name: str, language: str, extra: tuple[str, ...]) -> dict[str, Any]:
    head, body = pages.page(name, language)
    fields: dict[str, Any] = {"summary": head.get("summary", "")}
    given = {"settled_in_days": head.get("days"), "aims": head.get("aims", "").replace(" | ", "\n")}
    fields |= {key: given[key] if key in given else head[key] for key in extra}
    return fields if body == "[]" else fields | {"body": body}


def _page(parent: Any, model: Any, name: str, slug: str, extra: tuple[str, ...] = (), **more: Any) -> Any:
    titles = {language: pages.page(name, language)[0]["title"] for language in BOTH}
    fields = {language: _fields(name, language, extra) | more.get(language, {}) for language in BOTH}
    return foundation.child(parent, model, slug, titles, fields)


def _say(page: Any, name: str, extra: tuple[str, ...]) -> None:
    """Give an empty page its words in both languages."""
    if page.summary:
        return
    for language, row in zip(BOTH, (page, foundation.translated(page)), strict=True):
        for key, value in _fields(name, language, extra).items():
            setattr(row, key, value)
        row.save_revision().publish()


def _shelf(home: Any, slug: str) -> Any:
    titles, model = SHELVES[slug]
    says = {language: {"summary": CASES_SAY[language] if slug == "cases" else ""} for language in BOTH}
    return foundation.child(home, model, slug, titles, says)


def _advice(home: Any) -> None:
    shelf = _page(home, StandardPage, "help", "help")
    for slug in ("neighbour", "prepare"):
        _page(shelf, SelfHelpPage, f"help-{slug}", slug)


def _law(shelf: Any) -> None:
    if not shelf.summary:
        for language, row in zip(BOTH, (shelf, foundation.translated(shelf)), strict=True):
            row.summary = LAW_SAYS[language]
            row.save_revision().publish()
    mediation = {n: (label, "exact", words) for n, label, words in pages.articles("people-mediation-law.txt")}
    _statute(
        shelf, "people-mediation-law", "中华人民共和国人民调解法", {"zh-hans": "人民调解法", "en": "People's Mediation Law"},
        f"2010年8月28日第十一届全国人民代表大会常务委员会第十六次会议通过。{READ_AT}", date(2011, 1, 1),
        mediation, pages.aids("people-mediation-law.en.txt"),
    )
    _statute(
        shelf, "civil-code", "中华人民共和国民法典", {"zh-hans": "民法典（节选）", "en": "Civil Code (excerpts)"},
        f"2020年5月28日第十三届全国人民代表大会第三次会议通过。{READ_AT}", date(2021, 1, 1), CIVIL_CODE, CIVIL_AIDS,
    )
    _statute(
        shelf, "electronic-signature-law", "中华人民共和国电子签名法",
        {"zh-hans": "电子签名法（节选）", "en": "Electronic Signature Law (excerpt)"},
        f"2019年4月23日修正。{SUMMARY_OF}", date(2019, 4, 23), SIGNATURE, SIGNATURE_AIDS,
    )


def _statute(
    shelf: Any, code: str, official: str, titles: dict[str, str], source: str, since: date,
    articles: dict[int, tuple[str, str, str]], readings: dict[int, str],
) -> None:
    if LawPage.objects.filter(code=code).exists():
        return
    same = {"code": code, "official_name": official, "source": source, "in_force_from": since}
    page = foundation.child(shelf, LawPage, code, titles, {language: same for language in BOTH})
    for language, row in zip(BOTH, (page, foundation.translated(page)), strict=True):
        row.articles.set(
            LawArticle(
                number=number, label=label if language == "zh-hans" else f"Article {number}", wording=wording, text=words,
                reading=readings.get(number, "") if language == "en" else "", sort_order=order,
            )
            for order, (number, (label, wording, words)) in enumerate(sorted(articles.items()))
        )
        row.save_revision().publish()


def _video() -> Video:
    key = uuid5(NAMESPACE_URL, "video/first-visit")
    standing = Video.objects.filter(pk=key).first()
    if standing is not None:
        return standing
    row = Video(
        pk=key, title="第一次上门，头三分钟 · The first three minutes",
        captions_zh=pages.read("first-visit.zh.vtt"), captions_en=pages.read("first-visit.en.vtt"),
    )
    with Path(pages.HERE / "first-visit.mp4").open("rb") as film:
        row.file.save("first-visit.mp4", File(film), save=False)
    row.full_clean(exclude=["id"])
    row.save(force_insert=True)
    return row


def _lesson(course: Any, name: str, video: Video, quizzes: dict[str, Any]) -> None:
    more: dict[str, Any] = {}
    for language in BOTH:
        head, body = pages.page(name, language)
        more[language] = {"quiz": quizzes.get(name)}
        if head.get("film"):
            film = f'[{{"type": "film", "value": {{"video": "{video.pk}"}}, "id": "{uuid5(NAMESPACE_URL, name)}"}}, '
            more[language]["body"] = film + body[1:]
    _page(course, LessonPage, name, name.removeprefix("lesson-"), ("minutes",), **more)


def _learners(world: World) -> None:
    """One learner has begun the first course; what is done in it is done by taking the quiz, on the page."""
    for username in ("learner",):
        if username in world.users:
            actor = world.actor(username)
            standing = selectors.standing(actor, "first-visit", "zh-hans")
            services.enrol(actor=actor, standing=standing)
