"""The door of a person's file, at every address behind it: a new page that forgets it fails here."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from counseling.hotline.models import Call
from counseling.hotline.services import consent as calls
from counseling.hotline.services import desk
from counseling.interventions.enums import EntryKind, SittingAdvice
from counseling.interventions.models import CareEntry, CareTie, ProcessAdvice
from counseling.interventions.ports import people
from counseling.interventions.services import decide_conflict, sign_advice
from counseling.minors.models import Approval, GuardianConsent, Minor
from counseling.minors.services import age
from counseling.minors.services import consent as guardians
from counseling.screening import services as screening
from counseling.screening.enums import Level, Mode
from counseling.screening.models import Flag, Invitee, Screening
from counseling.screening.services import checkups
from counseling.screening.services.flags import raise_flag
from mediation.audit.models import AuditEntry
from mediation.common import clock
from mediation.common.actor import Actor, system
from tests.architecture.routes import routes
from tests.cast import County, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.integration]
# before the door: the shut file, and the ways to open it, to decide, to call, to hand over. Each is held by its own service.
FRONT = {"care_person", "care_open", "care_contact", "care_hand_over", "care_decide"}
# what may be done about somebody under 18 before a colleague has approved: nothing out of the file stands there
UNAPPROVED = {
    "care_minor", "care_minor_know", "care_minor_consent", "care_minor_confirm", "care_minor_withdraw", "care_minor_ask",
    "care_minor_report", "care_minor_receipt", "care_supervised", "care_exception", "care_reopen",
}
KEPT: tuple[type[models.Model], ...] = (CareEntry, Screening, ProcessAdvice, Minor, Approval, GuardianConsent)
READING = ("care.open", "people.read_phone", "people.read_address", "hotline.read")


def doors(flag: Flag) -> list[tuple[str, str]]:
    found = [
        (r.name, r.address(subject=flag.subject, flag_id=flag.id)) for r in routes()
        if r.pattern.startswith(("care/people/<uuid:subject>/", "care/offer/"))
    ]
    assert len(found) > 35
    return found


def kept() -> list[int]:
    return [m.objects.count() for m in KEPT] + [AuditEntry.objects.filter(action__in=READING).count()]  # type: ignore[attr-defined]


def accompanies(counsellor: Actor, other: Actor) -> None:
    CareTie.objects.create(user=user_of(counsellor), subject=other.subject, case_ref=uuid.uuid4(), since=clock.now())


def test_the_opponents_counsellor_passes_no_door_without_a_decision(
    red: Flag, deputy: Actor, other_party: Actor, client_of: Callable[..., Client]
) -> None:
    accompanies(deputy, other_party)
    browser, before, passed = client_of(deputy, raise_request_exception=False), kept(), []
    for name, address in doors(red):
        if name == "care_hand_over":
            continue
        for ask in (browser.get, browser.post):
            answer = ask(address, {"bundle": "family", "mode": SittingAdvice.SEPARATE, "age": "teen", "guardian": "here"})
            shut = answer.status_code == 405 or answer.headers.get("Location") == f"/care/people/{red.subject}/"
            if not shut and name not in FRONT:
                passed.append(f"{ask.__name__} {name}: {answer.status_code}")

    assert passed == []
    assert kept() == before
    page = browser.get(f"/care/people/{red.subject}/").content.decode()
    assert reverse("care_decide", args=[red.subject]) in page
    assert reverse("care_contact", args=[red.subject]) not in page


def test_after_a_written_decision_the_door_opens(
    red: Flag, deputy: Actor, other_party: Actor, client_of: Callable[..., Client]
) -> None:
    accompanies(deputy, other_party)
    decide_conflict(actor=deputy, user=user_of(deputy), flag=red, reason="夜里没有别人，等不得", press=uuid.uuid4())
    browser = client_of(deputy)

    assert browser.get(reverse("care_consents", args=[red.subject])).status_code == 200
    assert browser.get(reverse("care_offer", args=[red.id])).status_code == 200
    assert CareEntry.objects.filter(kind=EntryKind.DECISION).count() == 1


def test_an_unapproved_minors_file_stays_shut_at_every_door(
    offered: Screening, party: Actor, deputy: Actor, client_of: Callable[..., Client]
) -> None:
    young = age.say(actor=party, screening=offered, age="teen", guardian="here")
    guardians.give(actor=deputy, minor=young, name="王大伯", relation="parent", way="phone", language="zh-hans")
    screening.consent(actor=party, screening=offered, language="zh-hans")
    offered.refresh_from_db()
    for number, value in enumerate((2, 1, 0, 0, 2), 1):
        screening.answer(actor=party, screening=offered, number=number, value=value)
    flag = Flag.objects.get(subject=party.subject)
    sign_advice(
        actor=deputy, user=user_of(deputy), case_ref=flag.case_ref, area_path=flag.area_path, mode=SittingAdvice.SEPARATE, breaks=True,
        companion=False, words="", valid_until=clock.today() + timedelta(days=20), press=uuid.uuid4(),
    )
    browser, before, passed = client_of(deputy, raise_request_exception=False), kept(), []
    browser.post(reverse("care_open", args=[flag.subject]))
    for name, address in doors(flag):
        if name in FRONT | UNAPPROVED:
            continue
        for ask in (browser.get, browser.post):
            answer = ask(address, {"bundle": "family", "mode": SittingAdvice.SEPARATE})
            if answer.status_code == 200 or answer.status_code >= 500:
                passed.append(f"{ask.__name__} {name}: {answer.status_code}")

    assert passed == []
    assert kept() == before


def _comes_by_check_up(supervisor: Actor, county: County, phone: str) -> Flag:
    row = checkups.create(
        actor=supervisor, user=user_of(supervisor), title="2026", bundle="checkup", area=county.area,
        opens_at=clock.now() - timedelta(days=1), closes_at=clock.now() + timedelta(days=9),
    )
    checkups.invite(actor=supervisor, checkup=row, people=[checkups.Wanted("周同", phone)])
    guest = Invitee.objects.select_related("person", "checkup__area").get()
    asked = checkups.offered(guest, Mode.SELF)
    return _flag(guest.subject, asked.case_ref, county)


def _comes_by_hotline(counsellor: Actor, county: County, phone: str) -> Flag:
    call: Call = desk.take(actor=counsellor, user=user_of(counsellor), area=county.area, press=uuid.uuid4())
    call = desk.write(actor=counsellor, call=call, said={"phone": phone, "words": "睡不着"}, level=Level.YELLOW)
    calls.to_file(actor=counsellor, user=user_of(counsellor), call=call, agreed=True)
    return Flag.objects.get(subject=call.subject)


def _flag(subject: uuid.UUID, case_ref: uuid.UUID, county: County) -> Flag:
    raise_flag(actor=system("tests.doors"), subject=subject, case_ref=case_ref, area_path=county.area.path, reason="asked")
    return Flag.objects.get(subject=subject)


@pytest.mark.parametrize("way", ["check-up", "hotline"])
def test_the_other_side_is_known_again_outside_the_dispute(
    way: str, case_ref: uuid.UUID, party: Actor, supervisor: Actor, deputy: Actor, counsellor: Actor, county: County, on_call: Actor,
    client_of: Callable[..., Client],
) -> None:
    """The deputy accompanies the party; the opponent of the case, with the telephone of the case, comes another way."""
    accompanies(deputy, party)
    phone = "138 0000 0002"
    flag = _comes_by_check_up(supervisor, county, phone) if way == "check-up" else _comes_by_hotline(counsellor, county, phone)
    browser, before = client_of(deputy), kept()

    taken = browser.post(reverse("care_contact", args=[flag.subject]), follow=True).content.decode()
    opened = browser.post(reverse("care_open", args=[flag.subject]), follow=True).content.decode()

    for page in (taken, opened):
        assert "13800000002" not in page
        assert reverse("care_decide", args=[flag.subject]) in page
        assert party.name not in page
    assert kept() == before
    assert people().opponents(uuid.UUID(party.subject)) >= {flag.subject}  # and the other way round
    assert client_of(counsellor).post(reverse("care_contact", args=[flag.subject])).status_code == 200  # nobody else is held up


def test_a_callers_number_is_known_again_only_after_the_yes_to_a_file(counsellor: Actor, county: County, case_ref: uuid.UUID) -> None:
    call = desk.take(actor=counsellor, user=user_of(counsellor), area=county.area, press=uuid.uuid4())
    call = desk.write(actor=counsellor, call=call, said={"phone": "13800000002"}, level=Level.YELLOW)

    assert call.person_index == ""
    assert people().opponents(call.subject) == frozenset()
