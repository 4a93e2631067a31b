"""Agreement of observers against published values, and the way through takes."""

from __future__ import annotations

import pytest

from training.roleplay.reliability import agreement, alpha
from training.roleplay.takes import Began, spans


def columns(*rows: str) -> list[list[int]]:
    """Units from rows of observers; a point is a gap."""
    return [[int(v) if v.isdigit() else ord(v) for v in unit if v != "."] for unit in zip(*rows, strict=True)]


# K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2007), examples A, B and C
BINARY = columns("0100000010", "1110010000")
NOMINAL = columns("aabbdcccedda", "babbbcccedd"+"d")
FOUR = columns("12332141" "2...", "12332241" "25.3", ".33323" "42" "251.", "12332441" "251.")


@pytest.mark.parametrize(
    ("units", "ordinal", "published"), [(BINARY, False, 0.095), (NOMINAL, False, 0.692), (FOUR, False, 0.743), (FOUR, True, 0.815)]
)
def test_alpha_is_the_published_one(units: list[list[int]], ordinal: bool, published: float) -> None:
    told = alpha(units, ordinal=ordinal)

    assert told is not None
    assert round(told, 3) == published


def test_not_observed_is_a_gap_and_no_nought() -> None:
    full = agreement([(3, 3), (2, 2), (1, 3)])
    gaps = agreement([(3, 3), (2, 2), (1, 3), (None, 3), (None, None), (1, None)])

    assert gaps == full
    assert (full.agreed, full.pairs, full.units) == (2, 3, 3)


def test_what_cannot_be_told_is_not_told() -> None:
    assert agreement([]).alpha is None
    assert agreement([(3, 3), (3, 3)]).alpha is None  # nothing varies
    assert agreement([(None, 3)]).pairs == 0
    assert agreement([(1, 1), (3, 3), (2, 2)]).alpha == 1.0


def test_a_take_of_a_take_is_one_way_through_the_log() -> None:
    # take 1: entries 1-10, marked at 4; take 2 begins with entry 11, marked at 14; take 3 begins with 18 at that mark; take 4 with 25 at 4
    takes = [Began(1, 0), Began(2, 11, 1, 4), Began(3, 18, 2, 14), Began(4, 25, 1, 4)]

    ways = {n: [(s.after, s.upto) for s in spans(takes, n)] for n in (1, 2, 3, 4)}

    assert ways == {1: [(0, 10)], 2: [(0, 4), (11, 17)], 3: [(0, 4), (11, 14), (18, 24)], 4: [(0, 4), (25, None)]}
