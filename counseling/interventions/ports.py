"""What counselling asks about people in cases without knowing cases; wired in `mediation.journeys`."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from counseling.screening.ports import Whereabouts
from mediation.common.actor import Actor

if TYPE_CHECKING:
    from counseling.screening.models import Flag
    from mediation.accounts.models import User


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Who it is: no contact, no words of the case."""

    subject: uuid.UUID
    name: str
    case_number: str
    place: str
    stranger: str = ""  # the program whose answers called: nobody here knows who it is


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the person. `shared_phone`: others read messages on this telephone. `asking`: it is not theirs but the sender's,
    who knows them by this reference."""

    phone: str
    address: str
    shared_phone: bool
    asking: str = ""


@dataclass(frozen=True, slots=True)
class CaseRef:
    id: uuid.UUID
    number: str
    area_path: str


@dataclass(frozen=True, slots=True)
class Matter:
    """Where the dispute itself stands (事): one word of the reader's language, whether it is settled, and since when."""

    words: str
    settled: bool
    since: datetime | None = None


class Hearing(StrEnum):
    """How a reminder reaches a person: `page` alone where the telephone is shared or none is known, `nothing` for callers and strangers."""

    MESSAGE = "message"
    PAGE = "page"
    NOTHING = "nothing"


class People(Protocol):
    def cards(self, subjects: Collection[uuid.UUID]) -> dict[uuid.UUID, PersonCard]:
        """Cards of those that exist, in one look."""

    def contact(self, actor: Actor, subject: uuid.UUID) -> Contact | None:
        """Opens the sealed contact and writes that down."""

    def opponents(self, subject: uuid.UUID) -> frozenset[uuid.UUID]:
        """Everybody who may be on the other side of a case of this person, under every code they are known by."""

    def find(self, *, name: str, number: str, telephone: str) -> list[Whereabouts]:
        """Who bears exactly this name with this case number, or this telephone (also the invited), newest first; the caller checks the
        place. Never a list of people: a name alone finds nobody."""

    def case_by_number(self, number: str) -> CaseRef | None:
        """The case with this number; the caller checks the place."""

    def numbers(self, cases: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
        """The numbers of those cases that exist."""

    def leads(self, case_id: uuid.UUID) -> list[uuid.UUID]:
        """Public ids of the members of staff who lead this case."""

    def way_changed(self, case_id: uuid.UUID) -> None:
        """Tell whoever leads the case that the way to meet has changed; not why, not by whom. Inside the caller's transaction."""

    def matter(self, subject: uuid.UUID) -> Matter | None:
        """Where the dispute itself stands; None where this person is in none. Casework never hears how the person is."""

    def tell(self, subject: uuid.UUID, kind: str, *, at: datetime, link: str) -> None:
        """A neutral line on the person's own page, and a short message where the telephone is their own alone."""

    def hears(self, subject: uuid.UUID) -> Hearing:
        """Whether `tell` reaches this person."""


class _Nobody:
    """Before the wiring: nobody is known."""

    def cards(self, subjects: Collection[uuid.UUID]) -> dict[uuid.UUID, PersonCard]:
        return {}

    def contact(self, actor: Actor, subject: uuid.UUID) -> Contact | None:
        return None

    def opponents(self, subject: uuid.UUID) -> frozenset[uuid.UUID]:
        return frozenset()

    def find(self, *, name: str, number: str, telephone: str) -> list[Whereabouts]:
        return []

    def case_by_number(self, number: str) -> CaseRef | None:
        return None

    def numbers(self, cases: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
        return {}

    def leads(self, case_id: uuid.UUID) -> list[uuid.UUID]:
        return []

    def way_changed(self, case_id: uuid.UUID) -> None:
        return None

    def matter(self, subject: uuid.UUID) -> Matter | None:
        return None

    def tell(self, subject: uuid.UUID, kind: str, *, at: datetime, link: str) -> None:
        return None

    def hears(self, subject: uuid.UUID) -> Hearing:
        return Hearing.NOTHING


_people: People = _Nobody()


def wire_people(port: People) -> None:
    global _people
    _people = port


def people() -> People:
    return _people


class Duties(Protocol):
    """The duty to report harm to somebody under 18 (强制报告): kept by the area that knows who is under 18."""

    def reported(self, actor: Actor, user: User, flag: Flag, *, station: str, at: datetime, number: str) -> None:
        """A report was written into the file. Without a `number` its receipt is still owed; with one the duty is done."""


class _NoDuty:
    def reported(self, actor: Actor, user: User, flag: Flag, *, station: str, at: datetime, number: str) -> None:
        return None


_duties: Duties = _NoDuty()


def wire_duties(port: Duties) -> None:
    global _duties
    _duties = port


def duties() -> Duties:
    return _duties


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a counsellor outside this queue, such as a call being handed over: no content, no name."""

    level: str
    words: str
    number: str
    url: str
    since: datetime


_waiting: list[Callable[[Actor], Sequence[Waiting]]] = []


def register_waiting(ask: Callable[[Actor], Sequence[Waiting]]) -> None:
    """An area above this one tells what waits; called in its `ready()`."""
    if ask not in _waiting:
        _waiting.append(ask)


def waiting_elsewhere(actor: Actor) -> list[Waiting]:
    return [card for ask in _waiting for card in ask(actor)]
