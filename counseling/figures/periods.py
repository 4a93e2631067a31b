"""Quarters and years that are over."""

from __future__ import annotations

from datetime import date, timedelta

MONTHS = 3


def quarter_of(day: date) -> tuple[date, date]:
    first = date(day.year, (day.month - 1) // MONTHS * MONTHS + 1, 1)
    after = date(first.year + first.month // 10, (first.month + MONTHS - 1) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def over(today: date, *, quarters: int = 8, years: int = 3) -> list[tuple[date, date]]:
    """The last quarters and years that ended before today, newest first."""
    found = []
    first, _last = quarter_of(today)
    for _n in range(quarters):
        first, last = quarter_of(first - timedelta(days=1))
        found.append((first, last))
    return found + [(date(today.year - n, 1, 1), date(today.year - n, 12, 31)) for n in range(1, years + 1)]
