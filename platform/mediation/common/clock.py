"""The only place that tells the time. Stored in UTC; legal days are days of Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """This moment, aware."""
    return _told.get() or timezone.now()


def today() -> date:
    """The legal day: the calendar day in Shanghai."""
    return now().astimezone(SHANGHAI).date()


def day_of(moment: datetime) -> date:
    """The legal day on which a moment falls."""
    return moment.astimezone(SHANGHAI).date()


def day_end(day: date) -> datetime:
    """The last moment of a legal day: a term that ends on a day ends here."""
    return datetime.combine(day, time.max, tzinfo=SHANGHAI)


@contextmanager
def told(moment: datetime) -> Iterator[None]:
    """Let services believe it is `moment`: how the demo builds 36 months, and how tests wait a month."""
    if timezone.is_naive(moment):
        raise ValueError("a moment needs a time zone")
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
