"""Small numbers point to people. A count of one to four is hidden, and so is whatever would give it away by taking away the rest."""

from __future__ import annotations

from collections.abc import Mapping

SMALL = 5  # reference, section 0: N < 5 is suppressed


def hide(parts: Mapping[str, int]) -> dict[str, int | None]:
    """Disjoint parts of one whole whose total is printed too. None: hidden. Where a single part would be hidden, the smallest other
    one that is not nought goes with it; where the whole is small, everything but noughts is hidden."""
    total = sum(parts.values())
    if 0 < total < SMALL:
        return {name: None if n else 0 for name, n in parts.items()}
    hidden = {name for name, n in parts.items() if 0 < n < SMALL}
    if len(hidden) == 1 or (hidden and sum(parts[h] for h in hidden) < SMALL):
        rest = sorted((n, name) for name, n in parts.items() if n and name not in hidden)
        if rest:
            hidden.add(rest[0][1])
    return {name: None if name in hidden else n for name, n in parts.items()}


def total(parts: Mapping[str, int]) -> int | None:
    """The whole, unless it is small itself."""
    n = sum(parts.values())
    return None if 0 < n < SMALL else n
