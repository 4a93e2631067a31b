"""What was put in, marked and played again, for the person who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from training.roleplay import packets, words
from training.roleplay.enums import RoleCode
from training.roleplay.models import Drill, Mark
from training.roleplay.policies import drills


@dataclass(frozen=True, slots=True)
class Put:
    """Something put in. to: the role it went to, empty for everybody."""

    to: str
    text: str
    at: datetime
    take: int
    seq: int


@dataclass(frozen=True, slots=True)
class Moment:
    key: UUID
    words: str
    at: datetime
    take: int
    seq: int


def injects(actor: Actor, drill: Drill) -> list[Put]:
    """For the trainer all; for a role what went to everybody or to it; for an observer what went to everybody."""
    rows = drill.injects.order_by("at", "pk")
    if not drills.can(actor, "lead", drill):
        part = packets.own_part(actor, drill)
        if part is None:
            raise NotFound
        rows = rows.filter(Q(to="") | Q(to=part.role)) if part.role else rows.filter(to="")
    found = list(rows)
    said = words.opened(drill, "inject", ((r.pk, r.text) for r in found))
    return [Put(str(RoleCode(r.to).label) if r.to else "", said[r.pk], r.at, r.take, r.seq) for r in found]


def marks(drill: Drill) -> list[Moment]:
    rows = list(Mark.objects.filter(drill=drill).order_by("at", "pk"))
    said = words.opened(drill, "mark", ((r.pk, r.words) for r in rows))
    return [Moment(r.pk, said[r.pk], r.at, r.take, r.seq) for r in rows]
