"""The flag and its clock. A rule proposes the level; afterwards only people change it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models import F

from counseling.screening.enums import CLOCK, GUARDED, ORDER, CallWish, FlagState, Level, Reason
from counseling.screening.models import Flag, Screening
from counseling.screening.policies import flags, screenings
from counseling.screening.services import escalation
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid
from mediation.common.push import publish_on_commit

PROPOSED: dict[Reason, Level] = {
    Reason.CRITICAL: Level.RED,
    Reason.BROUGHT: Level.RED,
    Reason.PAPER: Level.RED,
    Reason.QUIET: Level.YELLOW,
    Reason.MOOD: Level.BLUE,
    Reason.ASKED: Level.BLUE,
    Reason.NOW: Level.YELLOW,  # our own rule: the reference has no clock for a wish; those on call are woken in the same moment
    Reason.STAFF: Level.YELLOW,
    Reason.SAFETY: Level.ORANGE,
    Reason.TALK: Level.YELLOW,
}
URGENT_WISHES = frozenset({CallWish.NOW, CallWish.CAREFUL})
SETTLED = timedelta(hours=1)  # after "I will contact": what is answered in the same hour is part of the same talk; our own rule


@dataclass(frozen=True, slots=True)
class Called:
    """The person's flag, and who was told because of this call: nobody where it had been heard already."""

    flag: Flag
    told: Sequence[User] = ()


def raise_flag(
    *, actor: Actor, subject: uuid.UUID, case_ref: uuid.UUID, area_path: str, reason: Reason, screening: Screening | None = None,
    worse: bool = False,
) -> Flag:
    """`call`, for whom only the flag matters."""
    return call(
        actor=actor, subject=subject, case_ref=case_ref, area_path=area_path, reason=reason, screening=screening, worse=worse
    ).flag


@transaction.atomic
def call(
    *, actor: Actor, subject: uuid.UUID, case_ref: uuid.UUID, area_path: str, reason: Reason, screening: Screening | None = None,
    worse: bool = False, first: bool | None = None,
) -> Called:
    """Ask for somebody to look after this person, inside the transaction of the cause.

    There is one open flag a person and case. A more urgent reason lifts it and starts its clock anew. Red, orange and "call me now"
    are heard whatever its state, once an occasion: where somebody took the call a new round begins and that counsellor is told with
    those on call; where nobody has yet, those on call are told again and the clocks run on. Anything else that is not more urgent is
    told quietly to whoever took the call. No level is lowered here.

    screening: the occasion; None where every call is one of its own. worse: an answer was put right to a worse one.
    first: whether it is news, where the caller knows better. Only the screening and the escalation
    call this; it has no policy of its own.
    """
    level, now = PROPOSED[reason], clock.now()
    news = _first_of_occasion(screening, level) if screening is not None else True
    first = news if first is None else first
    held = Flag.objects.filter(subject=subject, case_ref=case_ref).exclude(state=FlagState.CLOSED)
    flag = held.first()
    if flag is None:
        try:
            with transaction.atomic():
                flag = Flag.objects.create(
                    subject=subject, case_ref=case_ref, area_path=area_path, screening=screening, level=level, proposed=level,
                    reason=reason, created_at=now, due_at=now + CLOCK[level],
                )
        except IntegrityError:  # two answers at once: go on with the flag the other one made
            flag = held.get()
        else:
            return _begun(actor, flag, urgent=reason == Reason.NOW)
    if ORDER.index(level) < ORDER.index(Level(flag.level)):
        Flag.objects.filter(pk=flag.pk).update(level=level, proposed=level, reason=reason)
        return _new_round(actor, flag, screening, now, urgent=reason == Reason.NOW)
    loud = level in GUARDED or reason == Reason.NOW
    once_more = loud and (worse or _settled(flag)) and flag.state == FlagState.ACKNOWLEDGED
    if not first and not once_more:
        return Called(flag)
    if screening is not None and screening.started_at is not None:  # what was only offered holds no answer to look at
        Flag.objects.filter(pk=flag.pk).update(screening=screening)
    if not loud:
        return _quietly(actor, flag)
    if level in GUARDED:
        Flag.objects.filter(pk=flag.pk).update(proposed=level, reason=reason)
    if flag.state == FlagState.ACKNOWLEDGED:
        return _new_round(actor, flag, screening, now, urgent=True)
    told = escalation.call_again(flag)
    trail.record(actor, "care.flag", ("flag", flag.id), level=flag.level, round=flag.round)
    publish_on_commit("care")
    flag.refresh_from_db()
    return Called(flag, told)


def _first_of_occasion(screening: Screening, level: Level) -> bool:
    """Whether this occasion calls for the first time, or for something more urgent than before; kept with the screening."""
    less = ["", *ORDER[ORDER.index(level) + 1:]]
    return bool(Screening.objects.filter(pk=screening.pk, called__in=less).update(called=level))


def _settled(flag: Flag) -> bool:
    """Somebody took the call more than an hour ago: that counsellor may be away, so the same occasion is heard once more."""
    return flag.acknowledged_at is not None and flag.acknowledged_at + SETTLED < clock.now()


def _new_round(actor: Actor, flag: Flag, screening: Screening | None, now: datetime, *, urgent: bool) -> Called:
    """The clock and the waking begin anew; whoever is in touch with the person is told with those on call."""
    flag.refresh_from_db()
    holder = flag.acknowledged_by
    Flag.objects.filter(pk=flag.pk).update(
        screening=screening or flag.screening, state=FlagState.OPEN, acknowledged_at=None, acknowledged_by=None, created_at=now,
        due_at=now + CLOCK[Level(flag.level)], round=F("round") + 1, escalated=0,
    )
    flag.refresh_from_db()
    return _begun(actor, flag, holder, urgent=urgent)


def _begun(actor: Actor, flag: Flag, holder: User | None = None, *, urgent: bool = False) -> Called:
    told = escalation.begin(flag, holder, urgent=urgent)
    trail.record(actor, "care.flag", ("flag", flag.id), level=flag.level, round=flag.round)
    publish_on_commit("care")
    return Called(flag, told)


def _quietly(actor: Actor, flag: Flag) -> Called:
    """Something that is not more urgent: whoever is in touch hears of it without an alarm. Where nobody is yet, the clock runs already."""
    told = escalation.tell_keeper(flag) if flag.state == FlagState.ACKNOWLEDGED else []
    if told:
        trail.record(actor, "care.told", ("flag", flag.id))
    publish_on_commit("care")
    flag.refresh_from_db()
    return Called(flag, told)


@transaction.atomic
def state_wish(*, actor: Actor, screening: Screening, wish: CallWish) -> None:
    """Whether somebody should call and whether it is safe to speak. Wanting a call without a flag makes one; wanting it now wakes
    those on call, once an occasion, unless its answers have woken them already. Where somebody took that call, they are told."""
    screenings.require(actor, "own", screening)
    before = Screening.objects.get(pk=screening.pk)
    if not Screening.objects.filter(pk=screening.pk).exclude(wish=wish).update(wish=wish):
        return  # pressed twice
    here = Flag.objects.filter(subject=screening.subject, case_ref=screening.case_ref).exclude(state=FlagState.CLOSED)
    if wish in URGENT_WISHES or (wish == CallWish.LATER and not here.exists()):
        called = call(
            actor=actor, subject=screening.subject, case_ref=screening.case_ref, area_path=screening.area_path, screening=screening,
            reason=Reason.NOW if wish in URGENT_WISHES else Reason.ASKED,
            first=before.called not in GUARDED and before.wish not in URGENT_WISHES,
        )
        if wish in URGENT_WISHES and not called.told and called.flag.state == FlagState.ACKNOWLEDGED:
            escalation.tell_keeper(called.flag, urgent=True)
    here.update(wish=wish)
    trail.record(actor, "care.wish", ("screening", screening.id))
    publish_on_commit("care")


@transaction.atomic
def acknowledge(*, actor: Actor, flag: Flag, user: User) -> None:
    """"I will contact": stops the clock and the waking. Raises Conflict if somebody else was first."""
    flags.require(actor, "work", flag)
    now = clock.now()
    won = Flag.objects.filter(pk=flag.pk, state=FlagState.OPEN, acknowledged_at=None).update(
        state=FlagState.ACKNOWLEDGED, acknowledged_at=now, acknowledged_by=user
    )
    if not won:
        if Flag.objects.filter(pk=flag.pk, acknowledged_by=user, state=FlagState.ACKNOWLEDGED).exists():
            return  # pressed twice
        raise Conflict
    trail.record(actor, "care.acknowledge", ("flag", flag.id), level=flag.level, round=flag.round)
    publish_on_commit("care")


class Handed(StrEnum):
    """What became of a hand-over."""

    BEGUN = "begun"  # those on call were woken, a new round begins
    SOONER = "sooner"  # nobody had answered yet: the next rank was woken before its time
    KNOWN = "known"  # the next ranks know already, or somebody else was quicker


@transaction.atomic
def hand_over(*, actor: Actor, flag: Flag, seen_round: int, aside: User | None = None) -> Handed:
    """Give the person to whoever is on call: where somebody had taken the call, a new round begins and the clock runs again.

    Where nobody has answered yet nothing is wound back, or a press could put off help without end: the next rank is woken at once
    instead, and the steps that are promised go on. seen_round: the round on the page that was pressed; pressing twice hands over
    once. aside: who hands over, and is not woken for it.
    """
    flags.require(actor, "work", flag)
    now = clock.now()
    same = Flag.objects.filter(pk=flag.pk, round=seen_round)
    moved = same.exclude(state__in=(FlagState.CLOSED, FlagState.OPEN)).update(
        state=FlagState.OPEN, acknowledged_at=None, acknowledged_by=None, round=F("round") + 1, escalated=0,
        created_at=now, due_at=now + CLOCK[Level(flag.level)],
    )
    if moved:
        flag.refresh_from_db()
        escalation.begin(flag, aside=aside)
    elif not (same.filter(state=FlagState.OPEN).exists() and escalation.escalate(flag_id=flag.pk, round_number=seen_round, step=1)):
        return Handed.KNOWN
    trail.record(actor, "care.hand_over", ("flag", flag.id), level=flag.level, round=flag.round)
    publish_on_commit("care")
    return Handed.BEGUN if moved else Handed.SOONER


@transaction.atomic
def pass_on(*, actor: Actor, flag: Flag, user: User) -> None:
    """A colleague has accepted a hand-over: from now on they are the one in touch. The clock is not wound back."""
    flags.require(actor, "work", flag)
    now = clock.now()
    if Flag.objects.filter(pk=flag.pk).exclude(state=FlagState.CLOSED).exclude(acknowledged_by=user).update(
        state=FlagState.ACKNOWLEDGED, acknowledged_at=now, acknowledged_by=user
    ) or Flag.objects.filter(pk=flag.pk, state=FlagState.OPEN).update(
        state=FlagState.ACKNOWLEDGED, acknowledged_at=now, acknowledged_by=user
    ):
        trail.record(actor, "care.acknowledge", ("flag", flag.id), level=flag.level, round=flag.round)
        publish_on_commit("care")


@transaction.atomic
def set_level(*, actor: Actor, flag: Flag, level: Level) -> None:
    """The level a person has signed. The caller (interventions) holds the rule of two signatures."""
    flags.require(actor, "work", flag)
    now = clock.now()
    sooner = ORDER.index(level) < ORDER.index(Level(flag.level))
    Flag.objects.filter(pk=flag.pk).exclude(level=level).update(level=level, due_at=now + CLOCK[level])
    trail.record(actor, "care.level", ("flag", flag.id), before=flag.level, after=level)
    publish_on_commit("care")
    # nobody has taken the call yet and it has become more urgent: those on call are woken by the new level's clock
    if sooner and Flag.objects.filter(pk=flag.pk, state=FlagState.OPEN, acknowledged_at=None).update(
        round=F("round") + 1, escalated=0, created_at=now
    ):
        flag.refresh_from_db()
        escalation.begin(flag)
    flag.refresh_from_db()


@transaction.atomic
def close(*, actor: Actor, flag: Flag) -> None:
    """End looking after. Raises Invalid while the level is red or orange: lower it first, with two signatures."""
    flags.require(actor, "work", flag)
    if not Flag.objects.filter(pk=flag.pk, acknowledged_at__isnull=False).exclude(state=FlagState.CLOSED).exclude(
        level__in=GUARDED
    ).update(state=FlagState.CLOSED, closed_at=clock.now()):
        if Flag.objects.filter(pk=flag.pk, state=FlagState.CLOSED).exists():
            return
        raise Invalid(code="guarded")
    trail.record(actor, "care.close", ("flag", flag.id), level=flag.level)
    publish_on_commit("care")
