"""Lessons open one after the other, for the page and for every byte that belongs to it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.training.conftest import BYTES, OPTION, School

pytestmark = pytest.mark.django_db


def pass_first(client: Any, school: School) -> Any:
    client.post(school.url(0, "quiz/"))
    from training.assessment.models import Attempt

    attempt = Attempt.objects.get(submitted_at=None)
    return client.post(
        school.url(0, f"quiz/{attempt.pk}/hand-in/"), {"q0": [OPTION + "a"], "q1": [OPTION + "a", OPTION + "b"]}
    )


def locked_addresses(school: School) -> list[str]:
    film = f"film/{school.video.pk}/"
    return [school.url(1), school.url(1, film), school.url(1, f"{film}zh.vtt"), school.url(1, f"{film}en.vtt"), school.url(1, "quiz/")]


def test_a_locked_lesson_answers_the_same_for_page_film_captions_and_quiz(school: School, learner: Any, client_of: Any) -> None:
    client = client_of(learner)
    client.post(f"/learn/{school.course.slug}/start/")

    answers = [client.get(url) for url in locked_addresses(school)]

    assert {a.status_code for a in answers} == {404}
    assert {"第二课的话" in a.content.decode() for a in answers} == {False}
    assert client.post(school.url(1, "quiz/")).status_code == 404
    assert client.post(school.url(1, "done/")).status_code == 404
    assert client.post(school.url(1, "note/"), {"note": "x"}).status_code == 404
    assert client.get(school.url(0)).status_code == 200


def test_before_the_start_even_the_first_lesson_is_not_open(school: School, learner: Any, client_of: Any) -> None:
    assert client_of(learner).get(school.url(0)).status_code == 404


def test_passing_the_quiz_opens_the_next_lesson_and_its_film_in_pieces(school: School, learner: Any, client_of: Any) -> None:
    client = client_of(learner)
    client.post(f"/learn/{school.course.slug}/start/")

    pass_first(client, school)

    assert client.get(school.url(1)).status_code == 200
    film = school.url(1, f"film/{school.video.pk}/")
    part = client.get(film, headers={"Range": "bytes=10-19"})
    assert part.status_code == 206, part.content[:300]
    assert (part.status_code, part.content, part.headers["Content-Range"]) == (206, BYTES[10:20], f"bytes 10-19/{len(BYTES)}")
    assert client.get(film).content == BYTES
    assert client.get(film, headers={"Range": "bytes=-5"}).content == BYTES[-5:]
    assert client.get(film, headers={"Range": f"bytes={len(BYTES)}-"}).status_code == 416
    assert "Hello" in client.get(school.url(1, f"film/{school.video.pk}/en.vtt")).content.decode()


def test_a_film_is_served_under_its_own_lesson_only(school: School, learner: Any, client_of: Any, anonymous: Any) -> None:
    client = client_of(learner)
    client.post(f"/learn/{school.course.slug}/start/")

    assert client.get(school.url(0, f"film/{school.video.pk}/")).status_code == 404
    assert client_of(anonymous).get(f"/film/{school.video.pk}/").status_code == 404
    assert client_of(anonymous).get(school.url(1, f"film/{school.video.pk}/")).status_code == 302


def test_the_outsider_finds_nothing(school: School, outsider: Any, client_of: Any) -> None:
    client = client_of(outsider)

    for url in ["/learn/", f"/learn/{school.course.slug}/", school.url(0), *locked_addresses(school)]:
        assert client.get(url).status_code == 404, url


def test_the_page_tree_never_shows_a_lesson(school: School, anonymous: Any, learner: Any, client_of: Any) -> None:
    for actor in (anonymous, learner):
        answer = client_of(actor).get("/zh-hans/courses/first/lesson-2/")
        assert (answer.status_code, answer.headers["Location"]) == (302, school.url(1))


def test_progress_is_the_same_in_both_languages(school: School, learner: Any, client_of: Any) -> None:
    client = client_of(learner)
    client.post(f"/learn/{school.course.slug}/start/")
    pass_first(client, school)

    client.cookies["django_language"] = "en"
    page = client.get(school.url(1))

    assert page.status_code == 200
    assert "Lesson 2" in page.content.decode()


def test_a_note_is_kept_sealed_and_for_its_writer_only(school: School, learner: Any, mediator: Any, client_of: Any) -> None:
    from training.courses.models import Progress

    client, other = client_of(learner), client_of(mediator)
    for browser in (client, other):
        browser.post(f"/learn/{school.course.slug}/start/")

    client.post(school.url(0, "note/"), {"note": "王家的事要慢一点"})

    assert "王家的事要慢一点" in client.get(school.url(0)).content.decode()
    assert "王家的事要慢一点" not in other.get(school.url(0)).content.decode()
    assert not any("王家" in note for note in Progress.objects.values_list("note", flat=True))


def test_a_lesson_page_takes_few_queries(school: School, learner: Any, client_of: Any, django_assert_max_num_queries: Any) -> None:
    client = client_of(learner)
    client.post(f"/learn/{school.course.slug}/start/")
    client.get(school.url(0))
    pass_first(client, school)
    client.get(school.url(1))

    with django_assert_max_num_queries(10):
        page = client.get(school.url(1))

    assert len(page.content) < 60_000
    with django_assert_max_num_queries(10):
        client.get("/learn/")
