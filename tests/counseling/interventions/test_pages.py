"""Every page of care: who gets in, what it costs, what it says."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from counseling.interventions import services
from counseling.interventions.enums import SittingAdvice
from counseling.interventions.models import CareEntry
from counseling.screening.enums import FlagState, Level, ScreeningState
from counseling.screening.models import Flag, Response, Screening
from mediation.audit.models import AuditEntry
from mediation.common import clock
from mediation.common.actor import Actor
from tests.cast import client_of, user_of
from tests.counseling.conftest import answer_all

pytestmark = pytest.mark.django_db
PERSON_PAGES = [
    "person", "rating", "plan", "notes", "doctor", "closing", "person_advice", "contact", "refer",
    "plan_talk", "process", "crisis", "crisis_protocol", "crisis_breach", "crisis_report", "exception", "supervise",
]
STAFF_PAGES = ["queue", "rota", "advice", "agenda", "referrals", "caseload", "supervision"]
OTHERS = ["mediator", "other_mediator", "supervisor", "learner", "mentor", "editor", "gridworker", "admin", "outsider"]


def path_of(name: str, subject: object) -> str:
    return reverse(f"care_{name}", args=[subject] if name in PERSON_PAGES else [])


def opened(actor: Actor, flag: Flag) -> Client:
    client = client_of(actor)
    client.post(reverse("care_open", args=[flag.subject]))
    return client


@pytest.mark.parametrize("who", OTHERS)
def test_no_other_member_of_staff_gets_in(who: str, red: Flag, request: pytest.FixtureRequest) -> None:
    client = client_of(request.getfixturevalue(who))
    absent = client.get(path_of("person", uuid.uuid4()))

    answers = [client.get(path_of(n, red.subject)) for n in PERSON_PAGES + STAFF_PAGES]
    posts = [client.post(reverse(f"care_{n}", args=[red.subject])) for n in ("open", "contact", "hand_over", "decide", "rating", "notes")]
    mine = [client.get(f"/care/me/{red.screening_id}/{tail}") for tail in ("", "consent/", "q/5/", "help/", "done/")]

    assert {r.status_code for r in [*answers, *posts, *mine, client.get("/care/me/")]} == {404}
    changing = rb'csrf[^>]*|next" value="[^"]*|from=[^"]*|nonce="[^"]*"|/care/[^"]*'
    assert re.sub(changing, b"", absent.content) == re.sub(changing, b"", answers[0].content)


@pytest.mark.parametrize("who", ["party", "other_party"])
def test_a_party_never_reaches_the_counsellors_pages(who: str, red: Flag, request: pytest.FixtureRequest) -> None:
    client = client_of(request.getfixturevalue(who))

    assert {client.get(path_of(n, red.subject)).status_code for n in PERSON_PAGES} == {404}
    assert {client.get(path_of(n, red.subject)).status_code for n in STAFF_PAGES} == {302}  # to sign-in, like anybody


def test_another_partys_link_is_no_page(begun: Screening, other_party: Actor, anonymous: Actor) -> None:
    for actor in (other_party, anonymous):
        client = client_of(actor)
        for tail in ("", "consent/", "q/1/", "help/", "done/"):
            assert client.get(f"/care/me/{begun.id}/{tail}").status_code == 404
        assert client.post(f"/care/me/{begun.id}/q/1/", {"answer": "3"}).status_code == 404
        assert client.post(f"/care/me/{begun.id}/withdraw/").status_code == 404
    assert not Response.objects.exists()


@pytest.mark.parametrize("name", PERSON_PAGES + STAFF_PAGES)
def test_every_page_opens_for_the_counsellor_in_both_languages(name: str, red: Flag, counsellor: Actor) -> None:
    client = opened(counsellor, red)
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        response = client.get(path_of(name, red.subject), follow=True)
        assert response.status_code == 200
        assert "<title>Care ·" not in response.content.decode()  # each page says in the browser's tab what it is


# two gates (minors, supervision) stand before a person's pages; the calendar of duty asks for each of three ranks who holds it and when
QUERIES = dict.fromkeys(PERSON_PAGES, 12) | {"rota": 13, "person": 10}


@pytest.mark.parametrize("name", [n for n in PERSON_PAGES if n != "contact"] + STAFF_PAGES)
def test_a_page_costs_a_bounded_number_of_queries(name: str, red: Flag, counsellor: Actor, deputy: Actor) -> None:
    for n in range(3):
        services.add_note(
            actor=deputy, user=user_of(deputy), flag=red, fields={"subjective": f"note {n}"}, press=uuid.uuid4()
        )
    client = opened(counsellor, red)
    client.get(path_of(name, red.subject))  # warms templates

    with CaptureQueriesContext(connection) as seen:
        client.get(path_of(name, red.subject))

    assert len(seen) <= QUERIES.get(name, 11), [q["sql"][:90] for q in seen]


def test_the_queue_says_who_and_how_urgent_and_nothing_that_was_answered(red: Flag, counsellor: Actor, party: Actor) -> None:
    page = client_of(counsellor).get("/care/").content.decode()

    assert 'data-topic="care"' in page
    assert party.name not in page  # the family name is enough here
    assert party.name[0] in page
    for words in ("几乎每天", "好几天", "一半以上的天数", "不如死掉", "提不起劲"):
        assert words not in page


def test_one_press_takes_the_call_and_shows_the_number(red: Flag, counsellor: Actor, deputy: Actor) -> None:
    client = client_of(counsellor)

    page = client.post(reverse("care_contact", args=[red.subject])).content.decode()
    again = client.post(reverse("care_contact", args=[red.subject])).content.decode()

    assert "tel:+8613800000001" in page
    assert "tel:+8613800000001" in again
    red.refresh_from_db()
    assert (red.state, red.acknowledged_by) == (FlagState.ACKNOWLEDGED, user_of(counsellor))
    assert AuditEntry.objects.filter(action="people.read_phone", reading=True).count() == 2
    late = client_of(deputy).post(reverse("care_contact", args=[red.subject]), follow=True)
    assert "13800000001" not in late.content.decode()


def test_a_file_is_opened_on_purpose_and_that_is_written_down(red: Flag, counsellor: Actor) -> None:
    client = client_of(counsellor)
    closed = client.get(path_of("person", red.subject)).content.decode()
    assert "一半以上的天数" not in closed
    assert client.get(path_of("notes", red.subject)).status_code == 302

    client.post(reverse("care_open", args=[red.subject]))
    page = client.get(path_of("person", red.subject)).content.decode()

    assert "一半以上的天数" in page
    assert "13800000001" not in page
    assert AuditEntry.objects.filter(action="care.open", actor=counsellor.key, reading=True).count() == 1


def test_the_score_is_a_range_and_names_no_illness(red: Flag, counsellor: Actor) -> None:
    client = opened(counsellor, red)
    client.cookies["django_language"] = "en"

    page = client.get(path_of("person", red.subject)).content.decode()

    assert "between 3 and 6 of 12 points" in page  # 2 + 1 + 0 and one left open
    assert "about 13 really are in distress where 5 in 100 are" in page
    assert "Levis" in page
    assert "advise an assessment by a doctor" in page
    assert not re.search(r"depression|depressive|anxiety disorder|抑郁症|焦虑症", page, re.IGNORECASE)


def test_wrong_forms_come_back_with_what_was_typed(red: Flag, counsellor: Actor) -> None:
    client = opened(counsellor, red)

    page = client.post(path_of("rating", red.subject), {"level": "purple", "reason": "typed this"})

    assert page.status_code == 422
    assert "typed this" in page.content.decode()
    assert client.post(path_of("notes", red.subject), {}).status_code == 422
    for day in ("not a day", "0001-01-01", "2020-01-01", "9999-12-31"):
        wrong = client.post(path_of("plan", red.subject), {"kind": "safety", "alone": "walk", "review_on": day})
        assert wrong.status_code == 422
    assert client.post(path_of("advice", red.subject), {"number": "nope", "mode": "joint", "valid_until": "2099-01-01"}).status_code == 422
    assert client.post(path_of("rota", red.subject), {"user": "x"}).status_code == 422
    assert not CareEntry.objects.exists()


def test_the_whole_desk_path(red: Flag, counsellor: Actor, deputy: Actor) -> None:
    client = opened(counsellor, red)
    form = str(uuid.uuid4())
    for _ in range(2):  # pressed twice
        client.post(path_of("rating", red.subject), {"level": "yellow", "reason": "sister stays overnight", "press": form})
    review = (clock.today() + 30 * clock.DAY).isoformat()
    client.post(path_of("plan", red.subject), {"kind": "safety", "alone": "walk", "review_on": review, "press": uuid.uuid4()})
    now = clock.now().astimezone(clock.SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    talk = {"way": "phone", "held_at": now, "minutes": "30", "risk": "none", "press": uuid.uuid4()}
    client.post(path_of("notes", red.subject), {**talk, "subjective": "sleeps badly"})
    client.post(path_of("doctor", red.subject), {"answer": "will_go", "press": uuid.uuid4()})
    until = clock.today().isoformat()
    client.post(path_of("person_advice", red.subject), {"mode": "shuttle", "breaks": "on", "valid_until": until, "press": uuid.uuid4()})
    entry = CareEntry.objects.get(kind="rating")
    opened(deputy, red).post(reverse("care_second", args=[red.subject, entry.id]), {"agreed": "yes"})

    red.refresh_from_db()
    assert red.level == Level.YELLOW
    assert sorted(CareEntry.objects.values_list("kind", flat=True)) == ["doctor", "note", "plan", "rating", "second"]


# --- a party's own pages


def answer(client: Client, screening: Screening, number: int, value: str) -> Any:
    return client.post(f"/care/me/{screening.id}/q/{number}/", {"answer": value})


def test_the_whole_way_of_a_party_without_script(offered: Screening, party: Actor) -> None:
    client = client_of(party)
    start = f"/care/me/{offered.id}/"
    assert client.get(start).status_code == 200
    assert client.post(start, {"choice": "yes"})["Location"] == f"{start}consent/"
    assert "三年" in client.get(f"{start}consent/").content.decode() or client.get(f"{start}consent/").status_code == 200
    assert client.post(f"{start}consent/", {"choice": "agree"})["Location"] == f"{start}q/1/"
    for number in range(1, 5):
        page = client.get(f"{start}q/{number}/").content.decode()
        assert "在过去的两周内，以下情况烦扰您有多频繁？" in page
        assert "12356" in page
        assert answer(client, offered, number, "0")["Location"] == f"{start}q/{number + 1}/"
    assert "有不如死掉或用某种方式伤害自己的念头" in client.get(f"{start}q/5/").content.decode()
    assert answer(client, offered, 5, "0")["Location"] == f"{start}done/"
    assert client.get(f"{start}done/").status_code == 200


def test_help_is_the_very_next_page(begun: Screening, party: Actor) -> None:
    client = client_of(party)
    for number in range(1, 5):
        answer(client, begun, number, "skip")

    response = answer(client, begun, 5, "1")

    assert response["Location"] == f"/care/me/{begun.id}/help/"
    page = client.get(response["Location"]).content.decode()
    assert all(f"tel:{n}" in page for n in ("12356", "110", "120"))
    assert Flag.objects.get().level == Level.RED
    assert client.post(response["Location"], {"wish": "careful"})["Location"] == f"/care/me/{begun.id}/done/"
    assert Flag.objects.get().wish == "careful"
    assert client.post(response["Location"], {"wish": "shout"}).status_code == 422


def test_bad_answers_are_asked_again_at_the_question(begun: Screening, party: Actor) -> None:
    client = client_of(party)

    for bad in ({}, {"answer": "9"}, {"answer": "-1"}, {"answer": "<b>"}, {"answer": "1" * 9000}):
        response = client.post(f"/care/me/{begun.id}/q/1/", bad)
        assert response.status_code == 422
        assert "<b>" not in re.sub(r"<b>1\d\d</b>|<b>[^<]*</b>", "", response.content.decode())
    assert client.get(f"/care/me/{begun.id}/q/9/").status_code == 404
    assert client.get(f"/care/me/{begun.id}/q/5/")["Location"] == f"/care/me/{begun.id}/q/1/"
    assert not Response.objects.exists()


def test_without_a_rota_the_numbers_and_no_question(offered: Screening, party: Actor) -> None:
    from counseling.screening.models import Shift

    Shift.objects.all().delete()
    client = client_of(party)

    for tail in ("", "consent/"):
        page = client.get(f"/care/me/{offered.id}/{tail}").content.decode()
        assert "tel:12356" in page
        assert "<fieldset" not in page
    assert client.post(f"/care/me/{offered.id}/consent/", {"choice": "agree"}).status_code == 200
    assert Screening.objects.get().state == ScreeningState.OFFERED
    assert client.get("/care/me/").status_code == 200


def test_declining_is_one_press_and_asked_no_more(offered: Screening, party: Actor) -> None:
    client = client_of(party)

    assert client.post(f"/care/me/{offered.id}/", {"choice": "no"})["Location"] == "/care/me/"
    assert client.get("/care/me/").status_code == 200
    assert Screening.objects.get().state == ScreeningState.DECLINED


def test_taking_the_consent_back(begun: Screening, party: Actor) -> None:
    client = client_of(party)
    assert "/withdraw/" in client.get("/care/me/").content.decode()

    for asked in (client.get(f"/care/me/{begun.id}/withdraw/"), client.post(f"/care/me/{begun.id}/withdraw/")):
        assert 'name="sure"' in asked.content.decode()
    assert "/withdraw/" in client.get("/care/me/").content.decode()  # asked only, nothing done yet

    for _press in range(2):
        done = client.post(f"/care/me/{begun.id}/withdraw/", {"sure": "yes"}, follow=True).content.decode()
        assert "/withdraw/" not in done
        assert "您已收回同意" in done
    assert answer(client, begun, 1, "1").status_code == 302


def test_pages_of_a_party_are_never_kept_and_light(begun: Screening, party: Actor) -> None:
    response = client_of(party).get(f"/care/me/{begun.id}/q/1/")

    assert response["Cache-Control"] == "no-store"
    assert len(response.content) < 20_000


# --- the wall

NOTE_CANARY, PLAN_CANARY, REASON_CANARY = "KANARIE-note", "KANARIE-plan", "KANARIE-reason"


@pytest.fixture
def seeded(red: Flag, counsellor: Actor) -> Flag:
    me: dict[str, Any] = {"actor": counsellor, "user": user_of(counsellor), "flag": red}
    services.take_contact(**me)
    services.add_note(**me, fields={"subjective": NOTE_CANARY}, press=uuid.uuid4())
    services.save_plan(**me, kind="safety", fields={"alone": PLAN_CANARY}, press=uuid.uuid4())
    services.rate(**me, level=Level.RED, behaviour=None, reason=REASON_CANARY, press=uuid.uuid4())
    services.sign_advice(
        actor=counsellor, user=user_of(counsellor), case_ref=red.case_ref, area_path=red.area_path, mode=SittingAdvice.SEPARATE,
        breaks=True, companion=False, words="", valid_until=clock.today(), press=uuid.uuid4(),
    )
    return red


def test_no_canary_in_any_table(seeded: Flag) -> None:
    """Every text column of every table: tables of notices, jobs and audit lines among them."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                assert "KANARIE" not in "\x1f".join(str(bytes(v) if isinstance(v, memoryview) else v) for v in row), table


def test_no_canary_and_no_trace_of_a_screening_for_mediator_supervisor_and_other_party(
    seeded: Flag, mediator: Actor, supervisor: Actor, other_party: Actor, client_of: Callable[[Actor], Client]
) -> None:
    case = seeded.case_ref
    desk = ["/desk/", "/desk/cases/", "/desk/pool/", f"/desk/cases/{case}/", "/desk/overview/", "/inbox/"]
    paths = [*desk, f"/c/{case}/", "/c/", "/care/me/"]
    for actor in (mediator, supervisor, other_party):
        browser = client_of(actor)
        for path in paths:
            page = browser.get(path, follow=True).content.decode()
            assert "KANARIE" not in page
            assert str(seeded.screening_id) not in page
            assert "PHQ" not in page


def test_nothing_in_the_log(seeded: Flag, caplog: pytest.LogCaptureFixture, party: Actor, begun: Screening) -> None:
    with caplog.at_level("DEBUG"):
        answer_all(party, begun, 3, 3, 3, 3, 3)

    assert "KANARIE" not in caplog.text
    assert "'3'" not in " ".join(r.getMessage() for r in caplog.records if not r.name.startswith("django.db"))
