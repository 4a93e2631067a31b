"""Waking people in order until somebody answers. Every step is a promised job; nobody has to have a page open.

Notices carry neither content nor a name: only that the queue wants looking at.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from counseling.screening.enums import GUARDED, FlagState, Level, Rank
from counseling.screening.models import Flag
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import system
from mediation.common.errors import Invalid
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.notifications.services import notify, text
from mediation.people.services import clean_phone

TASK = "counseling.screening.tasks.escalate"
DEFAULT_MINUTES = 5
ESCALATION = system("care.escalation")


def steps(level: Level) -> tuple[tuple[timedelta, Rank], ...]:
    """After how long who is woken, counted from the beginning of the round. Red goes by CARE_ESCALATION_MINUTES (5)."""
    minutes = timedelta(minutes=getattr(settings, "CARE_ESCALATION_MINUTES", DEFAULT_MINUTES))
    return {
        Level.RED: ((minutes, Rank.DEPUTY), (2 * minutes, Rank.LEAD)),
        Level.ORANGE: ((timedelta(hours=2), Rank.DEPUTY), (timedelta(hours=2) + 2 * minutes, Rank.LEAD)),
        Level.YELLOW: ((timedelta(hours=24), Rank.LEAD),),
        Level.BLUE: ((timedelta(hours=72), Rank.LEAD),),
        Level.GREEN: ((timedelta(days=14), Rank.LEAD),),
    }[level]


def again(level: Level) -> timedelta:
    """How long after the last step everybody of the place is woken, and then time and again until somebody answers."""
    minutes = timedelta(minutes=getattr(settings, "CARE_ESCALATION_MINUTES", DEFAULT_MINUTES))
    return {Level.RED: 3 * minutes, Level.ORANGE: timedelta(hours=1)}.get(level, timedelta(days=1))


def begin(flag: Flag, holder: User | None = None, *, urgent: bool = False, aside: User | None = None) -> list[User]:
    """Tell whoever is on call, and whoever held the person until now, and promise the later steps. Inside the transaction of the
    flag's cause. urgent: as loud as red, whatever the level. aside: who gives the person away; where nobody else is first on call, the
    next rank is told at once. Returns who was told."""
    users = rota.to_wake(flag.area_path, Rank.FIRST)
    if aside is not None:
        ranks = (Rank.FIRST, Rank.DEPUTY, Rank.LEAD)
        users = next((others for rank in ranks if (others := [u for u in rota.to_wake(flag.area_path, rank) if u != aside])), users)
    if holder is not None and holder not in users and holder in rota.counsellors(flag.area_path):
        users = [holder, *users]
    _wake(flag, users, urgent=urgent)
    start = flag.due_at if flag.level == Level.RED else flag.created_at
    for number, (after, _rank) in enumerate(steps(Level(flag.level)), 1):
        _promise(flag, number, start + after)
    return users


def call_again(flag: Flag) -> list[User]:
    """Another call while nobody has answered the first: those on call hear it too. The steps of the round go on as promised, so that
    many calls cannot put the deputy off."""
    users = rota.to_wake(flag.area_path, Rank.FIRST)
    _wake(flag, users, urgent=True)
    return users


def tell_keeper(flag: Flag, *, urgent: bool = False) -> list[User]:
    """Whoever is in touch with the person hears of something new; those on call where the keeper is not there any more."""
    there = rota.counsellors(flag.area_path)
    users = [flag.acknowledged_by] if flag.acknowledged_by in there and flag.acknowledged_by else rota.to_wake(flag.area_path, Rank.FIRST)
    if urgent:
        _wake(flag, users, urgent=True)
        return users
    for user in users:
        notify(f"user:{user.public_id}", "care.anew", link=f"/care/people/{flag.subject}/")
    return users


def _promise(flag: Flag, step: int, due_at: datetime) -> None:
    outbox.add(
        TASK, key=f"care-escalate:{flag.id}:{flag.round}:{step}", due_at=due_at, flag=str(flag.id), round=flag.round, step=step
    )


@transaction.atomic
def escalate(*, flag_id: uuid.UUID, round_number: int, step: int) -> list[User]:
    """One step of a round: nobody has answered yet, so the next is woken. Running it twice wakes once; returns who was woken.

    After the last rank nobody is given up: everybody of the place is woken, again and again, until one says "I will contact".
    """
    taken = Flag.objects.filter(
        pk=flag_id, state=FlagState.OPEN, acknowledged_at=None, round=round_number, escalated__lt=step
    ).update(escalated=step)
    if not taken:
        return []
    flag = Flag.objects.get(pk=flag_id)
    plan = steps(Level(flag.level))
    rank = plan[step - 1][1] if step <= len(plan) else None
    woken = rota.to_wake(flag.area_path, rank) if rank else list(rota.counsellors(flag.area_path))
    _wake(flag, woken)
    if step >= len(plan):
        _promise(flag, step + 1, clock.now() + again(Level(flag.level)))
    trail.record(ESCALATION, "care.escalate", ("flag", flag.id), step=step, rank=rank or "all", woken=len(woken))
    publish_on_commit("care")
    return woken


def remind(flag: Flag, *, lead: bool = True) -> None:
    """Somebody took the call and nothing was written down since: ask them and, with `lead`, the supervisor of care. Inside a
    transaction. Where the holder is not there any more the supervisor of care is asked in any case."""
    there = list(rota.counsellors(flag.area_path))
    holder = [flag.acknowledged_by] if flag.acknowledged_by in there and flag.acknowledged_by else []
    others = [u for u in rota.to_wake(flag.area_path, Rank.LEAD) if u not in holder] if lead or not holder else []
    if flag.level in GUARDED:
        _wake(flag, [*holder, *others])
        return
    for user in (*holder, *others):
        notify(f"user:{user.public_id}", "care.unwritten", link="/care/")


def _wake(flag: Flag, users: list[User], *, urgent: bool = False) -> None:
    urgent = urgent or flag.level in GUARDED
    for user in users:
        notify(f"user:{user.public_id}", "care.urgent" if urgent else "care.new", link="/care/", urgent=urgent)
        if urgent and user.telephone:
            try:
                number = clean_phone(user.telephone)
            except Invalid:
                continue  # an unusable duty number must not stop the alarm of the others
            text(number, "care.urgent")
