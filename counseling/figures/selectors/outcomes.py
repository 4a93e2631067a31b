"""What became of people who were asked twice (前后对照): reliable change for the same persons, those lost, those worse.

A change counts only from the published reliable change index of the instrument on; both that and a crossed cut make "recovered"
(reference 3.3). Instruments without a checked index are not compared. Waiting lists get better too: the page says so.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime

from counseling.figures.selectors.rates import Cases, span
from counseling.screening.change import became, comparable
from counseling.screening.enums import ScreeningState
from counseling.screening.instruments.package import Change
from counseling.screening.models import Score
from mediation.common import clock
from mediation.territory.models import Area
from mediation.vault import sealing

PARTS = ("recovered", "improved", "unchanged", "worse", "lost")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Disjoint cells of everybody who was first measured in the period."""

    instrument: str
    points: float
    source: str
    recovered: int = 0
    improved: int = 0
    unchanged: int = 0
    worse: int = 0
    lost: int = 0

    def plain(self) -> dict[str, object]:
        return asdict(self)


def outcomes(area: Area, starts_on: date, ends_on: date, cases: Cases = None) -> list[Outcome]:
    """For everybody whose first whole sum lies in the period: their last one, whenever it came. Opens sealed sums: the caller writes
    that down before."""
    since, until = span(starts_on, ends_on)
    found = []
    for code, change, cut in comparable():
        courses = [c for c in _courses(area, code, cases).values() if since <= c[0][0] <= until]
        if courses:
            found.append(_compare(code, change, cut, [[points for _at, points in c] for c in courses]))
    return found


def _courses(area: Area, code: str, cases: Cases) -> dict[str, list[tuple[datetime, int]]]:
    """Person -> whole sums in order of time, one a screening. Not of those who took their consent back or had everything erased."""
    out = frozenset({ScreeningState.WITHDRAWN, ScreeningState.ERASED})
    rows = Score.objects.filter(instrument=code, screening__area_path__startswith=area.path, screening__kept_until__gt=clock.now())
    if cases is not None:
        rows = rows.filter(screening__case_ref__in=cases)
    rows = rows.exclude(screening__state__in=out).exclude(screening__finished_at=None).select_related("screening")
    newest = {row.screening_id: row for row in rows.order_by("number")}  # counted again: the newest holds
    found: dict[str, list[tuple[datetime, int]]] = {}
    for row in sorted(newest.values(), key=lambda r: r.screening.finished_at or r.at):
        total = json.loads(sealing.unseal(row.screening.scope, row.place, row.result_sealed))["totals"].get(code)
        if total is not None and total["low"] == total["high"] and row.screening.finished_at is not None:
            found.setdefault(str(row.screening.subject), []).append((row.screening.finished_at, total["low"]))
    return found


def _compare(code: str, change: Change, cut: int | None, courses: list[list[int]]) -> Outcome:
    counts = dict.fromkeys(PARTS, 0)
    for sums in courses:
        counts[_became(sums, change.points, cut)] += 1
    return Outcome(code, change.points, f"{change.source} ({change.population})", **counts)


def _became(sums: list[int], points: float, cut: int | None) -> str:
    """Higher is worse in every instrument compared here (see `comparable`)."""
    if len(sums) < 2:
        return "lost"
    return became(sums[0], sums[-1], points, cut)
