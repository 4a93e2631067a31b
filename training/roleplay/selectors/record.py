"""In which drills somebody has played: the room's own record, for gates that count drills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, FilteredRelation, Q

from mediation.common import clock
from training.roleplay.enums import DrillState, RoleCode
from training.roleplay.models import Part


@dataclass(frozen=True, slots=True)
class Played:
    """A finished drill. raters: observers who closed their own sheet and saw at least one indicator; of a mediator's drill only."""

    drill: UUID
    on: date
    mediator: bool
    raters: frozenset[UUID]


def played(person: UUID) -> list[Played]:
    """Finished drills in which this person had a role. Observing is no playing; a sheet closed by the trainer rates nothing."""
    watches = Q(drill__parts__role="", drill__parts__excused=False, drill__parts__submitted_at__isnull=False)
    rows = Part.objects.filter(person=person, drill__state=DrillState.DONE, drill__ended_at__isnull=False).exclude(role="")
    seen = rows.annotate(watch=FilteredRelation("drill__parts", condition=watches)).values_list(
        "drill", "drill__ended_at", "role", "watch__person"
    ).annotate(levels=Count("watch__ratings__level")).order_by("drill__ended_at")
    found: dict[UUID, Played] = {}
    for drill, at, role, rater, levels in seen:
        if at is None:
            continue
        one = found.setdefault(drill, Played(drill, clock.day_of(at), role == RoleCode.MEDIATOR, frozenset()))
        if one.mediator and rater is not None and levels:
            found[drill] = Played(drill, one.on, True, one.raters | {rater})
    return list(found.values())
