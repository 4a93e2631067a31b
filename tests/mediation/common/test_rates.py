from __future__ import annotations

import pytest

from mediation.common.rates import Rate


def test_the_interval_is_wilsons() -> None:
    low, high = Rate(34, 41).interval or (0.0, 0.0)

    # 34 of 41: 0.687 to 0.915 by Wilson's formula (by hand, from the paper's equation)
    assert round(low, 3) == 0.687
    assert round(high, 3) == 0.915


@pytest.mark.parametrize(("n", "of"), [(0, 5), (5, 5), (1, 1), (0, 1)])
def test_the_interval_stays_within_nothing_and_all(n: int, of: int) -> None:
    low, high = Rate(n, of).interval or (-1.0, 2.0)

    assert 0 <= low <= n / of <= high <= 1
    assert low < high


def test_a_share_of_nothing_is_unknown() -> None:
    rate = Rate(0, 0)

    assert rate.share is None
    assert rate.interval is None


@pytest.mark.parametrize(("n", "of"), [(103, 100), (1, 0), (-1, 4), (0, -1)])
def test_an_impossible_share_is_refused(n: int, of: int) -> None:
    with pytest.raises(ValueError, match="is not a share"):
        Rate(n, of)
