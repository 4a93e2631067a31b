"""The one place where a role's packet is opened. A person gets the packet of the own role, or nothing; the trainer has all of them.

"Only material authorised for the current role and stage enters the browser payload": the acceptance rule of a law school's
no-code role plays (SuffolkLITLab/asklit, issue 22), taken here as a rule of the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from training.assessment.content import words
from training.roleplay.enums import RoleCode
from training.roleplay.models import Drill, Part
from training.roleplay.policies import drills


@dataclass(frozen=True, slots=True)
class Packet:
    role: RoleCode
    name: str
    text: str
    facts: tuple[str, ...]
    hidden: tuple[str, ...]

    @property
    def label(self) -> str:
        return str(self.role.label)


def own_part(actor: Actor, drill: Drill) -> Part | None:
    return Part.objects.filter(drill=drill, person=actor.subject).first() if actor.is_user else None


def own(actor: Actor, drill: Drill, language: str) -> Packet | None:
    """The packet of the role the actor was given; None for an observer. Raises NotFound for who has no part."""
    drills.require(actor, "see", drill)
    part = own_part(actor, drill)
    if part is None:
        raise NotFound
    return _packet(drill.version.content, part.role, language) if part.role else None


def all_of(actor: Actor, drill: Drill, language: str) -> list[Packet]:
    """For the trainer of the drill only."""
    drills.require(actor, "lead", drill)
    return [_packet(drill.version.content, code, language) for code in drill.version.content["roles"]]


def common(drill: Drill, language: str) -> str:
    """What everybody knows."""
    return words(drill.version.content["common"], language)


def role_name(content: Mapping[str, Any], role: str, language: str) -> str:
    """Who the others see: the name of the character, no word of the packet."""
    return words(content["roles"][role]["name"], language) if role in content["roles"] else ""


def _packet(content: Mapping[str, Any], role: str, language: str) -> Packet:
    raw = content["roles"][role]
    facts, hidden = (tuple(words(row, language) for row in raw[key]) for key in ("facts", "hidden"))
    return Packet(RoleCode(role), words(raw["name"], language), words(raw["text"], language), facts, hidden)
