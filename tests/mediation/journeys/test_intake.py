"""The report of somebody without an account, from the poster to the case page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mediation.casework.models import Case, Enquiry
from mediation.common import clock
from mediation.common.actor import system
from mediation.journeys.models import IntakeDraft, IntakePoint
from mediation.journeys.services.point import add_point, revoke_point

pytestmark = pytest.mark.django_db
STORY = "楼上三个月来夜夜打麻将，我睡不着，canary-story"


@pytest.fixture
def point(county: Any) -> IntakePoint:
    return add_point(actor=system("tests"), label="柳岸村公告栏", area=county.town, organisation=county.studio)


ANSWERS: dict[str, dict[str, str]] = {
    "kind": {"category": "neighbours"},
    "story": {"story": STORY},
    "other": {"other_name": "陈大山", "other_phone": "13900000001"},
    "wish": {"wish": "夜里安静"},
    "where": {},
    "reach": {"name": "王小梅", "phone": "13800000000", "safe_times": "上午"},
}


def fill(client: Client, point: IntakePoint, county: Any, **changed: dict[str, str]) -> None:
    client.post(f"/r/{point.token}/", {"mode": "dispute"})
    for step, data in {**ANSWERS, "where": {"place": str(county.village.public_id)}, **changed}.items():
        answer = client.post(f"/r/{point.token}/{step}/", data)
        assert answer.status_code == 302, (step, answer.content.decode())


def test_from_poster_to_case(point: IntakePoint, county: Any, mediator: Any) -> None:
    client = Client()
    assert client.get(f"/r/{point.token}/").status_code == 200
    fill(client, point, county)
    check = client.get(f"/r/{point.token}/check/")
    assert "王小梅" in check.content.decode()
    done = client.post(f"/r/{point.token}/send/", follow=True)
    page = done.content.decode()
    case = Case.objects.get()
    assert done.status_code == 200
    assert case.number in page
    assert "林静" in page
    assert case.organisation == county.studio
    assert case.kind == "neighbour"
    assert [p.role for p in case.parties.all()] == ["applicant", "respondent"]
    assert "canary-story" not in case.story_sealed
    own = client.get(f"/c/case/{case.id}/")
    assert own.status_code == 200
    draft = IntakeDraft.objects.get()
    assert draft.body_sealed == ""


def test_pressing_twice_makes_one_case(point: IntakePoint, county: Any) -> None:
    client = Client()
    fill(client, point, county)
    first = client.post(f"/r/{point.token}/send/", follow=True)
    second = client.post(f"/r/{point.token}/send/", follow=True)
    assert Case.objects.count() == 1
    number = Case.objects.get().number
    assert first.status_code == second.status_code == 200
    assert number in first.content.decode()
    assert number in second.content.decode()
    assert first.context["sent"].secret == second.context["sent"].secret
    assert client.get(f"/c/case/{Case.objects.get().id}/").status_code == 200


def test_unknown_expired_and_revoked_look_the_same(point: IntakePoint, county: Any, supervisor: Any) -> None:
    revoked = add_point(actor=system("tests"), label="旧海报", area=county.town)
    revoke_point(actor=supervisor, point=revoked)
    expired = add_point(actor=system("tests"), label="旧海报二", area=county.town)
    IntakePoint.objects.filter(pk=expired.pk).update(expires_at=expired.created_at)
    pages = [Client().get(f"/r/{token}/") for token in ("nowhere", revoked.token, expired.token)]
    assert {p.status_code for p in pages} == {404}
    bodies = {strip(p.content.decode(), t) for p, t in zip(pages, ("nowhere", revoked.token, expired.token), strict=True)}
    assert len(bodies) == 1


def strip(page: str, token: str) -> str:
    import re

    return re.sub(r'(nonce|value|content)="[^"]*"', "", page).replace(token, "")


@pytest.mark.parametrize(
    ("step", "data", "field"),
    [
        ("kind", {}, "category"),
        ("kind", {"category": "nonsense"}, "category"),
        ("story", {"story": "   "}, "story"),
        ("story", {"story": "长" * 4001}, "story"),
        ("other", {}, "other_name"),
        ("other", {"other_name": "甲", "other_phone": "abc"}, "other_phone"),
        ("wish", {"wish": "愿" * 1001}, "wish"),
        ("where", {"place": "00000000-0000-0000-0000-000000000000"}, "place"),
        ("reach", {"name": "", "phone": "13800000000"}, "name"),
        ("reach", {"name": "王", "phone": "12"}, "phone"),
    ],
)
def test_bad_input_is_said_at_the_field_and_kept(point: IntakePoint, step: str, data: dict[str, str], field: str) -> None:
    client = Client()
    client.post(f"/r/{point.token}/", {"mode": "dispute"})
    answer = client.post(f"/r/{point.token}/{step}/", data)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    for text in data.values():
        if text.strip() and field not in ("category", "place"):
            assert text in answer.content.decode()
    again = client.get(f"/r/{point.token}/{step}/?checked=1")
    assert again.context["form"].errors[field]


def test_sending_with_a_gap_leads_to_the_question(point: IntakePoint, county: Any) -> None:
    client = Client()
    client.post(f"/r/{point.token}/", {"mode": "dispute"})
    client.post(f"/r/{point.token}/kind/", ANSWERS["kind"])
    answer = client.post(f"/r/{point.token}/send/")
    assert answer.status_code == 302
    assert f"/r/{point.token}/story/" in answer.headers["Location"]
    assert not Case.objects.exists()


def test_autosave_keeps_half_a_word(point: IntakePoint) -> None:
    client = Client()
    client.post(f"/r/{point.token}/", {"mode": "dispute"})
    assert client.post(f"/r/{point.token}/story/keep/", {"story": "半句"}).status_code == 200
    assert "半句" in client.get(f"/r/{point.token}/story/").content.decode()
    assert "半句" not in IntakeDraft.objects.get().body_sealed


def test_a_draft_belongs_to_its_browser(point: IntakePoint) -> None:
    writer, stranger = Client(), Client()
    writer.post(f"/r/{point.token}/", {"mode": "dispute"})
    writer.post(f"/r/{point.token}/story/", {"story": STORY})
    assert stranger.get(f"/r/{point.token}/story/").status_code == 302
    assert stranger.post(f"/r/{point.token}/story/keep/", {"story": "x"}).status_code == 404


def test_typing_after_the_session_has_ended_loses_nothing(point: IntakePoint) -> None:
    client = Client()
    answer = client.post(f"/r/{point.token}/story/", {"story": STORY})
    assert answer.status_code == 302
    assert STORY in client.get(f"/r/{point.token}/story/").content.decode()


def test_a_question_is_no_case(point: IntakePoint, county: Any, mediator: Any, other_mediator: Any, client_of: Any) -> None:
    client = Client()
    client.post(f"/r/{point.token}/", {"mode": "question"})
    client.post(f"/r/{point.token}/question/", {"story": "养狗要不要办证？"})
    client.post(f"/r/{point.token}/where/", {"place": str(county.village.public_id)})
    client.post(f"/r/{point.token}/reach/", ANSWERS["reach"])
    assert client.post(f"/r/{point.token}/send/", follow=True).status_code == 200
    row = Enquiry.objects.get()
    assert not Case.objects.exists()
    assert client.get(f"/c/question/{row.id}/").status_code == 200
    assert client_of(other_mediator).get(f"/desk/questions/{row.id}/").status_code == 404
    desk = client_of(mediator)
    assert desk.post(f"/desk/questions/{row.id}/", {"answer": "要办，到村委会。"}).status_code == 302
    assert "到村委会" in client.get(f"/c/question/{row.id}/").content.decode()


def test_code_opens_the_case_and_wrong_ones_look_alike(point: IntakePoint, county: Any) -> None:
    client = Client()
    fill(client, point, county)
    done = client.post(f"/r/{point.token}/send/", follow=True)
    sent = done.context["sent"]
    other = Client()
    wrong = other.post("/c/", {"locator": sent.locator, "secret": "AAAA-AAAA-AAAA-AAAA"})
    unknown = other.post("/c/", {"locator": "AAAAA-AAAAA", "secret": sent.secret})
    assert wrong.status_code == unknown.status_code == 422
    assert strip(wrong.content.decode(), sent.locator) == strip(unknown.content.decode(), "AAAAA-AAAAA")
    right = other.post(f"/c/{sent.locator}/", {"secret": sent.secret.lower().replace("-", " ")})
    assert right.status_code == 302
    assert other.get("/c/case/", follow=True).status_code == 200


def test_guessing_is_stopped(db: None) -> None:
    client = Client()
    with clock.told(clock.now().replace(second=0)):
        codes = [client.post("/c/ABCDE-12345/", {"secret": f"{n}"}).status_code for n in range(6)]
    assert codes[:5] == [422] * 5  # five in a minute from one network; the longer windows stand in accounts
    assert codes[-1] == 429
