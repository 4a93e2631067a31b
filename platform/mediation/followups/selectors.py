"""Reading follow-up visits with the asker in hand."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.followups.models import FollowUpVisit
from mediation.followups.policies import visits
from mediation.vault import sealing


@dataclass(frozen=True, slots=True)
class DueList:
    overdue: list[FollowUpVisit]
    soon: list[FollowUpVisit]  # today and the next fourteen days
    later: int
    to_put_right: list[FollowUpVisit]


def due_list(actor: Actor, *, limit: int = 100) -> DueList:
    """What is to be asked, oldest first, and the relapses nobody has dealt with."""
    today = clock.today()
    open_rows = visits.scope(actor, "view").filter(done_at=None).order_by("due_on", "pk")
    rows = list(open_rows[:limit])
    near = [v for v in rows if v.due_on >= today and (v.due_on - today).days <= 14]
    return DueList(
        overdue=[v for v in rows if v.due_on < today], soon=near,
        later=open_rows.filter(due_on__gt=today).count() - sum(1 for v in near if v.due_on > today),
        to_put_right=list(visits.scope(actor, "view").filter(relapse=True, rectified_at=None).order_by("done_at")[:limit]),
    )


def visit_for(actor: Actor, visit_id: uuid.UUID) -> FollowUpVisit:
    visit = visits.scope(actor, "record").filter(pk=visit_id).first()
    if visit is None:
        raise NotFound
    return visit


def of_subject(subject: tuple[str, uuid.UUID]) -> QuerySet[FollowUpVisit]:
    """For an area that has asked its own policy."""
    return FollowUpVisit.objects.filter(subject_kind=subject[0], subject_id=subject[1])


def notes_of(rows: list[FollowUpVisit]) -> dict[uuid.UUID, str]:
    """The notes of visits of one subject; the area has asked its own policy and written its audit line."""
    if not rows:
        return {}
    opened = sealing.unseal_all(rows[0].scope, {f"followups.note:{v.pk}": v.note_sealed for v in rows})
    return {v.pk: opened[f"followups.note:{v.pk}"] for v in rows}
