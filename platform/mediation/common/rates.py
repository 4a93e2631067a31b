"""A share of a whole, with the interval that says how far to trust it. A share of nothing is unknown, never 0 %."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054  # two-sided 95 % of the normal distribution


@dataclass(frozen=True, slots=True)
class Rate:
    """`n` of `of`. Raises ValueError for an impossible share (n > of, or a negative count): refuse, never print 103 %."""

    n: int
    of: int

    def __post_init__(self) -> None:
        if self.n < 0 or self.of < 0 or self.n > self.of:
            raise ValueError(f"{self.n} of {self.of} is not a share")

    @property
    def share(self) -> float | None:
        """0 to 1; None when there is nothing to divide by."""
        return self.n / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's score interval, 95 % (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927, 209-212); None for a share of nothing."""
        if not self.of:
            return None
        p, z2 = self.n / self.of, Z95 * Z95
        middle = (p + z2 / (2 * self.of)) / (1 + z2 / self.of)
        half = Z95 / (1 + z2 / self.of) * sqrt(p * (1 - p) / self.of + z2 / (4 * self.of * self.of))
        return max(0.0, middle - half), min(1.0, middle + half)
