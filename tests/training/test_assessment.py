"""A quiz never says saved before it is, is handed in once, and its score belongs to the questions as they were."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mediation.common import clock
from tests.training.conftest import OPTION, School
from training.assessment.models import Attempt, QuizDraw

pytestmark = pytest.mark.django_db

A, B, C = (OPTION + name for name in "abc")


@pytest.fixture
def sitting(school: School, learner: Any, client_of: Any) -> tuple[Any, Any]:
    client = client_of(learner)
    client.post(f"/learn/{school.course.slug}/start/")
    client.post(school.url(0, "quiz/"))
    return client, Attempt.objects.get()


def test_each_answer_is_saved_and_an_older_change_never_overwrites(school: School, sitting: Any) -> None:
    client, attempt = sitting
    url = school.url(0, f"quiz/{attempt.pk}/save/")

    newer = client.post(url, {"order": 0, "turn": 2, "chosen": A})
    older = client.post(url, {"order": 0, "turn": 1, "chosen": B})

    assert newer.json()["saved"] is True
    assert (older.status_code, older.json()["saved"], older.json()["turn"]) == (409, False, 2)
    assert attempt.answers.get(order=0).chosen == [A]


NONSENSE: list[dict[str, Any]] = [
    {"order": 0, "turn": 1, "chosen": "nonsense"}, {"order": "x", "turn": 1}, {"order": 0, "turn": 1, "chosen": [A, B]},
]


@pytest.mark.parametrize("data", NONSENSE)
def test_what_cannot_be_an_answer_is_never_called_saved(school: School, sitting: Any, data: dict[str, Any]) -> None:
    client, attempt = sitting

    answer = client.post(school.url(0, f"quiz/{attempt.pk}/save/"), data)

    assert (answer.status_code, answer.json()["saved"]) == (422, False)
    assert attempt.answers.get(order=0).saved_at is None


def test_saving_takes_at_most_four_queries_beside_who_is_asking(
    school: School, sitting: Any, django_assert_max_num_queries: Any
) -> None:
    client, attempt = sitting

    with django_assert_max_num_queries(3 + 4):  # session, user and roles; then the answer
        client.post(school.url(0, f"quiz/{attempt.pk}/save/"), {"order": 0, "turn": 1, "chosen": A})


def test_a_lesson_takes_at_most_six_queries_beside_who_is_asking(
    school: School, sitting: Any, django_assert_max_num_queries: Any
) -> None:
    """Two of the six are the law cited beside it."""
    client, _attempt = sitting
    client.get(school.url(0))

    with django_assert_max_num_queries(3 + 6):
        assert client.get(school.url(0)).status_code == 200


def test_a_lesson_is_opened_once(school: School, sitting: Any) -> None:
    from training.courses.models import Progress

    client, _attempt = sitting
    Progress.objects.all().delete()
    for _again in range(2):
        client.get(school.url(0))

    assert Progress.objects.count() == 1


def test_handing_in_twice_counts_once(school: School, sitting: Any) -> None:
    from mediation.audit.models import AuditEntry

    client, attempt = sitting
    url = school.url(0, f"quiz/{attempt.pk}/hand-in/")

    first = client.post(url, {"q0": A, "q1": [A, B]})
    second = client.post(url, {"q0": C, "q1": [C]})

    attempt.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 302)
    assert (attempt.right, attempt.out_of) == (2, 2)
    assert attempt.answers.get(order=0).chosen == [A]
    assert AuditEntry.objects.filter(action="assessment.submit").count() == 1
    assert client.post(school.url(0, f"quiz/{attempt.pk}/save/"), {"order": 0, "turn": 9, "chosen": B}).status_code == 409


def test_a_missing_answer_is_said_at_the_question_and_nothing_is_lost(school: School, sitting: Any) -> None:
    client, attempt = sitting

    answer = client.post(school.url(0, f"quiz/{attempt.pk}/hand-in/"), {"q0": A})

    attempt.refresh_from_db()
    assert answer.status_code == 422
    assert 'href="#q1"' in answer.content.decode()
    assert attempt.submitted_at is None
    assert attempt.answers.get(order=0).chosen == [A]


def test_editing_a_question_changes_nobodys_score(school: School, sitting: Any) -> None:
    client, attempt = sitting
    client.post(school.url(0, f"quiz/{attempt.pk}/hand-in/"), {"q0": A, "q1": [A, B]})
    question = school.questions[0]

    for block in question.options:
        block.value["right"] = block.id == B
    question.stem_zh = "改过的题"
    question.save()

    attempt.refresh_from_db()
    page = client.get(school.url(0, f"quiz/{attempt.pk}/")).content.decode()
    assert (attempt.right, question.versions.count()) == (2, 2)
    assert "第一题" in page
    assert "改过的题" not in page
    client.post(school.url(0, "quiz/"))
    assert "改过的题" in client.get(school.url(0, "quiz/")).content.decode()


def test_the_attempt_remembers_the_revision_it_was_taken_under(school: School, sitting: Any) -> None:
    from training.courses.models import LessonPage

    _client, attempt = sitting

    assert attempt.revision == LessonPage.objects.get(pk=school.lessons[0].pk).live_revision_id


def test_the_result_gives_reasons_and_the_law(school: School, sitting: Any) -> None:
    client, attempt = sitting

    client.post(school.url(0, f"quiz/{attempt.pk}/hand-in/"), {"q0": B, "q1": [A]})
    page = client.get(school.url(0, f"quiz/{attempt.pk}/")).content.decode()

    assert "理由a" in page
    assert "/zh-hans/law/people-mediation-law/#a17" in page
    assert client.get(school.url(1)).status_code == 404


def test_reasons_and_right_answers_are_not_in_the_page_before_handing_in(school: School, sitting: Any) -> None:
    client, _attempt = sitting

    page = client.get(school.url(0, "quiz/")).content.decode()

    assert "选项a" in page
    assert "理由a" not in page


def test_an_attempt_is_its_learners_alone(school: School, sitting: Any, mediator: Any, outsider: Any, client_of: Any) -> None:
    _client, attempt = sitting
    other = client_of(mediator)
    other.post(f"/learn/{school.course.slug}/start/")

    for browser in (other, client_of(outsider)):
        assert browser.get(school.url(0, f"quiz/{attempt.pk}/")).status_code == 404
        assert browser.post(school.url(0, f"quiz/{attempt.pk}/save/"), {"order": 0, "turn": 1, "chosen": A}).status_code == 404
        assert browser.post(school.url(0, f"quiz/{attempt.pk}/hand-in/"), {"q0": A}).status_code == 404
    assert attempt.answers.get(order=0).chosen == []


def test_two_presses_begin_one_attempt(school: School, sitting: Any) -> None:
    client, _attempt = sitting

    client.post(school.url(0, "quiz/"))

    assert Attempt.objects.count() == 1


def test_an_old_window_does_not_hand_in_what_another_has_changed(school: School, sitting: Any) -> None:
    client, attempt = sitting
    client.post(school.url(0, f"quiz/{attempt.pk}/save/"), {"order": 0, "turn": 1, "chosen": A})  # the newer window
    url = school.url(0, f"quiz/{attempt.pk}/hand-in/")

    old = client.post(url, {"q0": C, "t0": 0, "q1": [A, B], "t1": 0})

    attempt.refresh_from_db()
    assert (old.status_code, attempt.submitted_at, attempt.answers.get(order=0).chosen) == (409, None, [A])
    assert 'href="#q0"' in old.content.decode()
    assert attempt.answers.get(order=1).chosen == [A, B]
    client.post(url, {"q0": A, "t0": 1, "q1": [A, B], "t1": 1})
    attempt.refresh_from_db()
    assert attempt.right == 2


def test_without_script_a_sheet_is_kept_and_gone_on_with(school: School, sitting: Any) -> None:
    client, attempt = sitting

    answer = client.post(school.url(0, f"quiz/{attempt.pk}/keep/"), {"q0": B, "t0": 0, "t1": 0}, follow=True)

    attempt.refresh_from_db()
    assert (answer.status_code, attempt.submitted_at, attempt.answers.get(order=0).chosen) == (200, None, [B])


def test_deleting_a_question_changes_nobodys_score_and_no_open_sheet(school: School, sitting: Any) -> None:
    from training.assessment.models import QuestionVersion

    client, attempt = sitting
    gone = school.questions[0]
    gone.delete()

    page = client.get(school.url(0, "quiz/")).content.decode()
    client.post(school.url(0, f"quiz/{attempt.pk}/hand-in/"), {"q0": A, "q1": [A, B]})

    attempt.refresh_from_db()
    assert "第一题" in page
    assert (attempt.right, attempt.out_of) == (2, 2)
    assert QuestionVersion.objects.filter(question=None).count() == 1
    client.post(school.url(0, "quiz/"))
    assert client.get(school.url(0, "quiz/")).context["attempt"].out_of == 1


class TestTheTimeLimit:
    @pytest.fixture
    def timed(self, school: School, learner: Any, client_of: Any) -> tuple[Any, Any]:
        school.quizzes[0].minutes = 10
        school.quizzes[0].save()
        client = client_of(learner)
        client.post(f"/learn/{school.course.slug}/start/")
        client.post(school.url(0, "quiz/"))
        return client, Attempt.objects.get()

    def test_in_the_grace_a_sheet_is_taken_as_it_is(self, school: School, timed: Any) -> None:
        client, attempt = timed

        with clock.told(attempt.ends_at + timedelta(seconds=30)):
            answer = client.post(school.url(0, f"quiz/{attempt.pk}/hand-in/"), {"q0": A, "t0": 0, "t1": 0})

        attempt.refresh_from_db()
        assert (answer.status_code, attempt.right, attempt.submitted_at is not None) == (302, 1, True)

    def test_after_it_what_was_saved_counts_and_nothing_else(self, school: School, timed: Any) -> None:
        client, attempt = timed
        client.post(school.url(0, f"quiz/{attempt.pk}/save/"), {"order": 0, "turn": 1, "chosen": A})

        with clock.told(attempt.closes_at + timedelta(seconds=1)):
            late = client.post(school.url(0, f"quiz/{attempt.pk}/save/"), {"order": 1, "turn": 1, "chosen": [A, B]})
            handed = client.post(school.url(0, f"quiz/{attempt.pk}/hand-in/"), {"q0": A, "q1": [A, B]}, follow=True)

        attempt.refresh_from_db()
        assert (late.status_code, late.json()["saved"]) == (409, False)
        assert (attempt.right, attempt.answers.get(order=1).chosen) == (1, [])
        assert "时间到" in handed.content.decode()

    def test_who_never_comes_back_is_handed_in_once_and_the_lesson_is_done_where_it_was_enough(
        self, school: School, timed: Any
    ) -> None:
        from mediation.audit.models import AuditEntry
        from training.assessment import tasks
        from training.courses.models import Progress

        client, attempt = timed
        client.post(school.url(0, f"quiz/{attempt.pk}/save/"), {"order": 0, "turn": 1, "chosen": A})
        tasks.close(str(attempt.pk))
        assert Attempt.objects.filter(submitted_at=None).count() == 1  # not yet

        with clock.told(attempt.closes_at + timedelta(seconds=1)):
            tasks.close(str(attempt.pk))
            tasks.close(str(attempt.pk))

        assert AuditEntry.objects.filter(action="assessment.submit").count() == 1
        assert Progress.objects.exclude(done_at=None).count() == 1  # 1 of 2 is the 50 percent asked for
        assert client.get(school.url(1)).status_code == 200


def test_a_draw_takes_as_many_as_asked_and_none_twice(school: School, learner: Any, client_of: Any) -> None:
    from tests.training.conftest import make_question

    for n in range(6):
        make_question(f"抽题{n}")
    QuizDraw.objects.create(quiz=school.quizzes[0], competency="opening", count=4)
    client = client_of(learner)
    client.post(f"/learn/{school.course.slug}/start/")

    client.post(school.url(0, "quiz/"))

    attempt = Attempt.objects.get()
    versions = list(attempt.answers.values_list("version", flat=True))
    assert (attempt.out_of, len(set(versions))) == (6, 6)


@pytest.mark.parametrize(("kind", "right"), [("single", "ab"), ("single", ""), ("true-false", "a")])
def test_a_question_that_cannot_be_answered_is_refused(school: School, kind: str, right: str) -> None:
    from django.core.exceptions import ValidationError

    from tests.training.conftest import make_question

    question = make_question("坏题", right, kind=kind)

    with pytest.raises(ValidationError):
        question.clean()
