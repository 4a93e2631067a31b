"""Handing a call to the counsellor on call: the same rota and the same clocks as flags, with the caller on the line.

Notices carry neither content nor a name: only that a call is waiting.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from counseling.hotline.models import Call, CallNote, HandOver
from counseling.hotline.policies import calls, handovers
from counseling.screening.enums import CLOCK, GUARDED, Level, Rank
from counseling.screening.selectors import rota
from counseling.screening.services import escalation
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.notifications.services import notify, text
from mediation.people.services import clean_phone

ESCALATE = "counseling.hotline.tasks.escalate"
REMIND = "counseling.hotline.tasks.remind"
WRITTEN_WITHIN = timedelta(minutes=30)
CLOCKWORK = system("hotline.escalation")


def pace(row: HandOver) -> Level:
    """By which clock the next are woken: with somebody on the line always that of red."""
    return Level.RED if row.live else Level(row.level)


@transaction.atomic
def begin(*, actor: Actor, user: User, call: Call, live: bool = True) -> HandOver:
    """Hand over now. A call without a level is treated as red: nobody has judged yet that it can wait. Pressed twice it is once."""
    calls.require(actor, "pass_on", call)
    waiting = HandOver.objects.filter(call=call, taken_at=None).first()
    if waiting is not None:
        return waiting
    level, now = Level(call.level or Level.RED), clock.now()
    try:
        with transaction.atomic():
            row = HandOver.objects.create(
                call=call, level=level, live=live, by=user, begun_at=now, due_at=now if live else now + CLOCK[level]
            )
    except IntegrityError:
        return HandOver.objects.get(call=call, taken_at=None)
    _wake(row, rota.to_wake(call.area.path, Rank.FIRST))
    for number, (after, _rank) in enumerate(escalation.steps(pace(row)), 1):
        _promise(row, number, now + after)
    trail.record(actor, "hotline.hand_over", ("call", call.id), level=level, live=live, woken=row.woken)
    publish_on_commit("hotline")
    publish_on_commit("care")
    return row


def _promise(row: HandOver, step: int, due_at: datetime) -> None:
    outbox.add(ESCALATE, key=f"hotline-escalate:{row.id}:{step}", due_at=due_at, handover_id=str(row.id), step=step)


@transaction.atomic
def escalate(*, handover_id: uuid.UUID, step: int) -> list[User]:
    """Nobody has taken over yet: the next rank is woken, after the last one everybody of the place, again and again."""
    if not HandOver.objects.filter(pk=handover_id, taken_at=None, escalated__lt=step).update(escalated=step):
        return []
    row = HandOver.objects.select_related("call__area").get(pk=handover_id)
    plan, path = escalation.steps(pace(row)), row.call.area.path
    rank = plan[step - 1][1] if step <= len(plan) else None
    woken = rota.to_wake(path, rank) if rank else list(rota.counsellors(path))
    _wake(row, woken)
    if step >= len(plan):
        _promise(row, step + 1, clock.now() + escalation.again(pace(row)))
    trail.record(CLOCKWORK, "hotline.escalate", ("call", row.call_id), step=step, rank=rank or "all", woken=len(woken))
    publish_on_commit("hotline")
    return woken


@transaction.atomic
def take_over(*, actor: Actor, user: User, handover: HandOver) -> Call:
    """"I am taking over": stops the waking and opens the record. Raises Conflict if a colleague was first."""
    handovers.require(actor, "take", handover)
    now = clock.now()
    if not HandOver.objects.filter(pk=handover.pk, taken_at=None).update(taken_by=user, taken_at=now):
        if HandOver.objects.filter(pk=handover.pk, taken_by=user).exists():
            return handover.call
        raise Conflict
    call = handover.call
    trail.record(actor, "hotline.take_over", ("call", call.id), level=handover.level)
    if handover.by_id != user.pk:
        notify(f"user:{handover.by.public_id}", "hotline.taken", link=f"/care/hotline/calls/{call.id}/")
    if handover.level in GUARDED:
        outbox.add(REMIND, key=f"hotline-remind:{handover.id}", due_at=now + WRITTEN_WITHIN, handover_id=str(handover.id))
    publish_on_commit("hotline")
    publish_on_commit("care")
    return call


@transaction.atomic
def remind(*, handover_id: uuid.UUID) -> bool:
    """A red or orange call was taken over, and half an hour later its taker has written nothing: ask, and the supervisor of care too."""
    row = HandOver.objects.filter(pk=handover_id).exclude(taken_at=None).select_related("call__area", "taken_by").first()
    if row is None or row.taken_by is None or CallNote.objects.filter(call=row.call, by=row.taken_by, at__gte=row.taken_at).exists():
        return False
    taker = row.taken_by
    _wake(row, [taker, *(u for u in rota.to_wake(row.call.area.path, Rank.LEAD) if u != taker)], page="calls", page_id=row.call_id)
    trail.record(CLOCKWORK, "hotline.remind", ("call", row.call_id))
    return True


def _wake(row: HandOver, users: list[User], *, page: str = "handovers", page_id: uuid.UUID | None = None) -> None:
    for user in users:
        notify(f"user:{user.public_id}", "hotline.handover", link=f"/care/hotline/{page}/{page_id or row.id}/", urgent=True)
        if user.telephone and pace(row) in GUARDED:
            try:
                number = clean_phone(user.telephone)
            except Invalid:
                continue  # an unusable duty number must not stop the alarm of the others
            text(number, "hotline.handover")
    HandOver.objects.filter(pk=row.pk).update(woken=F("woken") + len(users))
    row.refresh_from_db(fields=["woken"])
