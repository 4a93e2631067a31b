"""Figures that cannot be: a count above its whole, and a percentage that no whole number of cases gives.

The second is the GRIM test (N. J. L. Brown, J. A. J. Heathers, "The GRIM Test", Soc. Psychol. Personal. Sci. 8, 2017, 363-369): 98.2 % of
187 cases would be 183.6 cases; 183 are 97.9 %, 184 are 98.4 %.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation


def percentage(typed: str) -> Decimal | None:
    """`98.2%`, `98.2` or `９８.２％` as a number that keeps how many decimals were written; None for anything else."""
    plain = typed.strip().translate({ord("％"): "%", ord("．"): "."}).removesuffix("%").strip()
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() and len(plain) <= 12 and "e" not in plain.lower() else None


def attainable(share: Decimal, of: int) -> bool:
    """Whether some whole number of `of` cases, rounded half up to as many decimals as were written, gives this percentage."""
    return any(fits(n, of, share) for n in _near(share, of))


def fits(n: int, of: int, share: Decimal) -> bool:
    """Whether `n` of `of` is this percentage, at the decimals that were written."""
    return of > 0 and _rounded(n, of, share) == share


def nearest(share: Decimal, of: int) -> list[tuple[int, Decimal]]:
    """The whole numbers on both sides with their percentages, for the words of a refusal."""
    return [(n, _rounded(n, of, share)) for n in _near(share, of)]


def _near(share: Decimal, of: int) -> list[int]:
    if of <= 0:
        return []
    exact = share * of / 100
    found = {int(exact.to_integral_value(ROUND_FLOOR)), int(exact.to_integral_value(ROUND_CEILING))}
    return sorted(n for n in found if 0 <= n <= of)


def _rounded(n: int, of: int, like: Decimal) -> Decimal:
    return (Decimal(100 * n) / of).quantize(Decimal(1).scaleb(min(0, int(like.as_tuple().exponent))), ROUND_HALF_UP)
