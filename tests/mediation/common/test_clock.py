from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mediation.common import clock


def test_a_legal_day_begins_at_midnight_in_shanghai() -> None:
    with clock.told(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)):  # midnight in Shanghai
        assert clock.today() == date(2027, 1, 1)
    with clock.told(datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)):
        assert clock.today() == date(2026, 12, 31)


def test_day_end_lies_in_its_day() -> None:
    end = clock.day_end(date(2028, 2, 29))

    assert clock.day_of(end) == date(2028, 2, 29)
    assert end.isoformat() == "2028-02-29T23:59:59.999999+08:00"


def test_told_time_ends_with_its_block_and_needs_a_zone() -> None:
    before = clock.now()
    with clock.told(datetime(2020, 1, 1, tzinfo=UTC)):
        assert clock.now().year == 2020
    assert clock.now() >= before
    with pytest.raises(ValueError, match="time zone"), clock.told(datetime(2020, 1, 1)):
        pass
