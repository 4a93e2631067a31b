from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from counseling.interventions import services
from counseling.interventions.enums import Behaviour, DoctorAnswer, EntryKind, Outcome, PlanKind, SittingAdvice
from counseling.interventions.models import CareEntry, ProcessAdvice
from counseling.interventions.selectors import file, process_advice_for
from counseling.screening import services as screening
from counseling.screening.enums import FlagState, Level, Reason
from counseling.screening.models import Flag
from mediation.casework import ports as casework
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from tests.cast import client_of, user_of
from tests.counseling.interventions.conftest import grounds

pytestmark = pytest.mark.django_db
WHY = "spoke for an hour, sister stays overnight"


def press() -> uuid.UUID:
    return uuid.uuid4()


def rate(actor: Actor, flag: Flag, level: Level, *, behaviour: Behaviour | None = None, reason: str = WHY, form: Any = None) -> Any:
    return services.rate(
        actor=actor, user=user_of(actor), flag=flag, level=level, behaviour=behaviour, reason=reason, press=form or press()
    )


def advise(actor: Actor, flag: Flag, **changes: Any) -> ProcessAdvice:
    values: dict[str, Any] = {
        "mode": SittingAdvice.SEPARATE, "breaks": True, "companion": False, "words": "Begin with the younger side.",
        "valid_until": clock.today() + timedelta(days=30), "press": press(), **changes,
    }
    return services.sign_advice(
        actor=actor, user=user_of(actor), case_ref=flag.case_ref, area_path=flag.area_path, **values
    )


def sign(actor: Actor, flag: Flag, entry: CareEntry) -> None:
    """Open the file, read, agree."""
    services.open_file(actor=actor, user=user_of(actor), flag=flag)
    services.sign_second(actor=actor, user=user_of(actor), flag=flag, entry=entry, agreed=True, press=press())


def test_a_second_signature_is_never_given_unread(red: Flag, counsellor: Actor, deputy: Actor) -> None:
    """Not without opening the file, not by what was opened before the lowering was proposed, not without a yes."""
    early = client_of(deputy)
    early.post(reverse("care_open", args=[red.subject]))
    with clock.told(clock.now() + timedelta(minutes=2)):
        entry = rate(counsellor, red, Level.GREEN)
        address = reverse("care_second", args=[red.subject, entry.id])
        for browser in (client_of(deputy), early):
            answer = browser.post(address, {"agreed": "yes"}, follow=True)
            assert reverse("care_open", args=[red.subject]) in answer.content.decode()  # where it can be opened and read
            assert not CareEntry.objects.filter(kind=EntryKind.SECOND).exists()
        early.post(reverse("care_open", args=[red.subject]))
        assert 'name="agreed"' in early.get(reverse("care_rating", args=[red.subject])).content.decode()
        early.post(address, {})
        red.refresh_from_db()
        assert red.level == Level.RED
        early.post(address, {"agreed": "yes"})
    red.refresh_from_db()
    assert red.level == Level.GREEN


def test_lowering_red_needs_a_second_counsellor(red: Flag, counsellor: Actor, deputy: Actor) -> None:
    entry = rate(counsellor, red, Level.YELLOW)
    red.refresh_from_db()
    assert (red.level, entry.needs_second) == (Level.RED, True)

    with pytest.raises(Conflict):
        sign(counsellor, red, entry)
    for _twice in range(2):
        sign(deputy, red, entry)

    red.refresh_from_db()
    assert red.level == Level.YELLOW
    assert CareEntry.objects.filter(kind=EntryKind.SECOND).count() == 1
    assert red.proposed == Level.RED  # what the rule had said stays beside it


def test_an_older_lowering_cannot_be_signed_once_it_was_judged_anew(red: Flag, counsellor: Actor, deputy: Actor) -> None:
    older = rate(counsellor, red, Level.GREEN)
    rate(counsellor, red, Level.RED)

    with pytest.raises(Conflict):
        sign(deputy, red, older)


def test_raising_holds_at_once(begun: Any, party: Actor, counsellor: Actor) -> None:
    flag = screening.raise_flag(
        actor=party, subject=begun.subject, case_ref=begun.case_ref, area_path=begun.area_path, reason=Reason.MOOD, screening=begun
    )

    rate(counsellor, flag, Level.ORANGE)

    flag.refresh_from_db()
    assert flag.level == Level.ORANGE


def test_a_level_without_a_reason_is_no_judgement(red: Flag, counsellor: Actor) -> None:
    with pytest.raises(Invalid) as why:
        rate(counsellor, red, Level.RED, reason="ok")
    assert set(why.value.fields) == {"reason"}


def test_violent_behaviour_is_not_rated_low(red: Flag, counsellor: Actor) -> None:
    with pytest.raises(Invalid) as why:
        rate(counsellor, red, Level.BLUE, behaviour=Behaviour.ANYWHERE)
    assert set(why.value.fields) == {"level"}


def test_the_same_form_twice_is_one_entry(red: Flag, counsellor: Actor) -> None:
    form = press()

    rate(counsellor, red, Level.RED, form=form)
    rate(counsellor, red, Level.RED, form=form)

    assert CareEntry.objects.count() == 1


def test_a_note_is_locked_and_added_to(red: Flag, counsellor: Actor) -> None:
    me = {"actor": counsellor, "user": user_of(counsellor), "flag": red}
    note = services.add_note(**me, fields={"subjective": "sleeps badly", "plan": ""}, press=press())
    assert note is not None

    services.add_addendum(**me, note_id=note.id, text="called again", press=press())

    with pytest.raises(TypeError):
        note.save()
    with pytest.raises(TypeError):
        note.delete()
    [page] = file.opened(file.entries(red.subject, EntryKind.NOTE, EntryKind.ADDENDUM))
    assert page.body == {"subjective": "sleeps badly"}
    assert [a.body for a in page.addenda] == [{"text": "called again"}]


def test_an_empty_note_or_plan_is_refused(red: Flag, counsellor: Actor) -> None:
    me = {"actor": counsellor, "user": user_of(counsellor), "flag": red}

    with pytest.raises(Invalid):
        services.add_note(**me, fields={"subjective": "  "}, press=press())
    with pytest.raises(Invalid):
        services.save_plan(**me, kind=PlanKind.SAFETY, fields={}, press=press())


def test_plans_have_versions(red: Flag, counsellor: Actor) -> None:
    me = {"actor": counsellor, "user": user_of(counsellor), "flag": red, "kind": PlanKind.SAFETY}

    services.save_plan(**me, fields={"alone": "walk"}, press=press())
    services.save_plan(**me, fields={"alone": "walk, radio"}, press=press())

    assert [p.body["alone"] for p in file.opened(file.entries(red.subject, EntryKind.PLAN))] == ["walk, radio", "walk"]


def test_no_plan_asks_for_a_promise_not_to_harm_oneself() -> None:
    from counseling.interventions.forms import PlanForm

    assert not [n for n in PlanForm.base_fields if "contract" in n or "promise" in n]


def test_red_cannot_be_closed(red: Flag, counsellor: Actor, deputy: Actor) -> None:
    me = {"actor": counsellor, "user": user_of(counsellor), "flag": red}
    services.take_contact(**me)
    with pytest.raises(Invalid):
        services.close_file(**me, outcome=Outcome.BETTER, grounds=grounds(), press=press())

    entry = rate(counsellor, red, Level.GREEN)
    sign(deputy, red, entry)
    services.close_file(**me, outcome=Outcome.BETTER, grounds=grounds(), press=press())

    red.refresh_from_db()
    assert red.state == FlagState.CLOSED


def test_nobody_stands_on_both_sides_unawares(
    red: Flag, counsellor: Actor, deputy: Actor, other_party: Actor, party: Actor, begun: Any
) -> None:
    services.take_contact(actor=counsellor, user=user_of(counsellor), flag=red)
    other = screening.raise_flag(
        actor=other_party, subject=uuid.UUID(other_party.subject), case_ref=red.case_ref, area_path=red.area_path, reason=Reason.STAFF
    )
    me = {"actor": counsellor, "user": user_of(counsellor), "flag": other}

    for act in (services.open_file, services.take_contact):
        with pytest.raises(Conflict) as why:
            act(**me)
        assert why.value.code == "serves-other-side"
    services.take_contact(actor=deputy, user=user_of(deputy), flag=other)  # a colleague may

    with pytest.raises(Invalid):
        services.decide_conflict(**me, reason="because", press=press())
    services.decide_conflict(**me, reason="The only counsellor reachable tonight.", press=press())
    services.open_file(**me)

    assert CareEntry.objects.get(kind=EntryKind.DECISION).by == user_of(counsellor)


def test_advice_reaches_the_mediator_and_says_nothing_else(red: Flag, counsellor: Actor) -> None:
    advise(counsellor, red)

    found = process_advice_for(red.case_ref)
    assert found is not None
    assert (found.mode, found.breaks, found.companion, found.words) == (SittingAdvice.SEPARATE, True, False, "Begin with the younger side.")
    assert len(casework.process_advice(red.case_ref)) == 4  # mode, days, breaks, words


@pytest.mark.parametrize("words", ["自评分数较高", "she has a high PHQ-9", "筛查提示", "needs a counsellor", "情绪抑郁", "takes medicine"])
def test_advice_may_not_say_where_it_comes_from(red: Flag, counsellor: Actor, words: str) -> None:
    with pytest.raises(Invalid) as why:
        advise(counsellor, red, words=words)
    assert set(why.value.fields) == {"words"}


def test_advice_looks_the_same_without_any_screening(make_case: Any, counsellor: Actor, red: Flag) -> None:
    from mediation.casework.models import Case

    case = Case.objects.create(
        number="T-none", title="Parking", kind="neighbour", area=Case.objects.get(pk=red.case_ref).area, opened_at=clock.now()
    )
    form = {
        "mode": SittingAdvice.SHUTTLE, "breaks": False, "companion": True, "words": "", "valid_until": clock.today(),
        "actor": counsellor, "user": user_of(counsellor),
    }
    services.sign_advice(**form, case_ref=case.id, area_path=case.area.path, press=press())
    services.sign_advice(**form, case_ref=red.case_ref, area_path=red.area_path, press=press())

    assert casework.process_advice(case.id) == casework.process_advice(red.case_ref)


def test_new_advice_replaces_the_old_and_runs_out(red: Flag, counsellor: Actor) -> None:
    advise(counsellor, red, mode=SittingAdvice.NOT_NOW)
    form = press()
    row = advise(counsellor, red, mode=SittingAdvice.POLICE, press=form)
    assert advise(counsellor, red, mode=SittingAdvice.POLICE, press=form) == row

    found = process_advice_for(red.case_ref)
    assert found is not None
    assert found.mode == SittingAdvice.POLICE
    with clock.told(clock.now() + timedelta(days=40)):
        later = process_advice_for(red.case_ref)
        assert later is not None
        assert later.overdue  # what keeps people apart holds until it is signed again
    joint = advise(counsellor, red, mode=SittingAdvice.JOINT)
    with clock.told(clock.now() + timedelta(days=40)):
        assert process_advice_for(red.case_ref) is None
    services.end_advice(actor=counsellor, row=joint)
    assert process_advice_for(red.case_ref) is None


def test_advice_for_yesterday_is_refused(red: Flag, counsellor: Actor) -> None:
    with pytest.raises(Invalid):
        advise(counsellor, red, valid_until=clock.today() - timedelta(days=1))


def test_the_doctor_is_a_record_without_a_diagnosis(red: Flag, counsellor: Actor) -> None:
    entry = services.advise_doctor(
        actor=counsellor, user=user_of(counsellor), flag=red, answer=DoctorAnswer.THINKS, press=press()
    )

    assert entry is not None
    assert (entry.kind, entry.code, entry.body_sealed) == (EntryKind.DOCTOR, "thinks", "")


def test_everybody_else_gets_nothing(
    red: Flag, mediator: Actor, supervisor: Actor, outsider: Actor, gridworker: Actor, editor: Actor, admin: Actor
) -> None:
    for actor in (mediator, supervisor, outsider, gridworker, editor, admin):
        me = {"actor": actor, "user": user_of(actor), "flag": red}
        with pytest.raises(NotFound):
            file.flag_of(actor, red.subject)
        for act in (services.open_file, services.take_contact):
            with pytest.raises(NotFound):
                act(**me)
        with pytest.raises(NotFound):
            rate(actor, red, Level.GREEN)
        with pytest.raises(NotFound):
            services.add_note(**me, fields={"subjective": "x"}, press=press())
        with pytest.raises(NotFound):
            advise(actor, red)


def test_a_call_that_was_taken_and_left_is_asked_after(red: Flag, counsellor: Actor, deputy: Actor, lead: Actor) -> None:
    from counseling.interventions import tasks
    from mediation.jobs.models import Job
    from mediation.notifications.models import Notice

    services.take_contact(actor=counsellor, user=user_of(counsellor), flag=red)
    job = Job.objects.get(task="counseling.interventions.tasks.remind")
    before = Notice.objects.count()

    tasks.remind(**job.payload)

    told = set(Notice.objects.order_by("-created_at")[: Notice.objects.count() - before].values_list("recipient", flat=True))
    assert told == {counsellor.key, deputy.key, lead.key}  # no supervisor of care on the rota: every counsellor of the place
    services.add_note(
        actor=counsellor, user=user_of(counsellor), flag=red, fields={"subjective": "spoke for an hour"}, press=press()
    )
    assert services.remind(flag_id=red.id, round_number=red.round) is False


def test_the_proposer_waits_or_takes_it_back(red: Flag, counsellor: Actor, deputy: Actor) -> None:
    entry = services.rate(
        actor=counsellor, user=user_of(counsellor), flag=red, level=Level.YELLOW, behaviour=None, reason="she is with her sister",
        press=press(),
    )
    assert entry is not None
    mine, theirs = client_of(counsellor), client_of(deputy)
    for browser in (mine, theirs):
        browser.post(f"/care/people/{red.subject}/open/")
    back = f"/care/people/{red.subject}/rating/{entry.id}/take-back/"

    pages = [b.get(f"/care/people/{red.subject}/", headers={"Accept-Language": "en"}).content.decode() for b in (mine, theirs)]
    assert ["Read and sign" in page for page in pages] == [False, True]
    assert back in mine.get(f"/care/people/{red.subject}/rating/").content.decode()
    assert back not in theirs.get(f"/care/people/{red.subject}/rating/").content.decode()
    assert theirs.post(back).status_code == 404
    for _twice in range(2):
        assert mine.post(back).status_code == 302
    assert CareEntry.objects.filter(kind=EntryKind.UNDONE).count() == 1
    with pytest.raises(Conflict):
        sign(deputy, red, entry)
    red.refresh_from_db()
    assert red.level == Level.RED
