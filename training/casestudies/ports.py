"""What case studies ask of the area that keeps the cases; wired in `mediation.journeys`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from training.casestudies.deidentify import Known


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed case from outside: its kind, its place, the identities of its parties as guests. No word of it."""

    field: str
    area_path: str
    subjects: Sequence[UUID]
    days: int | None


@dataclass(frozen=True, slots=True)
class Material:
    """What may become a study: sections of text (code, words), and every word known to name somebody in it. Nothing of a caucus."""

    sections: Sequence[tuple[str, str]]
    known: Sequence[Known]


class Cases(Protocol):
    def closed(self, actor: Actor, case_id: UUID) -> Outline:
        """For whoever may read the case. Raises NotFound, or Conflict where it is not closed or is frozen."""
        ...

    def may_read(self, actor: Actor, case_id: UUID) -> bool: ...

    def material(self, case_id: UUID) -> Material: ...


class NoCases:
    """Where no casework is installed there is nothing to make a study of."""

    def closed(self, actor: Actor, case_id: UUID) -> Outline:
        raise NotFound

    def may_read(self, actor: Actor, case_id: UUID) -> bool:
        return False

    def material(self, case_id: UUID) -> Material:
        raise NotFound


_cases: Cases = NoCases()


def wire_cases(port: Cases) -> None:
    global _cases
    _cases = port


def cases() -> Cases:
    return _cases
