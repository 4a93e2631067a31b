"""Reading drills, for the person who asks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from training.assessment.content import words
from training.roleplay.enums import DrillState, RoleCode
from training.roleplay.models import Drill, Part, Play
from training.roleplay.policies import drills, plays


@dataclass(frozen=True, slots=True)
class Row:
    """A drill in a list: how the asker takes part."""

    drill: Drill
    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Member:
    part: Part
    label: str
    character: str


def title(play: Play, language: str) -> str:
    return (play.title_en if language == "en" else "") or play.title_zh


def drill_at(actor: Actor, key: UUID, action: str = "see") -> Drill:
    """Raises NotFound for absent and forbidden alike."""
    row = drills.scope(actor, action).select_related("version__play__solo").filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def play_at(actor: Actor, key: UUID, action: str) -> Play:
    row = plays.scope(actor, action).filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def mine(actor: Actor, language: str) -> list[Row]:
    """All drills the person leads or takes part in, the next first; given-up ones only for who prepared them."""
    rows = list(drills.scope(actor, "see").select_related("version__play").order_by("-planned_at")[:50])
    parts = {p.drill_id: p for p in Part.objects.filter(drill__in=rows, person=actor.subject)}
    return [Row(r, title(r.version.play, language), _place(r, parts.get(r.pk), actor)) for r in rows]


def _place(drill: Drill, part: Part | None, actor: Actor) -> str:
    if part is None:
        return "trainer"
    return str(RoleCode(part.role).label) if part.role else "observer"


def members(drill: Drill, language: str) -> list[Member]:
    """Who is there and as whom. This is what all may know of all."""
    order = list(RoleCode.values)
    rows = sorted(drill.parts.all(), key=lambda p: (p.role == "", order.index(p.role) if p.role else 0, p.pk))
    roles = drill.version.content["roles"]
    return [
        Member(p, str(RoleCode(p.role).label), words(roles[p.role]["name"], language)) if p.role else Member(p, "", "") for p in rows
    ]


def stages(drill: Drill, language: str) -> list[str]:
    return [words(row, language) for row in drill.version.content["stages"]]


def stage(drill: Drill, language: str) -> str:
    rows = stages(drill, language)
    return rows[drill.stage] if drill.state == DrillState.OPEN and drill.stage < len(rows) else ""
