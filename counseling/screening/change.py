"""When a change counts (可靠变化): from the published reliable change index of an instrument on (screening reference, 3.3).

Both that and a crossed cut make "recovered". Instruments without a checked index are not compared. Waiting lists get better too.
"""

from __future__ import annotations

from collections.abc import Iterator

from counseling.screening.instruments.loader import codes, shipped
from counseling.screening.instruments.package import Change


def comparable() -> Iterator[tuple[str, Change, int | None]]:
    """Instruments with a checked index for general use: code, index, the lowest cut of the whole scale."""
    for code in codes():
        package = shipped(code).package
        found = next((c for c in package.change if c.checked and c.scale == code), None)
        scale = package.scale(code)
        if found is not None and scale is not None:
            yield code, found, scale.cuts[0].at_least if scale.cuts else None


def became(before: int, after: int, points: float, cut: int | None) -> str:
    """worse, recovered, improved or unchanged. Higher is worse in every instrument compared here."""
    if after - before >= points:
        return "worse"
    if before - after >= points:
        return "recovered" if cut is not None and before >= cut > after else "improved"
    return "unchanged"
