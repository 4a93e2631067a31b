"""How long a waiting case is offered to everybody before it is given."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from mediation.common import clock

URGENT = timedelta(minutes=15)
USUAL = timedelta(hours=2)
OPENS, CLOSES = time(8), time(18)  # outside, the box ends with the morning batch


def ends(told: datetime, *, urgent: bool = False) -> datetime:
    """An urgent case waits a quarter of an hour by day and night; others two hours of the day, those of the night until eight."""
    if urgent:
        return told + URGENT
    local = told.astimezone(clock.SHANGHAI)
    opens = local.replace(hour=OPENS.hour, minute=0, second=0, microsecond=0)
    if local < opens:
        return opens
    end = local + USUAL
    return end if end.date() == local.date() and end.time() <= CLOSES else opens + timedelta(days=1)
