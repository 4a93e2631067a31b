"""The bank's pages: for editors only, every bad file answered in words, sums without single people."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.training.conftest import OPTION, School
from training.assessment.models import Attempt, Question

pytestmark = pytest.mark.django_db


def test_only_editors_see_the_bank(school: School, learner: Any, mediator: Any, outsider: Any, editor: Any, client_of: Any) -> None:
    question, quiz = school.questions[0].pk, school.quizzes[0].pk
    urls = ["", "in/", "out/gift/", "out/xml/", f"{question}/", f"quiz/{quiz}/"]

    for actor in (learner, mediator, outsider):
        assert {client_of(actor).get(f"/learn/bank/{url}").status_code for url in urls} == {404}
    assert {client_of(editor).get(f"/learn/bank/{url}").status_code for url in urls} == {200}
    assert client_of(editor).get("/learn/bank/out/pdf/").status_code == 404


def test_what_goes_out_comes_in_as_known(school: School, editor: Any, client_of: Any) -> None:
    client = client_of(editor)
    data = client.get("/learn/bank/out/xml/?kind=multiple").content

    answer = client.post("/learn/bank/in/", {"file": SimpleUploadedFile("q.xml", data), "competency": "law", "language": "zh-hans"})

    assert (answer.status_code, Question.objects.count()) == (200, 3)
    assert [o.known for o in answer.context["outcomes"]] == [True]


BAD = {
    "empty": b"",
    "bytes": b"\x00\x01",
    "wrong": "第一题{T}".encode("gb18030"),
    "hostile": b'<!DOCTYPE q [<!ENTITY a "b">]><quiz/>',
    "none": b"// x",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_answered_at_its_field(name: str, editor: Any, client_of: Any) -> None:
    data = {"file": SimpleUploadedFile("q.txt", BAD[name]), "competency": "care", "language": "en"}

    answer = client_of(editor).post("/learn/bank/in/", data)

    assert (answer.status_code, bool(answer.context["form"].errors["file"])) == (422, True)
    assert 'value="care" selected' in answer.content.decode()


def test_figures_appear_with_the_fifth_person_and_count_first_attempts_only(
    school: School, editor: Any, make_user: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    url = f"/learn/bank/quiz/{school.quizzes[0].pk}/"
    pages = []
    for n in range(5):
        client = client_of(make_user(f"learner{n}", "learner"))
        client.post(f"/learn/{school.course.slug}/start/")
        for right in ("a" if n else "b", "a"):  # a second try is better and does not count
            client.post(school.url(0, "quiz/"))
            attempt = Attempt.objects.get(submitted_at=None)
            client.post(school.url(0, f"quiz/{attempt.pk}/hand-in/"), {"q0": OPTION + right, "q1": [OPTION + "a", OPTION + "b"]})
        pages.append(client_of(editor).get(url).content.decode())

    browser = client_of(editor)
    with django_assert_max_num_queries(14):
        report = browser.get(url).context["report"]
    rows = {row.question.stem: row for row in report.rows}
    assert ["80.0" in page for page in pages] == [False, False, False, False, True]
    assert (report.whole.attempts, rows["第一题"].figures.facility, rows["第二题"].figures.facility) == (5, 80, 100)
    assert [n for _t, _r, n in rows["第一题"].chosen] == [4, 1, 0]
