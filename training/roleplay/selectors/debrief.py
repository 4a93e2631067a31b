"""The talk afterwards, for the person who asks: whose turn it is, and what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mediation.common.actor import Actor
from mediation.vault import sealing
from training.roleplay import packets, words
from training.roleplay.enums import DrillState, RoleCode, Step
from training.roleplay.models import Drill, Part
from training.roleplay.policies import drills

LEARNERS = (RoleCode.MEDIATOR, RoleCode.CO_MEDIATOR)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether the person may speak now; whether they say themselves if it worked or is something to try."""

    speaks: bool
    chooses: bool = False
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    step: int
    name: str
    role: str
    worked: bool
    text: str
    at: datetime
    mine: bool


def turn(actor: Actor, drill: Drill) -> Turn:
    if drill.state != DrillState.DEBRIEF:
        return Turn(False)
    part = packets.own_part(actor, drill)
    leads = drills.can(actor, "lead", drill)
    learns = part is not None and part.role in LEARNERS
    if drill.step == Step.MEDIATOR:
        return Turn(learns, chooses=True)
    if drill.step == Step.WORKED:
        return Turn(part is not None and not learns)
    if drill.step == Step.COACH:
        return Turn(leads, chooses=True)
    if learns:
        return Turn(True, asks=True)
    people = drill.parts.filter(role__in=LEARNERS).values("person")
    asked = drill.words.filter(step=Step.ASKED, person__in=people).exists()
    return Turn(asked and (leads or part is not None))


def said(actor: Actor, drill: Drill) -> list[Said]:
    """Everything that was said: all who took part hear it, as around a table."""
    drills.require(actor, "debrief", drill)
    rows = list(drill.words.order_by("at", "pk"))
    texts = words.opened(drill, "word", ((r.pk, r.text) for r in rows))
    parts = {p.person: p for p in drill.parts.all()}

    def one(person: UUID) -> tuple[str, str]:
        part = parts.get(person)
        if part is None:
            return drill.trainer_name, "trainer"
        return part.name, str(RoleCode(part.role).label) if part.role else "observer"

    return [Said(r.step, *one(r.person), r.worked, texts[r.pk], r.at, str(r.person) == actor.subject) for r in rows]


def home_place(part: Part) -> str:
    return f"roleplay.home:{part.pk}"


def seal_home(drill: Drill, part: Part, text: str) -> str:
    return sealing.seal(drill.scope, home_place(part), text) if text else ""


def home(drill: Drill, part: Part) -> str:
    """What the person wrote for themselves; the caller asks for the own part only."""
    return sealing.unseal(drill.scope, home_place(part), part.takes_home) if part.takes_home else ""
