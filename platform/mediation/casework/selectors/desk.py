"""The workbench and the supervisors' figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.accounts.selectors import assignments_now
from mediation.casework import workflow
from mediation.casework.agreement_enums import StatementKind
from mediation.casework.enums import CaseState, SittingState, Willingness
from mediation.casework.models import Attendance, Case, Objection, PartyStatement, Sitting
from mediation.casework.policies import cases, sittings
from mediation.casework.selectors.pool import Offer, offers, waiting
from mediation.casework.selectors.statistics import AGREED
from mediation.common import clock
from mediation.common.actor import Actor

FEW = 5  # waiting cases beside the own ones; the pool's page has all


@dataclass(frozen=True, slots=True)
class Desk:
    mine: list[Case]
    sitting: Sitting | None  # the next of today or later
    coming: str  # names of the parties, for the band
    confirmed: bool
    offers: list[Offer]
    calls: list[Case]  # promised calls that are still owed
    today: int
    soon: int


def desk(actor: Actor) -> Desk:
    """What a mediator sees first, in a handful of queries."""
    mine = list(my_cases(actor))
    load: Counter[str] = Counter(c.kind for c in mine if CaseState(c.state) in workflow.OPEN)
    rows = list(
        Attendance.objects.select_related("sitting__case", "party__person")
        .filter(sitting__in=sittings.scope(actor, "lead"), sitting__state__in=(SittingState.PLANNED, SittingState.OPEN))
        .filter(sitting__starts_at__gte=clock.now() - timedelta(hours=6), sitting__starts_at__lte=clock.now() + timedelta(days=14))
        .order_by("sitting__starts_at", "party__role")
    )
    first = rows[0].sitting if rows else None
    beside = [r for r in rows if first is not None and r.sitting_id == first.pk]
    today = clock.today()
    soon = clock.now() + timedelta(days=3)
    return Desk(
        mine=mine,
        sitting=first,
        coming=" · ".join(r.party.person.name for r in beside),
        confirmed=bool(beside) and all(r.coming == "yes" for r in beside),
        offers=offers(actor, waiting(actor)[:FEW], load=load),
        calls=[c for c in mine if c.called_back_at is None and c.call_back_by and CaseState(c.state) in workflow.OPEN],
        today=len({r.sitting_id for r in rows if clock.day_of(r.sitting.starts_at) == today}),
        soon=sum(1 for c in mine if c.due_at is not None and c.due_at <= soon and CaseState(c.state) in workflow.OPEN),
    )


def my_cases(actor: Actor, *, everything: bool = False) -> QuerySet[Case]:
    """The actor's open cases by deadline; or everything, the newest first."""
    rows = cases.scope(actor, "work").select_related("area").annotate(
        sides=Count("parties"), unwilling=Count("parties", filter=Q(parties__willingness=Willingness.UNWILLING))
    )
    if not everything:
        rows = rows.exclude(state__in=(CaseState.ENDED, CaseState.CLOSED))
        return rows.order_by(F("due_at").asc(nulls_last=True), "opened_at", "pk")
    return rows.order_by("-opened_at", "pk")


def followed(actor: Actor) -> list[Case]:
    """Cases the actor wrote down for somebody: state only."""
    return list(cases.scope(actor, "follow").select_related("area", "organisation").order_by("-opened_at")[:100])


def calendar(actor: Actor, start: datetime, end: datetime) -> list[Sitting]:
    rows = sittings.scope(actor, "lead").select_related("case").filter(starts_at__gte=start, starts_at__lt=end)
    return list(rows.exclude(state=SittingState.CANCELLED).order_by("starts_at"))


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts with their denominators. A rate is agreements of what has finished; open cases stand apart."""

    opened: int
    waiting: int
    open: int
    agreed: int
    ended: int
    asked: int
    reached: int
    in_time: int
    timed: int
    overdue: list[Case]
    unclaimed: list[Case]
    objections: list[Objection]
    denied: list[PartyStatement]  # "this is not me", not looked into yet

    @property
    def finished(self) -> int:
        return self.agreed + self.ended


def overview(actor: Actor, since: datetime) -> Overview:
    """The figures of the area since a day, for whoever oversees it."""
    mine = cases.scope(actor, "oversee")
    recent = mine.filter(opened_at__gte=since)
    called = Q(called_back_at__isnull=False, call_back_by__isnull=False)
    figures = recent.aggregate(
        opened=Count("pk", distinct=True),
        waiting=Count("pk", filter=Q(state=CaseState.POOL), distinct=True),
        open=Count("pk", filter=Q(state__in=workflow.OPEN), distinct=True),
        agreed=Count("pk", filter=AGREED, distinct=True),
        ended=Count("pk", filter=~Q(ended_reason=""), distinct=True),
        asked=Count("parties", filter=Q(parties__role="respondent", parties__asked_at__isnull=False), distinct=True),
        reached=Count("parties", filter=Q(parties__role="respondent", parties__answered_at__isnull=False), distinct=True),
        in_time=Count("pk", filter=called & Q(called_back_at__lte=F("call_back_by")), distinct=True),
        timed=Count("pk", filter=called, distinct=True),
    )
    now = clock.now()
    live = mine.select_related("area", "mediator").filter(state__in=workflow.OPEN)
    return Overview(
        **figures,
        overdue=list(live.filter(due_at__lt=now).order_by("due_at")[:30]),
        unclaimed=list(live.filter(state=CaseState.POOL).order_by("call_back_by")[:30]),
        objections=list(
            Objection.objects.select_related("case__area", "mediator").filter(case__in=mine, seen_at=None).order_by("at")[:30]
        ),
        denied=list(
            PartyStatement.objects.select_related("agreement__case__area")
            .filter(agreement__case__in=mine, kind=StatementKind.NOT_ME, settled_at=None)
            .order_by("at")[:30]
        ),
    )


def assignable(actor: Actor) -> list[User]:
    """Mediators within the area the actor oversees, by name."""
    paths = actor.reach(Capability.CASE_OVERSEE)
    rule = Q(pk=None)
    for path in paths:
        rule |= Q(area__path__startswith=path)
    held = assignments_now().filter(rule, role__in=("mediator", "mentor"))
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("display_name", "pk"))
