"""How often a door may be tried; kept in the database, because a per-process limit is none."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from mediation.accounts.models import Attempt
from mediation.common import clock
from mediation.common.errors import TooMany


def spend(door: str, caller: str, *, limit: int, seconds: int) -> None:
    """Count one try. Raises TooMany beyond `limit` in the running window of `seconds`."""
    start = _start(seconds)
    row, _ = Attempt.objects.get_or_create(door=door, caller=caller[:64], window=datetime.fromtimestamp(start, tz=UTC))
    Attempt.objects.filter(pk=row.pk).update(count=F("count") + 1)
    if row.count + 1 > limit:
        raise TooMany(retry_after=max(1, start + seconds - int(clock.now().timestamp())))


def forgive(door: str, caller: str, *, seconds: int) -> None:
    """The right person came: earlier tries of the running window are forgotten."""
    window = datetime.fromtimestamp(_start(seconds), tz=UTC)
    Attempt.objects.filter(door=door, caller=caller[:64], window=window).delete()


def first(door: str, caller: str) -> bool:
    """Whether this has never been shown at this door before; of two at the same moment one is first."""
    try:
        with transaction.atomic():
            Attempt.objects.create(door=door, caller=caller[:64], window=datetime.fromtimestamp(0, tz=UTC), count=1)
    except IntegrityError:
        return False
    return True


def _start(seconds: int) -> int:
    return int(clock.now().timestamp()) // seconds * seconds
