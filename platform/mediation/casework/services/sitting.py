"""Appointments to mediate: plan, answer, begin, end, move, cancel."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts.models import User
from mediation.audit import trail
from mediation.casework import meeting, ports, protection, script
from mediation.casework.enums import CaseState, Coming, SittingMode, SittingState, Willingness
from mediation.casework.models import Attendance, Case, Sitting
from mediation.casework.policies import cases, sittings
from mediation.casework.services.case import mediator_key
from mediation.casework.services.history import advance, is_open, tell
from mediation.casework.services.telling import tell_appointment
from mediation.casework.services.winding import shut
from mediation.casework.workflow import MOVES
from mediation.common import clock, days
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.notifications.services import notify
from mediation.vault import sealing
from realtime.rooms.services.lifecycle import open_room

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

REMIND_BEFORE = timedelta(hours=24)
RISK_LIMIT = 500


@transaction.atomic
def plan(
    *, actor: Actor, case: Case, starts_at: datetime, minutes: int, mode: str, place: str = "", risk: str
) -> Sitting:
    """Make an appointment for everybody who is willing; all are told. Pressing twice finds the first appointment.

    risk: the short judgement before every sitting of what could go wrong and what is prepared (row S33); sealed, never shown to
    parties. Raises Invalid for a moment in the past, a missing risk note and the like.
    """
    cases.require(actor, "work", case)
    if not is_open(case) or case.state == CaseState.POOL:
        raise Conflict
    _check(case, starts_at, minutes, mode, risk)
    same = Sitting.objects.filter(case=case, starts_at=starts_at, state=SittingState.PLANNED).first()
    if same is not None:
        return same
    me = User.objects.get(public_id=actor.subject)
    sitting = Sitting(
        id=uuid.uuid4(), case=case, mode=mode, starts_at=starts_at, minutes=minutes, place=place.strip()[:80],
        planned_by=me, planned_at=clock.now(),
    )
    sitting.risk_sealed = sealing.seal(case.scope, f"sitting.risk:{sitting.id}", risk.strip())
    sitting.room = open_room(
        actor, "sitting", str(sitting.id), case.scope, case.number, protected=protection.due(case)
    ).pk
    sitting.save()
    _rooms_apart(actor, sitting)
    for party in case.parties.select_related("person").filter(willingness=Willingness.WILLING):
        Attendance.objects.create(sitting=sitting, party=party)
        tell_appointment(party, case, sitting, "casework.sitting")
    tell(case, "sitting_planned", actor, at=starts_at.isoformat(), mode=mode)
    trail.record(actor, "casework.plan_sitting", ("sitting", sitting.id), case=str(case.id), at=starts_at.isoformat(), mode=mode)
    _promise_reminder(sitting)
    publish_on_commit(f"case:{case.id}")
    return sitting


@transaction.atomic
def move(*, actor: Actor, sitting: Sitting, starts_at: datetime) -> Sitting:
    """Put an appointment to another time; everybody is asked again."""
    sittings.require(actor, "lead", sitting)
    unfit = days.wrong_ahead(starts_at)
    if unfit is not None:
        raise Invalid(fields={"starts_at": unfit})
    if no := meeting.refusal(meeting.rule_on(sitting.case_id, clock.day_of(starts_at)), sitting.mode):
        raise Invalid(fields={"starts_at": no})
    if not Sitting.objects.filter(pk=sitting.pk, state=SittingState.PLANNED).update(starts_at=starts_at):
        raise Conflict
    sitting.refresh_from_db()
    sitting.attendances.update(coming=Coming.UNKNOWN, answered_at=None)
    ports.moved(sitting.pk)
    for row in sitting.attendances.select_related("party__person"):
        tell_appointment(row.party, sitting.case, sitting, "casework.sitting_moved")
    tell(sitting.case, "sitting_moved", actor, at=starts_at.isoformat())
    trail.record(actor, "casework.move_sitting", ("sitting", sitting.id), at=starts_at.isoformat())
    _promise_reminder(sitting)
    publish_on_commit(f"case:{sitting.case_id}")
    return sitting


@transaction.atomic
def cancel(*, actor: Actor, sitting: Sitting) -> None:
    sittings.require(actor, "lead", sitting)
    if not Sitting.objects.filter(pk=sitting.pk, state=SittingState.PLANNED).update(state=SittingState.CANCELLED):
        return
    for row in sitting.attendances.select_related("party__person"):
        tell_appointment(row.party, sitting.case, sitting, "casework.sitting_cancelled")
    tell(sitting.case, "sitting_cancelled", actor)
    trail.record(actor, "casework.cancel_sitting", ("sitting", sitting.id))
    publish_on_commit(f"case:{sitting.case_id}")


@transaction.atomic
def answer(*, actor: Actor, sitting: Sitting, coming: str) -> None:
    """A party says whether it comes; it may change its mind."""
    sittings.require(actor, "attend", sitting)
    if coming not in (Coming.YES, Coming.NO):
        raise Invalid(fields={"coming": _("Please choose one.")})
    if sitting.state != SittingState.PLANNED:
        raise Conflict
    row = Attendance.objects.filter(sitting=sitting, party__subject=actor.subject).first()
    if row is None:
        raise NotFound
    if row.coming == coming:
        return
    Attendance.objects.filter(pk=row.pk).update(coming=coming, answered_at=clock.now())
    trail.record(actor, "casework.answer_sitting", ("sitting", sitting.id), coming=coming)
    kind = "casework.party_comes" if coming == Coming.YES else "casework.party_cannot_come"
    notify(mediator_key(sitting.case.mediator), kind, link=f"/desk/cases/{sitting.case_id}/", number=sitting.case.number)
    publish_on_commit(f"case:{sitting.case_id}")


@transaction.atomic
def begin(*, actor: Actor, sitting: Sitting, police_are_there: bool = False) -> Sitting:
    """The mediator opens the sitting; the case is in mediation from now on. Pressing twice begins it once.

    Raises Conflict where the way to meet that is in force does not allow it, or asks for the police first.
    """
    sittings.require(actor, "lead", sitting)
    if no := meeting.refusal(meeting.rule_on(sitting.case_id, clock.today()), sitting.mode):
        raise Conflict(no, code="way-to-meet")
    guarded = meeting.needs_police(sitting.case_id)
    if guarded and not police_are_there:
        raise Conflict(meeting.POLICE_FIRST, code="police-first")
    if not Sitting.objects.filter(pk=sitting.pk, state=SittingState.PLANNED).update(state=SittingState.OPEN, began_at=clock.now()):
        sitting.refresh_from_db()
        if sitting.state != SittingState.OPEN:
            raise Conflict
        return sitting
    case = sitting.case
    if CaseState(case.state) not in MOVES["begin"][0] and CaseState(case.state) in MOVES["consent"][0]:
        if case.parties.exclude(willingness=Willingness.WILLING).exists():
            raise Conflict(_("Not everybody has agreed to mediation yet."))
        advance(case.id, "consent")
    advance(case.id, "begin")
    _rooms_apart(actor, sitting)
    tell(case, "sitting_began", actor, mode=sitting.mode)
    trail.record(actor, "casework.begin_sitting", ("sitting", sitting.id), case=str(case.id), police=guarded)
    publish_on_commit(f"case:{case.id}")
    sitting.refresh_from_db()
    return sitting


@transaction.atomic
def finish(*, actor: Actor, sitting: Sitting) -> None:
    sittings.require(actor, "lead", sitting)
    if not Sitting.objects.filter(pk=sitting.pk, state=SittingState.OPEN).update(state=SittingState.DONE, ended_at=clock.now()):
        return
    shut(sitting)
    tell(sitting.case, "sitting_ended", actor)
    trail.record(actor, "casework.end_sitting", ("sitting", sitting.id))
    publish_on_commit(f"case:{sitting.case_id}")


@transaction.atomic
def tick(*, actor: Actor, sitting: Sitting, step: str, done: bool) -> list[str]:
    """Tick a step of the script, or take the tick back. Returns the steps ticked."""
    sittings.require(actor, "lead", sitting)
    if step not in script.CODES:
        raise Invalid
    sitting.refresh_from_db()
    steps = [code for code in sitting.done_steps if code != step] + ([step] if done else [])
    Sitting.objects.filter(pk=sitting.pk).update(done_steps=steps)
    trail.record(actor, "casework.tick", ("sitting", sitting.id), step=step, done=done)
    publish_on_commit(f"case:{sitting.case_id}")
    return steps


def risk_of(*, actor: Actor, sitting: Sitting) -> str:
    """The risk note, for the mediator alone."""
    sittings.require(actor, "lead", sitting)
    return sealing.unseal(sitting.case.scope, f"sitting.risk:{sitting.id}", sitting.risk_sealed)


def _check(case: Case, starts_at: datetime, minutes: int, mode: str, risk: str) -> None:
    wrong: dict[str, str | _StrPromise] = {}
    unfit = days.wrong_ahead(starts_at)
    if unfit is not None:
        wrong["starts_at"] = unfit
    if mode not in SittingMode.values:
        wrong["mode"] = _("Please choose one.")
    elif unfit is None and (no := meeting.refusal(meeting.rule_on(case.id, clock.day_of(starts_at)), mode)):
        wrong["mode"] = no
    if not 15 <= minutes <= 480:
        wrong["minutes"] = _("Between 15 minutes and 8 hours, please.")
    if not risk.strip():
        wrong["risk"] = _("A short note on what could go wrong is needed before every sitting.")
    elif len(risk) > RISK_LIMIT:
        wrong["risk"] = _("This is longer than we can take. Please shorten it to 500 characters.")
    if wrong:
        raise Invalid(fields=wrong)


def _rooms_apart(actor: Actor, sitting: Sitting) -> None:
    """Where the sides are not to meet, each has a room of its own."""
    if sitting.room and meeting.one_at_a_time(sitting.case_id):
        open_room(
            actor, meeting.SIDE, str(sitting.id), sitting.case.scope, sitting.case.number, protected=protection.due(sitting.case)
        )


def _promise_reminder(sitting: Sitting) -> None:
    outbox.add(
        "mediation.casework.tasks.remind_sitting", key=f"sitting-reminder:{sitting.id}:{sitting.starts_at:%Y%m%d%H%M}",
        due_at=max(clock.now(), sitting.starts_at - REMIND_BEFORE), sitting=str(sitting.id), starts=sitting.starts_at.isoformat(),
    )
