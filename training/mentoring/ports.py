"""What mentoring asks of the area that holds sittings and cases; wired in `mediation.journeys`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from mediation.common.actor import Actor
from mediation.common.errors import NotFound


@dataclass(frozen=True, slots=True)
class Ahead:
    """A sitting somebody leads, without a word of the matter."""

    sitting: UUID
    number: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of a request for a seat. `yes` of `asked` parties agree; `taken_back` by the mediator."""

    starts_at: datetime
    ends_at: datetime | None
    dispute: str  # code of the kind of dispute
    asked: int
    yes: int
    no: int
    taken_back: bool
    held: bool

    @property
    def consented(self) -> bool:
        return self.asked > 0 and self.yes == self.asked and not self.taken_back


@dataclass(frozen=True, slots=True)
class Record:
    """A mediator's work as the office knows it. A share of nothing is None."""

    years: int
    cases: int
    oral: int | None
    success: int | None


class Practice(Protocol):
    def ahead(self, leader: UUID) -> Sequence[Ahead]: ...

    def ask(self, *, actor: Actor, sitting: UUID, user: UUID, takes_part: bool, purpose: str) -> UUID:
        """Ask the parties whether this person may come, as the sitting's own mediator; the id of the request.

        Raises NotFound for a sitting the actor does not lead, Conflict for one that is over, Invalid.
        """
        ...

    def seen(self, guests: Collection[UUID]) -> dict[UUID, Seen]: ...

    def led(self, person: UUID, since: datetime) -> tuple[int, int]:
        """Cases led and closed since then, and how many of their parties have answered how it was. Numbers only."""
        ...

    def record(self, person: UUID) -> Record: ...


class NoPractice:
    """Where no casework is installed nobody sits at a real table."""

    def ahead(self, leader: UUID) -> Sequence[Ahead]:
        return []

    def ask(self, *, actor: Actor, sitting: UUID, user: UUID, takes_part: bool, purpose: str) -> UUID:
        raise NotFound

    def seen(self, guests: Collection[UUID]) -> dict[UUID, Seen]:
        return {}

    def led(self, person: UUID, since: datetime) -> tuple[int, int]:
        return 0, 0

    def record(self, person: UUID) -> Record:
        return Record(0, 0, None, None)


_practice: Practice = NoPractice()


def wire_practice(port: Practice) -> None:
    global _practice
    _practice = port


def practice() -> Practice:
    return _practice
