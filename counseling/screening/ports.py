"""What screening asks of others; each port has a careful answer until it is wired."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from mediation.common.actor import Actor


class Guardian(Protocol):
    def allows(self, subject: uuid.UUID, case_ref: uuid.UUID) -> bool:
        """Whether a minor may be asked now: a guardian (or who stands in where the guardian is suspected) has consented."""

    def known(self, subject: uuid.UUID, case_ref: uuid.UUID) -> bool:
        """Whether anybody said that this person is under 18."""

    def waits(self, subject: uuid.UUID, case_ref: uuid.UUID) -> bool:
        """Known to be under 18, and not to be asked yet."""

    def suits(self, subject: uuid.UUID, case_ref: uuid.UUID, bundle: str) -> bool:
        """Whether these questions are for this person's age; True where nobody said that they are under 18."""


class _Nobody:
    def allows(self, subject: uuid.UUID, case_ref: uuid.UUID) -> bool:
        return False

    def known(self, subject: uuid.UUID, case_ref: uuid.UUID) -> bool:
        return False

    def waits(self, subject: uuid.UUID, case_ref: uuid.UUID) -> bool:
        return False

    def suits(self, subject: uuid.UUID, case_ref: uuid.UUID, bundle: str) -> bool:
        return True


_guardian: Guardian = _Nobody()


def wire_guardian(port: Guardian) -> None:
    global _guardian
    _guardian = port


def guardian() -> Guardian:
    return _guardian


class DayOff(Protocol):
    def __call__(self, day: date) -> bool | None:
        """Whether this is a statutory day off; None for a year the law pack does not know."""


def _unknown(day: date) -> bool | None:
    return None


_day_off: DayOff = _unknown


def wire_day_off(port: DayOff) -> None:
    global _day_off
    _day_off = port


def day_off(day: date) -> bool | None:
    return _day_off(day)


class Programmes(Protocol):
    def open_to(self, actor: Actor) -> list[tuple[uuid.UUID, str]]:
        """Running programmes the asker may see: reference and title."""

    def title(self, programme: uuid.UUID) -> str:
        """Its title, "" if there is none."""


class _NoProgramme:
    def open_to(self, actor: Actor) -> list[tuple[uuid.UUID, str]]:
        return []

    def title(self, programme: uuid.UUID) -> str:
        return ""


_programmes: Programmes = _NoProgramme()


def wire_programmes(port: Programmes) -> None:
    global _programmes
    _programmes = port


def programmes() -> Programmes:
    return _programmes


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """In which case, and at which place, somebody is known."""

    subject: uuid.UUID
    case_ref: uuid.UUID
    area_path: str


def _nowhere(subject: uuid.UUID) -> Whereabouts | None:
    return None


_whereabouts: Callable[[uuid.UUID], Whereabouts | None] = _nowhere


def wire_whereabouts(port: Callable[[uuid.UUID], Whereabouts | None]) -> None:
    global _whereabouts
    _whereabouts = port


def whereabouts(subject: uuid.UUID) -> Whereabouts | None:
    return _whereabouts(subject)
