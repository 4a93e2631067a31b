"""Law as data: the terms, lists and counting rules that agreements rest on, each with its source, in versioned packs.

`lawpack_data/cn-2024.json` is national law. A county lays its own pack over it (`LAW_PACK` in the settings names a file);
code reads `current()` and never a number of its own.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

NATIONAL = Path(__file__).parent / "lawpack_data" / "cn-2024.json"


@dataclass(frozen=True, slots=True)
class Term:
    """A period in days. first_day_counts: whether the day on which it starts is counted."""

    days: int
    first_day_counts: bool
    roll_over_holidays: bool
    source: str


@dataclass(frozen=True, slots=True)
class FollowUpRule:
    """When to ask how it went: `days` after `anchor`, which is "due" (an obligation falls due) or "effective"."""

    anchor: str
    days: int
    channel: str


@dataclass(frozen=True, slots=True)
class LawPack:
    version: str
    confirmation: Term
    ink_only_kinds: frozenset[str]
    ink_only_matters: frozenset[str]
    ink_only_source: str
    not_confirmable_matters: frozenset[str]
    not_confirmable_source: str
    reminders: tuple[int, ...]  # days left when the parties are reminded of the confirmation term
    follow_ups: tuple[FollowUpRule, ...]
    days_off: frozenset[date]
    days_worked: frozenset[date]
    calendar_until: int  # last year whose public holidays the pack knows
    calendar_source: str = ""

    def ink_only(self, kind: str, matter: str) -> bool:
        """Whether an electronic signature is excluded for this type of dispute or this personal matter."""
        return kind in self.ink_only_kinds or matter in self.ink_only_matters

    def confirmable(self, matter: str) -> bool:
        """Whether a court takes an application for judicial confirmation of such a matter at all."""
        return matter not in self.not_confirmable_matters

    def day_off(self, day: date) -> bool:
        """A statutory day off: a weekend that was not made a working day, or a public holiday the pack knows."""
        return day in self.days_off or (day.weekday() >= 5 and day not in self.days_worked)

    def last_day(self, term: Term, start: date) -> date:
        """The last legal day of a term that starts on `start`.

        A last day that is a statutory day off moves to the next working day, but only in years whose calendar the pack
        knows: without it a Saturday worked in exchange would be shown as too late a day. The earlier day is always safe.
        """
        last = start + timedelta(days=term.days - 1 if term.first_day_counts else term.days)
        while term.roll_over_holidays and last.year <= self.calendar_until and self.day_off(last):
            last += timedelta(days=1)
        return last

    def confirmation_ends(self, effective_on: date) -> date:
        """Until when both parties may jointly apply to the court for confirmation (Art. 33)."""
        return self.last_day(self.confirmation, effective_on)


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    return {**base, **{key: _merged(base[key], value) if isinstance(value, dict) and key in base else value for key, value in over.items()}}


@functools.cache
def _load(local: str, holidays: str = "") -> LawPack:
    raw: dict[str, Any] = json.loads(NATIONAL.read_text(encoding="utf-8"))
    if local:
        raw = _merged(raw, json.loads(Path(local).read_text(encoding="utf-8")))
    if holidays:
        raw["calendar"] = json.loads(Path(holidays).read_text(encoding="utf-8"))
    c, signature, court = raw["confirmation"], raw["signature"], raw["court"]
    return LawPack(
        version=raw["version"],
        confirmation=Term(c["days"], c["first_day_counts"], c["roll_over_holidays"], c["source"]),
        ink_only_kinds=frozenset(signature["ink_only_kinds"]), ink_only_matters=frozenset(signature["ink_only_matters"]),
        ink_only_source=signature["source"], not_confirmable_matters=frozenset(court["not_confirmable_matters"]),
        not_confirmable_source=court["source"],
        reminders=tuple(c["remind_days_left"]),
        follow_ups=tuple(FollowUpRule(r["anchor"], r["days"], r["channel"]) for r in raw["follow_ups"]),
        days_off=frozenset(date.fromisoformat(d) for d in raw["calendar"]["days_off"]),
        days_worked=frozenset(date.fromisoformat(d) for d in raw["calendar"]["days_worked"]),
        calendar_until=raw["calendar"]["until"], calendar_source=raw["calendar"].get("source", ""),
    )


def current() -> LawPack:
    """The pack in force in this county."""
    return _load(str(getattr(settings, "LAW_PACK", "")), str(getattr(settings, "HOLIDAY_FILE", "")))
