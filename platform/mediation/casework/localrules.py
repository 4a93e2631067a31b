"""Local rules as data: regulations of a city or a county's practice, each with its source, its place and its days.

A pack is a file in `lawpack_data/local/`. Its texts summarise, they do not quote; what was not verified says so in `dated`. Which pack
holds somewhere on a day: the one a supervisor has put in force there (`RulePackUse`), the nearest place first, else the one whose
`area_codes` begin the place's official code, else none.
"""

from __future__ import annotations

import functools
import json
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.db.models import CharField, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from mediation.casework.models import RulePackUse
from mediation.territory.models import Area

FOLDER = Path(__file__).parent / "lawpack_data" / "local"


@dataclass(frozen=True, slots=True)
class Rule:
    """One provision in short. article: as counted in the source, "" where it was not verified."""

    topic: str
    article: str
    text: str


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """months, or days by grade; counted from the day after acceptance. extension: "both" where both sides may agree on more."""

    months: int
    days: dict[str, int]
    article: str
    extension: str
    text: str


@dataclass(frozen=True, slots=True)
class RulePack:
    """standing: `regulation`, or `practice` where no published text is known. since, until: the days from and to which it may hold."""

    code: str
    version: str
    name: str
    standing: str
    area_codes: tuple[str, ...]
    since: date
    until: date | None
    dated: str
    limit: TimeLimit
    rules: tuple[Rule, ...]

    @property
    def source(self) -> str:
        return f"{self.name}{self.limit.article}"

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@functools.cache
def packs() -> dict[str, RulePack]:
    """All packs by code."""
    return {pack.code: pack for pack in (_read(file) for file in sorted(FOLDER.glob("*.json")))}


def _read(file: Path) -> RulePack:
    raw = json.loads(file.read_text(encoding="utf-8"))
    limit = raw["limit"]
    return RulePack(
        code=raw["code"], version=raw["version"], name=raw["name"], standing=raw["standing"], area_codes=tuple(raw["area_codes"]),
        since=date.fromisoformat(raw["since"]), until=date.fromisoformat(raw["until"]) if raw["until"] else None, dated=raw["dated"],
        limit=TimeLimit(limit["months"], dict(limit["days"]), limit["article"], limit["extension"], limit["text"]),
        rules=tuple(Rule(r["topic"], r["article"], r["text"]) for r in raw["rules"]),
    )


def in_force(area: Area, day: date) -> RulePack | None:
    """The pack that holds at a place on a day. One query."""
    above = [area.path[: area.steplen * n] for n in range(1, area.depth + 1)]
    return chosen(area, day, RulePackUse.objects.filter(area__path__in=above).select_related("area"))


def pack_of_case() -> QuerySet[RulePackUse, str]:
    """For a subquery over cases with `accepted_day`: the code of the pack put in force nearest to the case on that day."""
    day = OuterRef("accepted_day")
    return (
        RulePackUse.objects.annotate(place=ExpressionWrapper(OuterRef("area__path"), output_field=CharField()))
        .filter(Q(until=None) | Q(until__gte=day), place__startswith=F("area__path"), since__lte=day)
        .order_by(Length("area__path").desc(), "-since")
        .values_list("pack", flat=True)[:1]
    )


def named(code: str | None, area: Area, day: date) -> RulePack | None:
    """The pack with this code, else the one the official code of the place chooses."""
    return packs().get(code or "") or chosen(area, day, ())


def chosen(area: Area, day: date, uses: Iterable[RulePackUse]) -> RulePack | None:
    """The same over rows in hand."""
    live = [u for u in uses if area.path.startswith(u.area.path) and u.since <= day and (u.until is None or day <= u.until)]
    for use in sorted(live, key=lambda u: (len(u.area.path), u.since), reverse=True):
        if use.pack in packs():
            return packs()[use.pack]
    for pack in packs().values():
        if pack.holds_on(day) and any(area.code.startswith(code) for code in pack.area_codes):
            return pack
    return None


def ends_on(accepted: date, *, months: int = 0, days: int = 0) -> date:
    """The last day of a term; the first is not counted. A month ends on the day of the same number, or the month's last."""
    if not months:
        return accepted + timedelta(days=days)
    year, month = divmod(accepted.year * 12 + accepted.month - 1 + months, 12)
    return date(year, month + 1, min(accepted.day, monthrange(year, month + 1)[1]))
