"""A case as its mediator sees it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate

from mediation.casework import deadlines, localrules, ports
from mediation.casework.enums import SittingState
from mediation.casework.guidance import Step, next_step
from mediation.casework.models import Attendance, Case, CaseEvent, GradeLimit, Party, Sitting
from mediation.casework.policies import cases
from mediation.casework.selectors.case import case_for, parties_of
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound


@dataclass(frozen=True, slots=True)
class CasePage:
    """works: the reader is the case's mediator; otherwise a supervisor who only reads."""

    case: Case
    works: bool
    parties: list[Party]
    events: list[CaseEvent]
    sitting: Sitting | None
    attendances: list[Attendance]
    advice: Sequence[ports.Advice]
    limit: deadlines.Limit
    step: Step


def case_page(actor: Actor, case_id: uuid.UUID) -> CasePage:
    own = GradeLimit.objects.filter(grade=OuterRef("grade"))
    found = cases.scope(actor, "view").select_related("area", "organisation", "mediator", "follows").filter(pk=case_id)
    case = found.annotate(
        limit_days=Subquery(own.values("days")[:1]), limit_source=Subquery(own.values("source")[:1]),
        accepted_day=TruncDate(Coalesce("accepted_at", Value(clock.now())), tzinfo=clock.SHANGHAI),
    ).annotate(rule_pack=Subquery(localrules.pack_of_case())).first()
    if case is None:
        raise NotFound
    parties = parties_of(case)
    rows = list(
        Attendance.objects.select_related("sitting", "party__person")
        .filter(sitting__case=case, sitting__state__in=(SittingState.PLANNED, SittingState.OPEN))
        .order_by("sitting__starts_at", "party__role")
    )
    sitting = rows[0].sitting if rows else None
    works = case.mediator is not None and actor.is_user and str(case.mediator.public_id) == actor.subject
    return CasePage(
        case=case, works=works, parties=parties, events=list(case.events.all()), sitting=sitting,
        attendances=[r for r in rows if sitting is not None and r.sitting_id == sitting.pk],
        advice=ports.process_advice(case.id) if works else (), limit=_limit(case),
        step=next_step(case, parties, sitting),
    )


def _limit(case: Case) -> deadlines.Limit:
    """Why this date: the rule of the day of acceptance. What is set for the county or the place was read along with the case."""
    accepted = clock.day_of(case.accepted_at) if case.accepted_at else clock.today()
    pack = localrules.named(getattr(case, "rule_pack", None), case.area, accepted)
    return deadlines.limit_from(case.grade, getattr(case, "limit_days", None), getattr(case, "limit_source", "") or "", pack)


def with_threads(actor: Actor, case_id: uuid.UUID) -> tuple[Case, list[Party]]:
    """The case and its parties with the number of lines each has exchanged with the mediator."""
    case = case_for(actor, case_id, "work")
    counted = case.parties.select_related("person").annotate(lines=Count("messages", filter=Q(messages__from_party=True)))
    return case, list(counted.order_by("role", "pk"))


def followable(actor: Actor, case_id: uuid.UUID) -> Case:
    """A case the actor wrote down for somebody: number and state."""
    row = cases.scope(actor, "follow").select_related("area", "organisation", "mediator").filter(pk=case_id).first()
    return row if row is not None else case_for(actor, case_id)
