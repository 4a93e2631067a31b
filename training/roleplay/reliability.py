"""How alike several people rated the same thing: percent agreement, and Krippendorff's alpha for ordered levels.

Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2007): alpha = 1 - Do / De over the coincidences of pairable
values; the ordinal difference of two levels is the number of values between them, each end counted half, squared. Chosen because
it takes any number of observers, ordered levels and gaps: "not observed" is a gap, and no level.
It says something about the observing, never about the person who was observed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Unit = Sequence[int | None]  # what each observer said of one indicator


@dataclass(frozen=True, slots=True)
class Agreement:
    """agreed of pairs: pairs of ratings of the same indicator, and how many are the same. units: indicators at least two rated.

    alpha: None where it cannot be told, because nobody disagrees about anything that varies.
    """

    agreed: int
    pairs: int
    units: int
    alpha: float | None


def agreement(units: Sequence[Unit]) -> Agreement:
    rated = [[value for value in unit if value is not None] for unit in units]
    pairable = [values for values in rated if len(values) > 1]
    pairs = [(values[i], values[j]) for values in pairable for i in range(len(values)) for j in range(i + 1, len(values))]
    return Agreement(sum(a == b for a, b in pairs), len(pairs), len(pairable), alpha(pairable))


def alpha(units: Sequence[Sequence[int]], *, ordinal: bool = True) -> float | None:
    """Krippendorff's alpha over units with two values or more; None where the expected disagreement is nought."""
    coincidences: defaultdict[tuple[int, int], float] = defaultdict(float)
    for values in units:
        if len(values) < 2:
            continue
        for i, one in enumerate(values):
            for j, other in enumerate(values):
                if i != j:
                    coincidences[one, other] += 1 / (len(values) - 1)
    totals: defaultdict[int, float] = defaultdict(float)
    for (one, _other), count in coincidences.items():
        totals[one] += count
    n = sum(totals.values())
    levels = sorted(totals)
    apart = {(a, b): _difference(a, b, levels, totals) if ordinal else float(a != b) for a in levels for b in levels}
    observed = sum(count * apart[pair] for pair, count in coincidences.items())
    expected = sum(totals[a] * totals[b] * apart[a, b] for a in levels for b in levels)
    if not expected:
        return None
    return 1 - (n - 1) * observed / expected


def _difference(a: int, b: int, levels: Sequence[int], totals: Mapping[int, float]) -> float:
    low, high = min(a, b), max(a, b)
    between = sum(totals[level] for level in levels if low <= level <= high)
    return float((between - (totals[a] + totals[b]) / 2) ** 2)
