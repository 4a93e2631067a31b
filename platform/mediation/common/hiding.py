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


def hide_table(
    groups: Mapping[str, Mapping[str, int]], *, rest: str, above: Mapping[str, int]
) -> dict[str, dict[str, int | None] | None]:
    """Groups (rows) that make up a whole together, each cut into the same parts (columns).

    above: the parts of the whole, printed beside them as `hide` leaves them. rest: the group that is not printed but follows by taking
    away; it is hidden first, because that costs nothing.

    Returns the groups without `rest`; None: the whole group is hidden. No row, no column and not the sums of the rows can be completed.
    """
    sums = {group: sum(parts.values()) for group, parts in groups.items()}
    small = total(above) is None
    closed = {group for group, n in sums.items() if n and (small or n < SMALL)}
    bare = {name for name, n in hide(above).items() if n is not None}
    hidden = {group: {name for name, n in parts.items() if n and (n < SMALL or name not in bare)} for group, parts in groups.items()}
    before: object = None
    while before != (before := (len(closed), sum(len(names) for names in hidden.values()))):
        closed |= _more(sums, closed, rest)
        for group, parts in groups.items():
            hidden[group] |= {name for name, n in parts.items() if n} if group in closed else _more(parts, hidden[group])
        for name in bare:
            for group in _more({g: parts[name] for g, parts in groups.items()}, {g for g in groups if name in hidden[g]}, rest):
                hidden[group].add(name)
    return {
        group: None if group in closed else {name: None if name in hidden[group] else n for name, n in parts.items()}
        for group, parts in groups.items() if group != rest
    }


def _more(values: Mapping[str, int], hidden: set[str], first: str = "") -> set[str]:
    """What has to be hidden with what is, so that the sum of `values` does not give it away: two at least, and five people."""
    found = set(hidden)
    while found and (len(found) == 1 or sum(values[name] for name in found) < SMALL):
        left = sorted((name != first, n, name) for name, n in values.items() if n and name not in found)
        if not left:
            break
        found.add(left[0][2])
    return found
