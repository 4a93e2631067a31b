"""The task about somebody unknown becomes the task about the person it has turned out to be; and back, where that was a mistake."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.db.models import F

from counseling.screening.enums import CLOCK, ORDER, FlagState, Level
from counseling.screening.models import Flag, ImportedResponse
from counseling.screening.policies import flags
from counseling.screening.ports import Whereabouts
from counseling.screening.services import escalation
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.push import publish_on_commit
from mediation.notifications.services import notify


@transaction.atomic
def join(*, actor: Actor, flag: Flag, to: Whereabouts) -> Flag:
    """The flag under which the person is looked after from now on. Without one of their own this flag goes on, with its clock and whoever
    is in touch. With one, the more urgent level counts; whoever asked first about the more urgent one is in touch, and whoever was before
    is told. Answers that came and that will come under the same reference are the person's."""
    flags.require(actor, "work", flag)
    where = {"subject": to.subject, "case_ref": to.case_ref, "area_path": to.area_path}
    living = Flag.objects.filter(subject=to.subject, case_ref=to.case_ref).exclude(state=FlagState.CLOSED)
    held = living.first() if flag.state != FlagState.CLOSED else None  # what has ended brings no urgency
    if held is None:
        try:
            with transaction.atomic():
                Flag.objects.filter(pk=flag.pk).update(**where)
        except IntegrityError:  # somebody raised one for the person in this very moment
            held = living.get()
    if held is not None:
        _into(flag, held)
        Flag.objects.filter(pk=flag.pk).update(**where, state=FlagState.CLOSED, closed_at=clock.now())
    ImportedResponse.objects.filter(stranger=flag.subject).update(subject=to.subject, known=True)
    target = Flag.objects.get(pk=held.pk if held is not None else flag.pk)
    trail.record(actor, "care.join", ("flag", flag.id), into=str(target.id), level=target.level)
    publish_on_commit("care")
    return target


def _into(flag: Flag, held: Flag) -> None:
    """What the stranger's flag brings to the person's own: a more urgent level, and somebody who is in touch already."""
    now, graver = clock.now(), ORDER.index(Level(flag.level)) < ORDER.index(Level(held.level))
    own = Flag.objects.filter(pk=held.pk)
    taken = {"state": FlagState.ACKNOWLEDGED, "acknowledged_at": now, "acknowledged_by": flag.acknowledged_by}
    if not graver:
        if flag.acknowledged_by_id is not None:
            own.filter(state=FlagState.OPEN, acknowledged_at=None).update(**taken)
        return
    raised = {"level": flag.level, "reason": flag.reason, "due_at": flag.due_at}
    if flag.acknowledged_by_id is None:
        own.update(
            **raised, state=FlagState.OPEN, acknowledged_at=None, acknowledged_by=None, created_at=now, round=F("round") + 1, escalated=0
        )
        held.refresh_from_db()
        escalation.begin(held)
        return
    if held.acknowledged_by is not None and held.acknowledged_by_id != flag.acknowledged_by_id:
        notify(f"user:{held.acknowledged_by.public_id}", "care.new", link="/care/")
    own.update(**raised, **taken)


@transaction.atomic
def part(*, actor: Actor, flag_id: uuid.UUID, stranger: uuid.UUID, area_path: str) -> Flag:
    """It was somebody else: nobody knows again who it is, and somebody has to be in touch anew. The clock begins from now."""
    now, flag = clock.now(), Flag.objects.get(pk=flag_id)
    flags.require(actor, "work", flag)
    Flag.objects.filter(pk=flag.pk).update(
        subject=stranger, case_ref=stranger, area_path=area_path, state=FlagState.OPEN, acknowledged_at=None, acknowledged_by=None,
        round=F("round") + 1, escalated=0, created_at=now, due_at=now + CLOCK[Level(flag.level)], closed_at=None,
    )
    ImportedResponse.objects.filter(stranger=stranger).update(subject=stranger, known=False)
    flag.refresh_from_db()
    escalation.begin(flag)
    trail.record(actor, "care.part", ("flag", flag.id), level=flag.level, round=flag.round)
    publish_on_commit("care")
    return flag
