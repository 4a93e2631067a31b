"""Interval scoring: with answers missing a sum is a range, and a range is all that is said.

Nothing is imputed. A band is named only when both ends of the range lie in it (a sum may not be guessed upwards or
downwards), and a critical item that was left open is "unknown", never "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from counseling.screening.instruments.package import Accuracy, Certainty, Package, Scale

ENGINE = "1"


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of one scale: between `low` and `high` points of `highest`; equal when nothing is missing."""

    scale: str
    low: int
    high: int
    highest: int
    answered: int
    asked: int
    band: int | None  # index among `bands`, None where the two ends disagree or the scale has no bands
    bands: int
    reached: Certainty  # of the lowest published cut

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Result:
    totals: dict[str, Total]
    critical: dict[str, Certainty]
    accuracy: tuple[Accuracy, ...]  # published steps that were surely reached


def score(package: Package, answers: Mapping[str, int | None]) -> Result:
    """Score what was answered. `answers`: item id -> value; None or absent is missing. Raises ValueError for a value no option has."""
    for item, value in answers.items():
        if value is not None and package.option(value) is None:
            raise ValueError(f"{item}: no such option")
    totals = {scale.code: _total(package, scale, answers) for scale in package.scales}
    critical = {c.item: _at_least(answers.get(c.item), c.at_least) for c in package.critical}
    sure = tuple(a for a in package.accuracy if totals[a.scale].low >= a.at_least)
    return Result(totals, critical, sure)


def _at_least(value: int | None, cut: int) -> Certainty:
    if value is None:
        return "unknown"
    return "yes" if value >= cut else "no"


def _total(package: Package, scale: Scale, answers: Mapping[str, int | None]) -> Total:
    given = [answers[i] for i in scale.items if answers.get(i) is not None]
    known = sum(v for v in given if v is not None)
    missing = len(scale.items) - len(given)
    low, high = known + missing * package.lowest, known + missing * package.highest
    band_low, band_high = _band(scale, low), _band(scale, high)
    cut = min((c.at_least for c in scale.cuts), default=None)
    reached: Certainty = "unknown"
    if cut is not None and (low >= cut or high < cut):
        reached = "yes" if low >= cut else "no"
    return Total(
        scale=scale.code, low=low, high=high, highest=len(scale.items) * package.highest, answered=len(given), asked=len(scale.items),
        band=band_low if band_low == band_high else None, bands=len(scale.bands), reached=reached,
    )


def _band(scale: Scale, total: int) -> int | None:
    return next((n for n, (low, high) in enumerate(scale.bands) if low <= total <= high), None)
