"""Somebody who answered more than once: every occasion is seen by whoever looks after them, and belongs to the person."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from counseling.interventions import occasions
from counseling.interventions import services as care
from counseling.screening import services
from counseling.screening.enums import ScreeningState
from counseling.screening.models import Consent, Flag, Response, Screening
from counseling.screening.selectors import ledger
from counseling.screening.selectors import rights as known
from counseling.screening.services import offers, rights
from mediation.common.actor import Actor
from tests.cast import client_of, user_of
from tests.counseling.conftest import answer_all

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


def another(keeper: Actor, party: Actor, bundle: str) -> Screening:
    flag = Flag.objects.get()
    row = offers.propose(actor=keeper, subject=flag.subject, case_ref=flag.case_ref, area_path=flag.area_path, bundle=bundle)
    services.consent(actor=party, screening=row, language="zh-hans")
    row.refresh_from_db()
    return row


@pytest.fixture
def flag(begun: Screening, party: Actor, on_call: Actor) -> Flag:
    """Blue, in touch, opened once."""
    answer_all(party, begun, 3, 3, 0, 0, 0)
    found = Flag.objects.get()
    care.take_contact(actor=on_call, user=user_of(on_call), flag=found)
    found.refresh_from_db()
    return found


@pytest.fixture
def second(flag: Flag, party: Actor, on_call: Actor) -> Screening:
    row = another(on_call, party, "petition")
    answer_all(party, row, 1, 1, 0, 0, 0)
    row.refresh_from_db()
    return row


def test_the_file_lists_every_occasion_newest_first_in_a_bounded_number_of_looks(
    flag: Flag, begun: Screening, party: Actor, on_call: Actor, outsider: Actor
) -> None:
    second = another(on_call, party, "party")
    answer_all(party, second, 1, 0, 0, 0, 0)
    third = another(on_call, party, "party")
    answer_all(party, third, 0, 0, 0, 0, 0)
    client, where = client_of(on_call), f"/care/people/{flag.subject}/"
    client.post(f"{where}open/")
    client.get(where)

    with CaptureQueriesContext(connection) as seen:
        page = client.get(where, headers=EN).content.decode()

    assert len(seen) <= 10, [q["sql"][:90] for q in seen]
    assert [o.screening for o in occasions.of(Flag.objects.get(), "en")] == [third, second, begun]
    assert page.count('class="care-occasion"') == 3
    assert "6 of 6 points" in page and "0 of 6 points" in page
    assert client_of(outsider).get(where).status_code == 404


def test_a_change_counts_from_the_published_index_on() -> None:
    with translation.override("en"):
        told = [occasions._changes({"phq9": after}, [{}, {"phq9": 14}], "en")[0] for after in (9, 8, 20)]

    assert ["no reliable change" in told[0], "below the cut" in told[1], "reliably worse" in told[2]] == [True] * 3
    assert all("from 14 to" in line and "6 points on (NHS" in line for line in told)
    assert occasions._changes({"phq9": 3}, [], "en") == []


def test_a_newer_yes_replaces_the_older_one_which_nobody_took_back(second: Screening, party: Actor) -> None:
    older, newer = Consent.objects.order_by("given_at")

    assert (older.withdrawn_at, older.replaced_at is not None, newer.replaced_at) == (None, True, None)
    assert [(line.withdrawn_at, line.replaced_at is not None) for line in ledger.ledger(second.subject, "en")] == [
        (None, False), (None, True)]
    for where in ("/care/me/ledger/", f"/care/me/{second.id}/mine/"):
        page = client_of(party).get(where, headers=EN).content.decode()
        assert "replaced by a newer yes" in page and "· taken back" not in page


def test_taking_the_consent_back_closes_every_occasion(flag: Flag, begun: Screening, second: Screening, party: Actor) -> None:
    client_of(party).post(f"/care/me/{second.id}/withdraw/", {"sure": "yes"})

    assert set(Screening.objects.values_list("state", flat=True)) == {ScreeningState.WITHDRAWN}
    assert [o.shut for o in occasions.of(Flag.objects.get(), "en")] == [True, True]


def test_what_stays_readable_in_an_emergency_is_said_to_both(red: Flag, begun: Screening, party: Actor, counsellor: Actor) -> None:
    desk = client_of(counsellor)
    file = f"/care/people/{red.subject}/"
    desk.post(f"{file}open/")
    assert "This person has closed their answers" not in desk.get(file, headers=EN).content.decode()

    told = client_of(party).get(f"/care/me/{begun.id}/withdraw/", headers=EN)
    assert "can still be read" in told.content.decode()
    client_of(party).post(f"/care/me/{begun.id}/withdraw/", {"sure": "yes"})
    assert "This person has closed their answers" in desk.get(file, headers=EN).content.decode()


def test_a_person_finds_every_occasion_and_who_opened_it(
    flag: Flag, begun: Screening, second: Screening, party: Actor, on_call: Actor
) -> None:
    care.open_file(actor=on_call, user=user_of(on_call), flag=Flag.objects.get())

    page = client_of(party).get(f"/care/me/{second.id}/mine/", headers=EN).content.decode()
    assert f"/care/me/{begun.id}/mine/" in page
    assert (len(known.openings(begun)), len(known.openings(second))) == (2, 1)
    copy = client_of(party).post(f"/care/me/{second.id}/mine/copy/", headers=EN).content.decode()
    assert copy.count("What I answered") == 2


def test_closing_and_erasing_hold_for_every_occasion(flag: Flag, begun: Screening, second: Screening, party: Actor) -> None:
    rights.restrict(actor=party, screening=second, closed=True)
    assert [o.shut for o in occasions.of(Flag.objects.get(), "en")] == [True, True]

    assert rights.erase(actor=party, screening=second).granted
    rights.erase(actor=party, screening=second)

    assert set(Screening.objects.values_list("state", flat=True)) == {ScreeningState.ERASED}
    assert not Response.objects.exists()
