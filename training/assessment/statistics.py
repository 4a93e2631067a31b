"""Item analysis by Moodle's definitions (docs.moodle.org, "Quiz statistics calculations"). Pure: numbers in, numbers out.

x is a learner's share of a question, 0 to 1; X the sum over the attempt; the rest is X without x. First attempts only: later ones
build on each other. A figure that cannot be computed, or that few people stand behind, is None and never 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

FEW = 5  # below this many first attempts nothing is shown: it would speak of single people


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one question. Percentages, except `deviation` (also in percent of the question's mark)."""

    attempts: int
    facility: float | None
    deviation: float | None
    guess: float | None
    intended_weight: float | None
    effective_weight: float | None
    discrimination: float | None
    efficiency: float | None


@dataclass(frozen=True, slots=True)
class Whole:
    """Of the quiz. Percentages; `skewness` and `kurtosis` are plain numbers."""

    attempts: int
    mean: float | None
    median: float | None
    deviation: float | None
    skewness: float | None
    kurtosis: float | None
    consistency: float | None  # coefficient of internal consistency (Cronbach's alpha)
    error_ratio: float | None
    standard_error: float | None


def covariance(a: Sequence[float], b: Sequence[float]) -> float | None:
    """The sample covariance, over n - 1. Differences below what floating point can hold count as none."""
    if len(a) < 2:
        return None
    mean_a, mean_b = math.fsum(a) / len(a), math.fsum(b) / len(b)
    found = math.fsum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True)) / (len(a) - 1)
    return 0.0 if abs(found) < 1e-12 else found


def question(shares: Sequence[float], totals: Sequence[float], *, guess: Fraction | None, questions: float) -> Figures:
    """shares: x of each attempt that holds the question; totals: X of the same attempts; questions: how many an attempt asks."""
    n = len(shares)
    if n < FEW:
        return Figures(n, None, None, None, None, None, None, None)
    rest = [total - x for total, x in zip(totals, shares, strict=True)]
    own, others = covariance(shares, shares) or 0.0, covariance(rest, rest) or 0.0
    with_rest = covariance(shares, rest) or 0.0
    best = covariance(sorted(shares), sorted(rest)) or 0.0
    with_all = covariance(shares, totals) or 0.0
    return Figures(
        n, 100 * math.fsum(shares) / n, 100 * math.sqrt(own), None if guess is None else 100 * float(guess), 100 / questions,
        math.sqrt(with_all) if with_all >= 0 else None,  # made a share of the whole by `weighted`
        100 * with_rest / math.sqrt(own * others) if own and others else None, 100 * with_rest / best if best else None,
    )


def weighted(rows: Sequence[Figures]) -> list[float | None]:
    """Effective weights in percent: each root of a covariance as a share of all. One negative covariance leaves none to be told."""
    roots = [r.effective_weight for r in rows]
    whole = math.fsum(r for r in roots if r is not None)
    return [100 * r / whole if r is not None and whole else None for r in roots]


def whole(totals: Sequence[float], items: Sequence[Sequence[float]], questions: int) -> Whole:
    """totals: X of each first attempt. items: for each question x of every attempt, only where all attempts hold the same questions."""
    n = len(totals)
    if n < FEW or not questions:
        return Whole(n, None, None, None, None, None, None, None, None)
    mean, ordered = math.fsum(totals) / n, sorted(totals)
    middle = (ordered[n // 2] + ordered[(n - 1) // 2]) / 2
    m2, m3, m4 = (math.fsum((t - mean) ** power for t in totals) / n for power in (2, 3, 4))
    k2, k3 = n * m2 / (n - 1), n * n * m3 / ((n - 1) * (n - 2))
    k4 = n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3))
    flat = k2 < 1e-12
    alpha = None
    if len(items) > 1 and not flat:
        alpha = len(items) / (len(items) - 1) * (1 - math.fsum(covariance(i, i) or 0.0 for i in items) / k2)
    ratio = math.sqrt(1 - alpha) if alpha is not None and alpha <= 1 else None
    scale = 100 / questions
    return Whole(
        n, mean * scale, middle * scale, math.sqrt(max(k2, 0)) * scale, None if flat else k3 / k2**1.5, None if flat else k4 / k2**2,
        None if alpha is None else 100 * alpha, None if ratio is None else 100 * ratio,
        None if ratio is None else ratio * math.sqrt(k2) * scale,
    )
