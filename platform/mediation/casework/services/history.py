"""What the people in a case may read about it, numbers, and the one way a case changes its state."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db.models import F

from mediation.casework import events, workflow
from mediation.casework.enums import CaseState
from mediation.casework.models import Case, CaseEvent, NumberSeries
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict


def tell(case: Case, kind: str, actor: Actor, *, for_parties: bool = True, **detail: Any) -> CaseEvent:
    """A line of the case's history, inside the caller's transaction. detail: codes, dates and counts, never what somebody said."""
    name = "" if actor.is_system else actor.name  # a job's name means nothing to a reader
    event = CaseEvent.objects.create(
        case=case, at=clock.now(), kind=kind, actor_name=name, detail=detail, for_parties=for_parties
    )
    events.told.send(CaseEvent, event=event)
    return event


def advance(case_id: uuid.UUID, move: str, **changes: Any) -> Case:
    """Make a legal move, or raise Conflict when the case has moved on since the page was opened.

    One conditional UPDATE: of two people who press at the same moment one finds nothing to change, on every database.
    changes: further columns set in the same statement.
    """
    allowed, target = workflow.MOVES[move]
    if not Case.objects.filter(pk=case_id, state__in=allowed).update(state=target, **changes):
        raise Conflict
    return Case.objects.select_related("area", "organisation", "mediator").get(pk=case_id)


def is_open(case: Case) -> bool:
    return CaseState(case.state) in workflow.OPEN


def next_number(series: str, prefix: str = "") -> str:
    """The next number of a series in this legal year, e.g. `QX-2026-00123`; takes the series' row lock until the commit."""
    year = clock.today().year
    NumberSeries.objects.get_or_create(series=series, year=year)
    NumberSeries.objects.filter(series=series, year=year).update(last=F("last") + 1)
    row = NumberSeries.objects.get(series=series, year=year)
    return f"{settings.CASE_PREFIX}-{prefix}{year}-{row.last:05d}"
