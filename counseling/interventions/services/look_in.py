"""Asking again after the end: on the day that was named, and by the clock until somebody has written how it is.

First whoever ended the accompaniment; a day later those on call, then the deputy, then the supervisor of care, then every
counsellor of the place, each day. Where the first one holds the role no more, those on call are asked at once.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

from django.db import transaction

from counseling.interventions.models import CareEntry, LookIn
from counseling.screening.enums import FlagState, Rank
from counseling.screening.models import Flag
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import system
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.notifications.services import notify

TASK = "counseling.interventions.tasks.look_in"
CLERK = system("care.follow_up")
NEXT = timedelta(days=1)  # our own rule: nobody who was told "we ask again" waits longer for the next to be asked
RANKS = (Rank.FIRST, Rank.DEPUTY, Rank.LEAD)


def promise(entry: CareEntry, area_path: str, day: date) -> LookIn:
    """Inside the transaction of the closing. At nine in the morning of that day."""
    due = datetime.combine(day, time(9), tzinfo=clock.SHANGHAI)
    row = LookIn.objects.create(entry=entry, subject=entry.subject, area_path=area_path, keeper=entry.by, due_at=due)
    _ask_on(row, 1, due)
    return row


def _ask_on(row: LookIn, step: int, due_at: datetime) -> None:
    outbox.add(TASK, key=f"care-look-in:{row.id}:{step}", due_at=due_at, look_in=str(row.id), step=step)


@transaction.atomic
def look_in(*, look_in_id: uuid.UUID, step: int) -> list[User]:
    """One step. Returns who was asked: nobody when it is done, when the file was opened again, or when this step ran already."""
    if not LookIn.objects.filter(pk=look_in_id, done_at=None, step__lt=step).update(step=step):
        return []
    row = LookIn.objects.select_related("keeper").get(pk=look_in_id)
    if Flag.objects.filter(subject=row.subject).exclude(state=FlagState.CLOSED).exists():
        LookIn.objects.filter(pk=row.pk).update(done_at=clock.now())
        return []
    asked = _whom(row, step)
    for user in asked:
        notify(f"user:{user.public_id}", "care.look_in", link=f"/care/people/{row.subject}/")
    _ask_on(row, step + 1, clock.now() + NEXT)
    trail.record(CLERK, "care.look_in", ("care", row.entry_id), step=step, told=len(asked))
    publish_on_commit("care")
    return asked


def _whom(row: LookIn, step: int) -> list[User]:
    there = list(rota.counsellors(row.area_path))
    keeper = [row.keeper] if row.keeper in there else []
    turn = step - 1 if keeper else step  # without the keeper those on call are first
    if turn == 0:
        return keeper
    found = rota.to_wake(row.area_path, RANKS[turn - 1]) if turn <= len(RANKS) else there
    return [*keeper, *(u for u in found if u not in keeper)]


def written(entry: CareEntry) -> None:
    """Something was written down: that is the asking. Inside the transaction of the entry."""
    LookIn.objects.filter(subject=entry.subject, done_at=None, due_at__lte=entry.at).exclude(entry=entry).update(
        done_at=entry.at, done_by=entry.by
    )
