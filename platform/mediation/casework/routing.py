"""Who fits a case, and why: hard limits first, then points for way, field, load and acquaintance. Pure: no query, no clock.

The weights say what matters in which order; they are shown with their points to everybody in the case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp

import numpy as np
from scipy.optimize import linear_sum_assignment

WAY, FIELD, LOAD, KNOWN = 40.0, 30.0, 20.0, 10.0
HALF_WAY_KM = 5.0  # the points for the way fall to a third at this distance
UNKNOWN_WAY = 0.3  # of WAY, where a place has no coordinates
NEVER = 1e6


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a case asks for. speech: the dialect the applicant speaks best, "" for any. chosen: the mediator a party asked for."""

    case: object
    kind: str
    speech: str = ""
    gender: str = ""
    chosen: int | str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mediator as of now. km: to the place of the dispute, None unknown. helped: has had a case with one of these people."""

    user: int | str
    km: float | None
    fields: frozenset[str]
    speech: frozenset[str]
    gender: str
    load: int
    capacity: int
    licensed: bool = True
    away: bool = False
    recused: bool = False  # knows one of the people (回避)
    refused: bool = False  # a party did not accept them
    passed: bool = False  # has left this case to others
    helped: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    points: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """why_not: the hard limits that stand against it; empty means the mediator may have the case."""

    candidate: Candidate
    why_not: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def points(self) -> float:
        return sum(p.points for p in self.parts)


@dataclass(frozen=True, slots=True)
class Choice:
    """The best of those who may, and how many were left out for what."""

    best: Fit | None
    looked_at: int
    left_out: dict[str, int] = field(default_factory=dict)


def judge(wanted: Wanted, one: Candidate) -> Fit:
    against = [
        code
        for code, holds in (
            ("no_licence", not one.licensed), ("recused", one.recused), ("refused", one.refused), ("passed", one.passed),
            ("away", one.away), ("full", one.load >= one.capacity),
            ("gender", bool(wanted.gender) and wanted.gender != one.gender),
            ("speech", bool(wanted.speech) and wanted.speech not in one.speech),
            ("other_chosen", wanted.chosen is not None and wanted.chosen != one.user),
        )
        if holds
    ]
    way = WAY * (exp(-one.km / HALF_WAY_KM) if one.km is not None else UNKNOWN_WAY)
    parts = (
        Part("way", round(way, 1), "" if one.km is None else f"{one.km:.1f}"),
        Part("field", FIELD if wanted.kind in one.fields else 0.0),
        Part("load", round(LOAD * max(1 - one.load / one.capacity, 0.0), 1) if one.capacity else 0.0, str(one.load)),
        Part("known", KNOWN if one.helped else 0.0),
    )
    return Fit(one, tuple(against), parts)


def choose(wanted: Wanted, people: Sequence[Candidate]) -> Choice:
    """Greedy for a case that comes alone: the most points; of equals the one with fewer cases, then the stable order."""
    fits = [judge(wanted, one) for one in people]
    may = [f for f in fits if not f.why_not]
    best = max(may, key=lambda f: (f.points, -f.candidate.load)) if may else None
    return Choice(best, len(fits), dict(Counter(f.why_not[0] for f in fits if f.why_not)))


def batch(cases: Sequence[tuple[Wanted, Sequence[Candidate]]]) -> list[Choice]:
    """The morning queue at once: each mediator stands in as many columns as cases still fit, and the sum of points is the largest.

    Hungarian method (`scipy.optimize.linear_sum_assignment`); a case nobody may have gets none. A mediator's later columns are
    worth a little less, so that the load is shared.
    """
    if not cases:
        return []
    people = list(dict.fromkeys(one.user for _w, row in cases for one in row))
    room = {one.user: max(one.capacity - one.load, 0) for _w, row in cases for one in row}
    slots = [(user, n) for user in people for n in range(min(room[user], len(cases)))]
    fits = [{one.user: judge(wanted, one) for one in row} for wanted, row in cases]
    cost = np.full((len(cases), len(slots) + len(cases)), NEVER)
    for i, row in enumerate(fits):
        for j, (user, n) in enumerate(slots):
            fit = row.get(user)
            if fit is not None and not fit.why_not:
                cost[i, j] = -(fit.points - n * LOAD / max(fit.candidate.capacity, 1))
        cost[i, len(slots) + i] = NEVER / 2  # better left to a person than forced
    rows, columns = linear_sum_assignment(cost)
    got = dict(zip(rows.tolist(), columns.tolist(), strict=True))
    found = []
    for i, row in enumerate(fits):
        j = got[i]
        best = row[slots[j][0]] if j < len(slots) and cost[i, j] < NEVER / 2 else None
        found.append(Choice(best, len(row), dict(Counter(f.why_not[0] for f in row.values() if f.why_not))))
    return found
