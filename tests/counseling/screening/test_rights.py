"""What belongs to a person: seeing, a copy, correcting, closing, erasing, and who opened it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from counseling.screening import services
from counseling.screening.enums import Level, Reason, Right, ScreeningState
from counseling.screening.fhir import packages, questionnaire, validate
from counseling.screening.fhir.outcome import bad
from counseling.screening.models import Consent, Flag, Response, RightsRequest, Score, Screening
from counseling.screening.selectors import rights as known
from counseling.screening.selectors import screening as reading
from counseling.screening.services import rights
from mediation.audit.models import AuditEntry
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.vault.models import DataKey
from tests.cast import client_of, user_of
from tests.counseling.conftest import answer_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def calm(begun: Screening, party: Actor) -> Screening:
    answer_all(party, begun, 2, 1, 0, None, 0)
    begun.refresh_from_db()
    return begun


def test_a_person_sees_their_own_answers_and_that_is_written_down(calm: Screening, party: Actor) -> None:
    own = rights.show(actor=party, screening=calm)

    assert [g.value for g in own.answers] == [2, 1, 0, None, 0]
    assert AuditEntry.objects.get(action="care.own_read").reading


def test_nobody_else_may(calm: Screening, other_party: Actor, mediator: Actor, counsellor: Actor, outsider: Actor) -> None:
    for actor in (other_party, mediator, counsellor, outsider):
        for act in (
            lambda who: rights.show(actor=who, screening=calm), lambda who: rights.erase(actor=who, screening=calm),
            lambda who: rights.restrict(actor=who, screening=calm, closed=True),
            lambda who: rights.correct(actor=who, screening=calm, number=1, value=0),
        ):
            with pytest.raises(NotFound):
                act(actor)
    assert not RightsRequest.objects.exists()


def test_an_answer_is_put_right_long_afterwards_and_counted_anew(calm: Screening, party: Actor) -> None:
    with clock.told(clock.now() + timedelta(days=90)):
        assert rights.correct(actor=party, screening=calm, number=1, value=0) is False
        assert rights.correct(actor=party, screening=calm, number=1, value=0) is False  # twice is once

    assert next((g.item, g.value, g.changed) for g in reading.open_answers(calm)) == ("phq_1", 0, True)
    assert [s.number for s in Score.objects.filter(instrument="phq4")] == [1, 2]
    assert RightsRequest.objects.get().kind == Right.CORRECTION


def test_a_correction_can_still_call_somebody(calm: Screening, party: Actor) -> None:
    assert rights.correct(actor=party, screening=calm, number=5, value=1) is True

    assert (Flag.objects.get().level, Flag.objects.get().reason) == (Level.RED, Reason.CRITICAL)


def test_a_correction_is_one_of_the_answers_and_of_an_answered_question(begun: Screening, party: Actor) -> None:
    answer_all(party, begun, 1)

    with pytest.raises(Invalid):
        rights.correct(actor=party, screening=begun, number=1, value=9)
    with pytest.raises(Conflict):
        rights.correct(actor=party, screening=begun, number=2, value=0)


def test_closed_answers_are_read_only_in_an_emergency(calm: Screening, party: Actor) -> None:
    flag = Flag.objects.get()
    rights.restrict(actor=party, screening=calm, closed=True)
    rights.restrict(actor=party, screening=calm, closed=True)
    calm.refresh_from_db()

    assert (known.readable(calm, flag), known.readable(calm, Flag(level=Level.RED))) == (False, True)
    rights.restrict(actor=party, screening=calm, closed=False)
    calm.refresh_from_db()
    assert known.readable(calm, flag)
    assert [r.kind for r in known.requests(calm)] == [Right.RELEASE, Right.RESTRICTION]


def test_taking_the_consent_back_ends_everyday_reading(calm: Screening, party: Actor) -> None:
    services.withdraw(actor=party, screening=calm)
    calm.refresh_from_db()

    assert not known.readable(calm, Flag.objects.get())


def test_erasing_leaves_nothing_and_no_key(calm: Screening, party: Actor) -> None:
    first = rights.erase(actor=party, screening=calm)
    again = rights.erase(actor=party, screening=calm)

    calm.refresh_from_db()
    assert (first.granted, again.pk == first.pk, calm.state) == (True, True, ScreeningState.ERASED)
    assert (Response.objects.count(), Score.objects.count()) == (0, 0)
    assert DataKey.objects.get(scope=calm.scope).destroyed_at is not None
    assert Consent.objects.get().withdrawn_at is not None
    with pytest.raises(Conflict):
        rights.show(actor=party, screening=calm)
    with pytest.raises(Conflict):
        services.answer(actor=party, screening=calm, number=1, value=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM screening_response")
        assert cursor.fetchone() == (0,)


def test_what_belongs_to_an_emergency_is_kept_closed_until_its_time(red: Flag, begun: Screening, party: Actor) -> None:
    begun.refresh_from_db()

    done = rights.erase(actor=party, screening=begun)

    begun.refresh_from_db()
    assert (done.granted, done.kept_until) == (False, begun.kept_until)
    assert begun.kept_until is not None
    assert begun.kept_until - clock.now() > timedelta(days=3 * 365 - 1)
    assert (Response.objects.count(), begun.restricted_at is not None) == (5, True)
    assert Flag.objects.get().level == Level.RED


def test_who_opened_it_is_told_by_name(calm: Screening, party: Actor, counsellor: Actor) -> None:
    from counseling.interventions.services import open_file

    assert known.openings(calm) == []
    open_file(actor=counsellor, user=user_of(counsellor), flag=Flag.objects.get())

    assert [o.by for o in known.openings(calm)] == [str(user_of(counsellor))]


# the pages

Go = Callable[..., Any]


@pytest.fixture
def at(calm: Screening) -> Callable[[str], str]:
    return lambda rest="": f"/care/me/{calm.id}/mine/{rest}"


def test_the_answers_stay_shut_until_asked_for(at: Any, party: Actor, client_of: Any) -> None:
    browser = client_of(party)
    question = "做事时提不起劲或没有兴趣"

    shut, shown = browser.get(at()), browser.post(at())

    assert question not in shut.content.decode()
    assert question in shown.content.decode()
    assert (shut["Cache-Control"], shown["Cache-Control"]) == ("no-store", "no-store")


def test_a_copy_is_a_text_of_everything(at: Any, party: Actor, client_of: Any) -> None:
    answer = client_of(party).post(at("copy/"))

    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Disposition"] == 'attachment; filename="my-answers.txt"'
    assert "做事时提不起劲或没有兴趣" in text
    assert RightsRequest.objects.get().kind == Right.COPY


def test_correcting_on_the_page_and_choosing_nothing(at: Any, party: Actor, client_of: Any, calm: Screening) -> None:
    browser = client_of(party)

    assert browser.post(at("1/"), {}).status_code == 422
    assert browser.post(at("1/"), {"answer": "9"}).status_code == 422
    assert browser.post(at("1/"), {"answer": "0"})["Location"] == at()
    assert browser.post(at("5/"), {"answer": "2"})["Location"] == f"/care/me/{calm.id}/help/"
    assert browser.get(at("9/")).status_code == 404


def test_erasing_on_the_page(at: Any, party: Actor, client_of: Any) -> None:
    browser = client_of(party)

    assert browser.get(at("erase/")).status_code == 200
    assert Response.objects.exists()
    assert browser.post(at("erase/")).status_code == 302
    assert not Response.objects.exists()
    assert [browser.get(at()).status_code, browser.post(at("erase/")).status_code, browser.post(at("copy/")).status_code] == [200, 302, 409]


def test_to_everybody_else_the_pages_do_not_exist(
    at: Any, client_of: Any, other_party: Actor, mediator: Actor, counsellor: Actor, supervisor: Actor, outsider: Actor
) -> None:
    for actor in (other_party, mediator, counsellor, supervisor, outsider):
        browser = client_of(actor)
        assert {browser.get(at()).status_code, browser.get(at("erase/")).status_code, browser.post(at()).status_code,
                browser.post(at("copy/")).status_code, browser.post(at("restrict/")).status_code,
                browser.post(at("1/"), {"answer": "0"}).status_code} == {404}


def test_a_counsellor_no_longer_sees_closed_answers(calm: Screening, party: Actor, counsellor: Actor, client_of: Any) -> None:
    browser = client_of(counsellor)
    address = f"/care/people/{calm.subject}/"
    browser.post(f"{address}open/")
    assert "做事时提不起劲或没有兴趣" in browser.get(address).content.decode()

    rights.restrict(actor=party, screening=calm, closed=True)

    assert "做事时提不起劲或没有兴趣" not in browser.get(address).content.decode()


def test_every_case_page_has_the_same_way_in(calm: Screening, party: Actor, other_party: Actor, client_of: Any) -> None:
    pages = [client_of(who).get(f"/c/case/{calm.case_ref}/").content.decode() for who in (party, other_party)]

    assert ['href="/care/me/"' in page for page in pages] == [True, True]


def test_the_own_copy_for_another_program_holds_every_occasion_and_fits(calm: Screening, party: Actor) -> None:
    """A refusal leaves it `completed`; our own check finds nothing wrong with it."""
    answer = client_of(party).post(f"/care/me/{calm.id}/mine/copy/", {"as": "fhir"})
    told = json.loads(answer.content)

    assert answer["Content-Type"].startswith("application/fhir+json")
    assert answer["Cache-Control"] == "no-store"
    assert {entry["resource"]["status"] for entry in told["entry"]} == {"completed"}
    for entry in told["entry"]:
        raw = entry["resource"]
        loaded = packages.ours(raw["questionnaire"])
        assert loaded is not None
        form = questionnaire.parse(packages.questionnaire(loaded, "zh-hans"))
        assert not bad(validate.check(form, raw).issues)
    assert "asked-declined" in answer.content.decode()
    assert AuditEntry.objects.filter(action="care.own_copy", reading=True).count() == 1


def test_nobody_else_takes_that_copy(calm: Screening, other_party: Actor, counsellor: Actor) -> None:
    for actor in (other_party, counsellor):
        assert client_of(actor).post(f"/care/me/{calm.id}/mine/copy/", {"as": "fhir"}).status_code in {302, 404}
    assert not AuditEntry.objects.filter(action="care.own_copy").exists()
