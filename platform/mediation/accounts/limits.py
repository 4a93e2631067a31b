"""How often a door may be tried; kept in the database, because a per-process limit is none."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db.models import F

from mediation.accounts.models import Attempt
from mediation.common import clock
from mediation.common.errors import TooMany


def spend(door: str, caller: str, *, limit: int, seconds: int) -> None:
    """Count one try. Raises TooMany beyond `limit` in the running window of `seconds`."""
    now = clock.now()
    start = int(now.timestamp()) // seconds * seconds
    window = datetime.fromtimestamp(start, tz=UTC)
    row, _ = Attempt.objects.get_or_create(door=door, caller=caller[:64], window=window)
    Attempt.objects.filter(pk=row.pk).update(count=F("count") + 1)
    if row.count + 1 > limit:
        raise TooMany(retry_after=max(1, start + seconds - int(now.timestamp())))
