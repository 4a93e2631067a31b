"""The flag and its clock. A rule proposes the level; afterwards only people change it."""

from __future__ import annotations

import uuid
from datetime import timedelta

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
    Reason.STAFF: Level.YELLOW,
    Reason.SAFETY: Level.ORANGE,
    Reason.TALK: Level.YELLOW,
}
SETTLED = timedelta(hours=1)  # after "I will contact": what is answered in the same hour is part of the same talk; our own rule


@transaction.atomic
def raise_flag(
    *, actor: Actor, subject: uuid.UUID, case_ref: uuid.UUID, area_path: str, reason: Reason, screening: Screening | None = None
) -> Flag:
    """Ask for somebody to look after this person, inside the transaction of the cause.

    There is one open flag a person and case: a more urgent reason lifts it and starts its clock anew, and so does another one for red
    where somebody took the call more than an hour ago; everything else changes nothing. Only the screening and the escalation call
    this; it has no policy of its own.
    """
    level, now = PROPOSED[reason], clock.now()
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
            return _begun(actor, flag)
    if ORDER.index(level) >= ORDER.index(Level(flag.level)) and not _once_more(flag, level):
        return flag
    Flag.objects.filter(pk=flag.pk).update(
        level=level, proposed=level, reason=reason, screening=screening or flag.screening, state=FlagState.OPEN, acknowledged_at=None,
        acknowledged_by=None, created_at=now, due_at=now + CLOCK[level], round=F("round") + 1, escalated=0,
    )
    flag.refresh_from_db()
    return _begun(actor, flag)


def _once_more(flag: Flag, level: Level) -> bool:
    """Red again, weeks after somebody took the first call: that counsellor may be away, so those on call are woken anew."""
    taken = flag.acknowledged_at
    return level == flag.level == Level.RED and taken is not None and taken + SETTLED < clock.now()


def _begun(actor: Actor, flag: Flag) -> Flag:
    escalation.begin(flag)
    trail.record(actor, "care.flag", ("flag", flag.id), level=flag.level, round=flag.round)
    publish_on_commit("care")
    return flag


@transaction.atomic
def state_wish(*, actor: Actor, screening: Screening, wish: CallWish) -> None:
    """Whether somebody should call and whether it is safe to speak. Wanting a call without a flag makes one."""
    screenings.require(actor, "own", screening)
    here = Flag.objects.filter(subject=screening.subject, case_ref=screening.case_ref).exclude(state=FlagState.CLOSED)
    if wish != CallWish.NO and not here.exists():
        raise_flag(
            actor=actor, subject=screening.subject, case_ref=screening.case_ref, area_path=screening.area_path,
            reason=Reason.ASKED, screening=screening,
        )
    if here.exclude(wish=wish).update(wish=wish):
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


@transaction.atomic
def hand_over(*, actor: Actor, flag: Flag, seen_round: int) -> None:
    """Give the person to whoever is on call: a new round begins and the clock runs again.

    seen_round: the round on the page that was pressed; pressing twice hands over once.
    """
    flags.require(actor, "work", flag)
    now = clock.now()
    moved = Flag.objects.filter(pk=flag.pk, round=seen_round).exclude(state=FlagState.CLOSED).update(
        state=FlagState.OPEN, acknowledged_at=None, acknowledged_by=None, round=F("round") + 1, escalated=0,
        created_at=now, due_at=now + CLOCK[Level(flag.level)],
    )
    if not moved:
        return
    flag.refresh_from_db()
    escalation.begin(flag)
    trail.record(actor, "care.hand_over", ("flag", flag.id), level=flag.level, round=flag.round)
    publish_on_commit("care")


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
