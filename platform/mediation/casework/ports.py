"""What casework asks of areas it does not know; wired in `mediation.journeys`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from mediation.common.actor import Actor


@dataclass(frozen=True, slots=True)
class Advice:
    """A plain line on how to hold the sitting, e.g. "plan a break halfway". It never says why, nor whom it protects."""

    text: str


NOT_NOW, POLICE = "not_now", "police"
ONE_AT_A_TIME = frozenset({"separate", "shuttle"})


@dataclass(frozen=True, slots=True)
class Meeting:
    """The way to meet that is in force: a mode (joint, separate, shuttle, police, not_now) and its last day.

    stays: it does not end by itself on that day but holds until it is signed again. Nothing says why, or whom it protects.
    """

    mode: str
    until: date
    stays: bool


class ProcessAdvice(Protocol):
    def __call__(self, case_id: uuid.UUID) -> Sequence[Advice]: ...


def _none(case_id: uuid.UUID) -> Sequence[Advice]:
    return ()


_process_advice: ProcessAdvice = _none


def wire_process_advice(port: ProcessAdvice) -> None:
    global _process_advice
    _process_advice = port


def process_advice(case_id: uuid.UUID) -> Sequence[Advice]:
    """The lines agreed with the people concerned; nothing else about care is ever shown to casework."""
    return _process_advice(case_id)


@dataclass(frozen=True, slots=True)
class Conference:
    """A conference on the way to hold a case's sittings to which a mediator is invited: when, which case, where to answer."""

    at: datetime
    number: str
    url: str


class Conferences(Protocol):
    def __call__(self, actor: Actor) -> Sequence[Conference]: ...


def _no_conferences(actor: Actor) -> Sequence[Conference]:
    return ()


_conferences: Conferences = _no_conferences


def wire_conferences(port: Conferences) -> None:
    global _conferences
    _conferences = port


def conferences(actor: Actor) -> Sequence[Conference]:
    """The asker's coming conferences, for the workbench."""
    return _conferences(actor)


class MeetingRule(Protocol):
    def __call__(self, case_id: uuid.UUID) -> Meeting | None: ...


def _free(case_id: uuid.UUID) -> Meeting | None:
    return None


_meeting_rule: MeetingRule = _free


def wire_meeting_rule(port: MeetingRule) -> None:
    global _meeting_rule
    _meeting_rule = port


def meeting_rule(case_id: uuid.UUID) -> Meeting | None:
    """How the sides of this case may meet today; None: as the mediator sees fit."""
    return _meeting_rule(case_id)


@dataclass(frozen=True, slots=True)
class SittingMinutes:
    """The minutes of one sitting as they were read back: lines of text, and what each party said to them (in Chinese, for the paper)."""

    at: datetime
    lines: Sequence[str]
    answers: Sequence[str]


class MinutesOf(Protocol):
    def __call__(self, case_id: uuid.UUID) -> Sequence[SittingMinutes]: ...


class Clashes(Protocol):
    """Lines for the mediator on who cannot come then; no reason in them. `without`: an appointment that is being moved."""

    def __call__(self, case_id: uuid.UUID, starts_at: datetime, minutes: int, without: uuid.UUID | None = None) -> Sequence[str]: ...


def _no_minutes(case_id: uuid.UUID) -> Sequence[SittingMinutes]:
    return ()


def _no_clashes(case_id: uuid.UUID, starts_at: datetime, minutes: int, without: uuid.UUID | None = None) -> Sequence[str]:
    return ()


_minutes_of: MinutesOf = _no_minutes
_clashes: Clashes = _no_clashes


class ThereTime(Protocol):
    """The same moment by the clock of a party far away, in the language now active; "" where it keeps China's time."""

    def __call__(self, party_id: uuid.UUID, moment: datetime) -> str: ...


def _nowhere_else(party_id: uuid.UUID, moment: datetime) -> str:
    return ""


_there: ThereTime = _nowhere_else


def wire_there(port: ThereTime) -> None:
    global _there
    _there = port


def there(party_id: uuid.UUID, moment: datetime) -> str:
    """An appointment by the clock of a party that is far away."""
    return _there(party_id, moment)


class Moved(Protocol):
    """An appointment has another time: what people said about the old one holds no more. Inside the transaction that moves it."""

    def __call__(self, sitting_id: uuid.UUID) -> None: ...


def _nothing_said(sitting_id: uuid.UUID) -> None:
    return None


_moved: Moved = _nothing_said


def wire_moved(port: Moved) -> None:
    global _moved
    _moved = port


def moved(sitting_id: uuid.UUID) -> None:
    _moved(sitting_id)


def wire_minutes(port: MinutesOf) -> None:
    global _minutes_of
    _minutes_of = port


def wire_clashes(port: Clashes) -> None:
    global _clashes
    _clashes = port


def minutes_of(case_id: uuid.UUID) -> Sequence[SittingMinutes]:
    """Minutes that were read back to the parties, for the official record."""
    return _minutes_of(case_id)


def clashes(case_id: uuid.UUID, starts_at: datetime, minutes: int, without: uuid.UUID | None = None) -> Sequence[str]:
    return _clashes(case_id, starts_at, minutes, without)
