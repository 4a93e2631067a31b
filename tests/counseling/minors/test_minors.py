"""People under 18: a guardian and the own yes first, a colleague before the file is opened, the police before everything else."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from counseling.interventions import gates
from counseling.interventions import services as interventions
from counseling.interventions.crises import ReportGround
from counseling.interventions.enums import EntryKind, Outcome
from counseling.interventions.models import CareEntry
from counseling.interventions.services import crisis
from counseling.minors import tasks
from counseling.minors.enums import AgeBand, GuardianWish, Purpose
from counseling.minors.models import Approval, GuardianConsent, Minor, ReportDuty
from counseling.minors.selectors import gate
from counseling.minors.services import age, approval, consent, report
from counseling.screening import battery
from counseling.screening import services as screening
from counseling.screening.bundles import loader as bundles
from counseling.screening.enums import Rank, Reason, ScreeningState
from counseling.screening.models import Flag, Screening
from mediation.audit.models import AuditEntry as Line
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.notifications.models import Notice
from tests.cast import user_of
from tests.counseling.interventions.conftest import grounds, refer

pytestmark = pytest.mark.django_db
GUARDIAN, NUMBER = "金丝雀监护人王大伯", "19912345600"
REASON = "金丝雀理由：她说晚上不敢回家，需要看她写的答案"


@pytest.fixture
def young(offered: Screening, party: Actor) -> Minor:
    return age.say(actor=party, screening=offered, age="teen", guardian="here")


@pytest.fixture
def flag(young: Minor, offered: Screening, party: Actor, counsellor: Actor) -> Flag:
    """A young person who was asked with a guardian's yes, and answered so that somebody is called."""
    agreed(young, party, counsellor)
    screening.consent(actor=party, screening=offered, language="zh-hans")
    offered.refresh_from_db()
    for number, value in enumerate((2, 1, 0, 0, 2), 1):
        screening.answer(actor=party, screening=offered, number=number, value=value)
    return Flag.objects.get(subject=party.subject)


def agreed(minor: Minor, party: Actor, counsellor: Actor) -> GuardianConsent:
    """The guardian's yes on the device, and a counsellor has spoken with them."""
    row = consent.give(actor=party, minor=minor, name=GUARDIAN, relation="parent", way="device", phone=NUMBER, language="zh-hans")
    consent.confirm(actor=counsellor, user=user_of(counsellor), consent=row)
    return row


def test_a_yes_on_the_device_opens_nothing_before_a_counsellor_has_spoken_with_the_guardian(
    offered: Screening, party: Actor, counsellor: Actor, mediator: Actor, client_of: Callable[[Actor], Client]
) -> None:
    """"8 to 11", "they are here", any name, "parent": whoever holds the telephone could press all that alone."""
    base, browser = f"/care/me/{offered.id}", client_of(party)
    browser.post(f"{base}/young/", {"age": "child", "guardian": "here"})
    given = {"name": GUARDIAN, "relation": "parent", "choice": "yes"}
    for wrong in ("", "12", "13800000001"):  # none, no number, the young person's own
        refused = browser.post(f"{base}/guardian/", {**given, "phone": wrong})
        assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"phone"})
    for _twice in range(2):
        browser.post(f"{base}/guardian/", {**given, "phone": NUMBER})

    row = GuardianConsent.objects.get()
    page = browser.get(f"{base}/young/").content.decode()
    assert (page.count("12356"), f"{base}/consent/" in page) != (0, True)
    for door in ("consent", "q/1", "alone", "more"):  # each leads back to the calm page
        answer = browser.get(f"{base}/{door}/")
        assert answer.status_code in (302, 404), door
    with pytest.raises(Conflict):
        screening.consent(actor=party, screening=offered, language="zh-hans")
    assert not offered.responses.exists()
    called = Flag.objects.get()
    assert called.reason == Reason.ASKED  # somebody has to call
    assert NUMBER not in str(GuardianConsent.objects.values_list()) + str(list(Line.objects.values_list("detail", flat=True)))

    desk = client_of(counsellor)
    told = desk.get(f"/care/people/{called.subject}/minor/").content.decode()
    assert "+86" + NUMBER in told and GUARDIAN in told
    with pytest.raises(NotFound):
        consent.phone_of(actor=mediator, consent=row)
    with pytest.raises(NotFound):
        consent.confirm(actor=mediator, user=user_of(mediator), consent=row)
    for _twice in range(2):
        desk.post(f"/care/people/{called.subject}/minor/consent/confirm/")

    row.refresh_from_db()
    assert row.confirmed_by == user_of(counsellor)
    assert f"{base}/consent/" in browser.get(f"{base}/young/").content.decode()
    screening.consent(actor=party, screening=offered, language="zh-hans")  # and the own yes


@pytest.mark.parametrize(("said", "expected"), [("small", "minor_child"), ("child", "minor_child"), ("youth", "minor"), ("teen", "minor")])
def test_the_questions_are_those_the_reference_prints_for_the_age(
    offered: Screening, party: Actor, counsellor: Actor, said: str, expected: str
) -> None:
    """ASQ and PSC-17 from 8, the mood (PHQ) only from 12 (reference 1.5)."""
    age.say(actor=party, screening=offered, age="teen", guardian="call")
    age.say(actor=party, screening=offered, age=said, guardian="call")

    offered.refresh_from_db()
    assert offered.bundle == expected
    if expected == "minor_child":
        with pytest.raises(Conflict):
            screening.propose(
                actor=counsellor, subject=offered.subject, case_ref=offered.case_ref, area_path=offered.area_path, bundle="party"
            )
    for language in ("en", "zh-hans"):
        asked = battery.flow(bundles.bundle(offered.bundle), language, {})
        of_mood = {q.item for q in asked if q.instrument.startswith(("phq", "gad"))}
        assert bool(of_mood) == (expected == "minor")
        if expected == "minor_child":  # no official words: one talk with a counsellor stands in their place, and the page says so
            assert [(q.is_interview, q.safety) for q in asked] == [(True, "suicide")]


def test_a_counsellor_who_learns_of_the_age_changes_what_waits(offered: Screening, party: Actor, counsellor: Actor) -> None:
    age.say(actor=party, screening=offered, age="teen", guardian="call")

    age.know(actor=counsellor, flag=Flag.objects.get(), age=AgeBand.CHILD, guardian=GuardianWish.CALL)

    offered.refresh_from_db()
    assert offered.bundle == "minor_child"


def test_nothing_is_asked_before_a_guardian_and_the_young_person_both_agree(
    young: Minor, offered: Screening, party: Actor, counsellor: Actor
) -> None:
    with pytest.raises(Conflict):
        screening.consent(actor=party, screening=offered, language="zh-hans")
    for _twice in range(2):
        agreed(young, party, counsellor)
    offered.refresh_from_db()
    assert offered.state == ScreeningState.OFFERED  # the guardian's yes is not the young person's
    screening.consent(actor=party, screening=offered, language="zh-hans")

    assert GuardianConsent.objects.count() == 1
    assert GUARDIAN not in str(GuardianConsent.objects.values_list())


def test_under_eight_nobody_is_asked_and_somebody_comes(offered: Screening, party: Actor) -> None:
    minor = age.say(actor=party, screening=offered, age="small", guardian="here")
    with pytest.raises(Conflict):
        consent.give(actor=party, minor=minor, name=GUARDIAN, relation="parent", way="device", phone=NUMBER, language="zh-hans")
    assert not gate.allows(minor.subject, minor.case_ref)
    assert Flag.objects.get(subject=party.subject).reason == Reason.ASKED


def test_a_suspected_guardian_is_neither_asked_nor_told_and_two_decide(
    offered: Screening, party: Actor, counsellor: Actor, lead: Actor, put_on_call: Callable[..., Any]
) -> None:
    put_on_call(lead, Rank.LEAD)
    minor = age.say(actor=party, screening=offered, age="child", guardian="shield")
    again = age.say(actor=party, screening=offered, age="child", guardian="here")  # somebody took the telephone out of their hands

    assert again.guardian == GuardianWish.SHIELD
    assert Flag.objects.get(subject=party.subject).reason == Reason.QUIET
    with pytest.raises(Conflict):
        consent.give(actor=party, minor=again, name=GUARDIAN, relation="parent", way="device", phone=NUMBER, language="zh-hans")
    asked = approval.ask(
        actor=counsellor, user=user_of(counsellor), minor=minor, purpose=Purpose.ASK, reason=REASON, press=uuid.uuid4()
    )
    assert not gate.allows(minor.subject, minor.case_ref)
    with pytest.raises(NotFound):
        approval.decide(actor=counsellor, user=user_of(counsellor), approval=asked, yes=True)
    approval.decide(actor=lead, user=user_of(lead), approval=asked, yes=True)
    screening.consent(actor=party, screening=offered, language="zh-hans")  # and the own yes


def test_a_file_is_opened_only_after_somebody_else_approved(
    flag: Flag, counsellor: Actor, deputy: Actor, lead: Actor, mediator: Actor, put_on_call: Callable[..., Any]
) -> None:
    put_on_call(lead, Rank.LEAD)
    me, minor = user_of(counsellor), Minor.objects.get()
    with pytest.raises(Conflict):
        interventions.open_file(actor=counsellor, user=me, flag=flag)
    with pytest.raises(Invalid):
        approval.ask(actor=counsellor, user=me, minor=minor, purpose=Purpose.OPEN, reason="ja", press=uuid.uuid4())
    asked = [approval.ask(actor=counsellor, user=me, minor=minor, purpose=Purpose.OPEN, reason=REASON, press=uuid.uuid4()) for _ in "ab"]

    assert asked[0] == asked[1]
    assert Notice.objects.filter(kind="care.approval").values_list("recipient", flat=True).get() == lead.key
    assert REASON not in str(list(Approval.objects.values_list())) + str(list(Line.objects.values_list("detail", flat=True)))
    for other in (counsellor, deputy):  # who asked, and who is not in charge
        with pytest.raises(NotFound):
            approval.decide(actor=other, user=user_of(other), approval=asked[0], yes=True)
    with pytest.raises(NotFound):
        approval.decide(actor=mediator, user=user_of(mediator), approval=asked[0], yes=True)
    for _twice in range(2):
        approval.decide(actor=lead, user=user_of(lead), approval=asked[0], yes=True)
    interventions.open_file(actor=counsellor, user=me, flag=flag)
    with pytest.raises(Conflict):  # an approval is for who asked
        interventions.open_file(actor=deputy, user=user_of(deputy), flag=flag)
    with clock.told(clock.now() + timedelta(days=31)), pytest.raises(Conflict):
        interventions.open_file(actor=counsellor, user=me, flag=flag)


def test_the_number_is_always_there_and_the_emergency_door_is_looked_at(
    flag: Flag, counsellor: Actor, lead: Actor, put_on_call: Callable[..., Any]
) -> None:
    put_on_call(lead, Rank.LEAD)
    me, minor = user_of(counsellor), Minor.objects.get()
    assert interventions.take_contact(actor=counsellor, user=me, flag=flag) is not None
    assert not Line.objects.filter(action="care.open").exists()  # calling opened no answer
    opened = approval.open_in_need(actor=counsellor, user=me, minor=minor, reason=REASON, press=uuid.uuid4())
    interventions.open_file(actor=counsellor, user=me, flag=flag)

    assert gate.to_decide(user_of(lead), ("",)) == [opened]
    assert Notice.objects.filter(kind="care.opened_in_need", recipient=lead.key).count() == 1
    with clock.told(clock.now() + timedelta(hours=3)), pytest.raises(Conflict):
        interventions.open_file(actor=counsellor, user=me, flag=flag)
    approval.decide(actor=lead, user=user_of(lead), approval=opened, yes=False)
    with pytest.raises(Conflict):
        interventions.open_file(actor=counsellor, user=me, flag=flag)


def test_the_report_comes_before_everything_else_and_is_asked_after_each_hour(
    flag: Flag, counsellor: Actor, lead: Actor, put_on_call: Callable[..., Any]
) -> None:
    put_on_call(lead, Rank.LEAD)
    me, minor = user_of(counsellor), Minor.objects.get()
    interventions.take_contact(actor=counsellor, user=me, flag=flag)
    approval.open_in_need(actor=counsellor, user=me, minor=minor, reason=REASON, press=uuid.uuid4())
    duty = report.raise_duty(actor=counsellor, minor=minor)
    assert report.raise_duty(actor=counsellor, minor=minor) == duty

    interventions.add_note(actor=counsellor, user=me, flag=flag, fields={"plan": "报警"}, press=uuid.uuid4())
    with pytest.raises(Conflict):
        interventions.save_plan(actor=counsellor, user=me, flag=flag, kind="safety", fields={"signs": "x"}, press=uuid.uuid4())  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        interventions.close_file(actor=counsellor, user=me, flag=flag, outcome=Outcome.BETTER, grounds=grounds(), press=uuid.uuid4())
    before = Notice.objects.filter(kind="care.report_due").count()
    tasks.ask_for_report(str(duty.id))
    asked = Notice.objects.filter(kind="care.report_due").count() - before
    for wrong in ({"number": ""}, {"station": ""}, {"at": None}, {"at": clock.now() + timedelta(hours=1)}):
        given: dict[str, Any] = {"station": "柳桥派出所", "number": "回执2026-17", "at": clock.now(), **wrong}
        with pytest.raises(Invalid):
            report.give_receipt(actor=counsellor, user=me, flag=flag, duty=duty, **given)
    for _twice in range(2):
        report.give_receipt(actor=counsellor, user=me, flag=flag, duty=duty, station="柳桥派出所", number="回执2026-17", at=clock.now())
    tasks.ask_for_report(str(duty.id))

    assert asked == 2  # every counsellor of the place
    assert Notice.objects.filter(kind="care.report_due").count() == before + asked
    assert "回执2026-17" not in str(list(ReportDuty.objects.values_list()))
    interventions.save_plan(actor=counsellor, user=me, flag=flag, kind="safety", fields={"signs": "x"}, press=uuid.uuid4())  # type: ignore[arg-type]


def test_the_pages_lead_a_young_person_and_the_guardian_through(
    offered: Screening, party: Actor, counsellor: Actor, other_party: Actor, outsider: Actor, client_of: Callable[[Actor], Client]
) -> None:
    base, browser = f"/care/me/{offered.id}", client_of(party)
    assert "/young/" in browser.get(f"{base}/consent/").content.decode()
    empty = browser.post(f"{base}/young/", {"age": "teen"})
    assert (empty.status_code, set(empty.context["form"].errors)) == (422, {"guardian"})
    assert browser.post(f"{base}/young/", {"age": "teen", "guardian": "here"}).url == f"{base}/guardian/"  # type: ignore[attr-defined]
    assert browser.post(f"{base}/consent/", {"choice": "agree"}).url == f"{base}/young/"  # type: ignore[attr-defined]
    yes = {"name": GUARDIAN, "relation": "parent", "phone": NUMBER}
    assert browser.post(f"{base}/guardian/", {**yes, "name": " "}).status_code == 422
    assert browser.post(f"{base}/guardian/", {**yes, "choice": "yes"}).url == f"{base}/young/"  # type: ignore[attr-defined]
    consent.confirm(actor=counsellor, user=user_of(counsellor), consent=GuardianConsent.objects.get())
    assert browser.post(f"{base}/consent/", {"choice": "agree"}).url == f"{base}/q/1/"  # type: ignore[attr-defined]
    for other in (other_party, outsider):
        for page in ("young", "guardian"):
            assert client_of(other).get(f"{base}/{page}/").status_code == 404


def test_the_counsellors_pages_hold_and_nobody_else_sees_them(
    flag: Flag, counsellor: Actor, lead: Actor, mediator: Actor, supervisor: Actor, party: Actor, other_party: Actor, outsider: Actor,
    put_on_call: Callable[..., Any], client_of: Callable[[Actor], Client],
) -> None:
    put_on_call(lead, Rank.LEAD)
    page, browser = f"/care/people/{flag.subject}/minor/", client_of(counsellor)
    assert browser.post(f"/care/people/{flag.subject}/open/").url == page  # type: ignore[attr-defined]
    assert "13800000001" in browser.post(f"/care/people/{flag.subject}/contact/").content.decode()
    assert "care-answers" not in browser.get(f"/care/people/{flag.subject}/").content.decode()
    assert browser.post(f"{page}ask/", {"reason": "kurz"}).status_code == 422
    assert browser.post(f"{page}ask/", {"reason": REASON}).status_code == 302
    row = Approval.objects.get()
    charge = client_of(lead)
    assert REASON in charge.get(f"/care/minors/{row.id}/").content.decode()
    assert browser.get(f"/care/minors/{row.id}/").status_code == 404
    for _twice in range(2):
        assert charge.post(f"/care/minors/{row.id}/", {"choice": "yes"}).status_code == 302
    browser.post(f"/care/people/{flag.subject}/open/")
    opened = browser.get(f"/care/people/{flag.subject}/").content.decode()
    assert "care-answers" in opened
    assert "0.66" in opened  # the figures are worth little at this age, and the page says so
    for other in (mediator, supervisor, party, other_party, outsider):
        for address in (page, f"/care/minors/{row.id}/", "/care/minors/"):
            assert client_of(other).get(address).status_code == (302 if other.is_guest and address == "/care/minors/" else 404)


def test_a_counsellor_learns_of_it_later(red: Flag, counsellor: Actor, client_of: Callable[[Actor], Client]) -> None:
    page = f"/care/people/{red.subject}/minor/"
    browser = client_of(counsellor)
    browser.post(f"/care/people/{red.subject}/open/")
    assert "care-answers" in browser.get(f"/care/people/{red.subject}/").content.decode()
    assert browser.post(f"{page}know/", {"age": "old"}).status_code == 422
    browser.post(f"{page}know/", {"age": AgeBand.TEEN, "guardian": "shield"})
    assert "care-answers" not in browser.get(f"/care/people/{red.subject}/").content.decode()  # shut from this moment
    assert browser.get(f"/care/people/{red.subject}/plan/").url == page  # type: ignore[attr-defined]


def told(actor: Actor, flag: Flag, **changes: Any) -> Any:
    values: dict[str, Any] = {
        "ground": ReportGround.MINOR, "to_whom": "柳桥派出所", "reported_at": clock.now() - timedelta(minutes=5),
        "what": "邻居听见孩子被打", "receipt": "", "press": uuid.uuid4(), **changes,
    }
    return crisis.report(actor=actor, user=user_of(actor), flag=flag, **values)


def test_a_report_among_the_crisis_records_is_the_same_duty(flag: Flag, counsellor: Actor, lead: Actor) -> None:
    """Without a receipt it is owed and asked for; with the receipt both are done, and nobody is asked a second time."""
    entry = told(counsellor, flag)
    duty = ReportDuty.objects.get()
    assert duty.done_at is None
    assert [t.url for t in gates.tasks(user_of(counsellor), flag)] == [f"/care/people/{flag.subject}/minor/"]

    crisis.add_receipt(
        actor=counsellor, user=user_of(counsellor), flag=flag, report_id=entry.id, number="回执2026-18", press=uuid.uuid4()
    )

    duty.refresh_from_db()
    assert duty.done_at is not None
    assert gates.tasks(user_of(counsellor), flag) == []
    assert tasks.ask_for_report(str(duty.id)) is None
    assert not crisis.open_reports(flag.subject)


def test_an_open_duty_does_not_hold_back_the_report_itself_and_one_receipt_ends_both(flag: Flag, counsellor: Actor) -> None:
    minor = Minor.objects.get()
    duty = report.raise_duty(actor=counsellor, minor=minor)
    told(counsellor, flag)
    assert ReportDuty.objects.count() == 1

    for _twice in range(2):
        report.give_receipt(
            actor=counsellor, user=user_of(counsellor), flag=flag, duty=duty, station="柳桥派出所", number="回执2026-19", at=clock.now()
        )

    assert [CareEntry.objects.filter(kind=k).count() for k in (EntryKind.REPORT, EntryKind.RECEIPT)] == [1, 1]
    assert not crisis.open_reports(flag.subject)


def test_a_receipt_given_on_the_page_of_the_duty_stands_among_the_crisis_records_too(flag: Flag, counsellor: Actor) -> None:
    duty = report.raise_duty(actor=counsellor, minor=Minor.objects.get())
    report.give_receipt(
        actor=counsellor, user=user_of(counsellor), flag=flag, duty=duty, station="柳桥派出所", number="回执2026-20", at=clock.now()
    )

    assert [CareEntry.objects.filter(kind=k).count() for k in (EntryKind.REPORT, EntryKind.RECEIPT)] == [1, 1]


def test_a_report_with_its_receipt_raises_nothing(flag: Flag, counsellor: Actor, lead: Actor) -> None:
    told(counsellor, flag, receipt="回执2026-21")
    assert ReportDuty.objects.get().done_at is not None
    assert not Notice.objects.filter(kind="care.report_due").exists()


def test_the_duty_stands_on_the_persons_page_before_and_after_it_is_opened(
    flag: Flag, counsellor: Actor, client_of: Callable[..., Client]
) -> None:
    report.raise_duty(actor=counsellor, minor=Minor.objects.get())
    page = client_of(counsellor).get(f"/care/people/{flag.subject}/").content.decode()
    assert f'href="/care/people/{flag.subject}/minor/"' in page


def test_the_words_of_a_referral_about_somebody_under_18_wait_for_an_approval(
    flag: Flag, counsellor: Actor, deputy: Actor, lead: Actor, put_on_call: Callable[..., Any], client_of: Callable[..., Client]
) -> None:
    put_on_call(lead, Rank.LEAD)
    interventions.take_contact(actor=counsellor, user=user_of(counsellor), flag=flag)
    minor = Minor.objects.get()
    for actor in (counsellor,):
        asked = approval.ask(actor=actor, user=user_of(actor), minor=minor, reason=REASON, purpose=Purpose.OPEN, press=uuid.uuid4())
        approval.decide(actor=lead, user=user_of(lead), approval=asked, yes=True)
    row = refer(counsellor, flag, deputy)
    browser, page = client_of(deputy), f"/care/referrals/{row.id}/"

    assert "sleeps badly" not in browser.get(page).content.decode()
    browser.post(f"{page}acknowledge/")
    assert "sleeps badly" not in browser.get(page).content.decode()

    asked = approval.ask(actor=deputy, user=user_of(deputy), minor=minor, reason=REASON, purpose=Purpose.OPEN, press=uuid.uuid4())
    approval.decide(actor=lead, user=user_of(lead), approval=asked, yes=True)
    browser.post(f"{page}acknowledge/")
    assert "sleeps badly" in browser.get(page).content.decode()


def test_who_pressed_18_or_older_puts_it_right_alone(
    begun: Screening, party: Actor, other_party: Actor, client_of: Callable[[Actor], Client]
) -> None:
    screening.answer(actor=party, screening=begun, number=1, value=2)
    base, browser = f"/care/me/{begun.id}", client_of(party)
    assert f"{base}/young/" in browser.get(f"{base}/q/2/").content.decode()

    assert client_of(other_party).post(f"{base}/young/", {"age": "teen", "guardian": "here"}).status_code == 404
    led = browser.post(f"{base}/young/", {"age": "teen", "guardian": "here"})
    browser.post(f"{base}/young/", {"age": "teen", "guardian": "here"})  # pressed twice

    begun.refresh_from_db()
    fresh = Screening.objects.exclude(pk=begun.pk).get()
    assert led.url == f"/care/me/{fresh.id}/guardian/"  # type: ignore[attr-defined]
    assert (begun.state, fresh.state, fresh.bundle) == (ScreeningState.ERASED, ScreeningState.OFFERED, "minor")
    assert not begun.responses.exists() and not Flag.objects.exists()
    with pytest.raises(Conflict):
        screening.consent(actor=party, screening=fresh, language="zh-hans")


def test_an_emergency_is_kept_when_the_age_is_put_right(
    red: Flag, begun: Screening, party: Actor, client_of: Callable[[Actor], Client]
) -> None:
    client_of(party).post(f"/care/me/{begun.id}/young/", {"age": "teen", "guardian": "call"})

    begun.refresh_from_db()
    assert (begun.state, begun.responses.exists()) == (ScreeningState.WITHDRAWN, True)
    assert (Flag.objects.get().level, Flag.objects.get().screening) == ("red", begun)


def test_what_was_said_and_agreed_to_is_taken_back_before_anything_is_asked(
    young: Minor, offered: Screening, party: Actor, client_of: Callable[[Actor], Client]
) -> None:
    base, browser = f"/care/me/{offered.id}", client_of(party)
    for own in (party.name, f" {party.name[0]} {party.name[1:]}"):
        refused = browser.post(f"{base}/guardian/", {"name": own, "relation": "parent", "phone": NUMBER, "choice": "yes"})
        assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"name"})
    browser.post(f"{base}/guardian/", {"name": GUARDIAN, "relation": "parent", "phone": NUMBER, "choice": "yes"})
    assert "take_back" in browser.get(f"{base}/young/").content.decode()

    browser.post(f"{base}/young/", {"take_back": "yes"})
    browser.post(f"{base}/young/", {"take_back": "yes"})

    assert GuardianConsent.objects.get().withdrawn_at is not None
    assert "?again=1" in browser.get(f"{base}/young/").content.decode()
    assert browser.get(f"{base}/young/?again=1").context["form"].initial["age"] == "teen"
    browser.post(f"{base}/young/?again=1", {"age": "child", "guardian": "call"})
    young.refresh_from_db()
    assert (young.age, young.guardian) == ("child", "call")
