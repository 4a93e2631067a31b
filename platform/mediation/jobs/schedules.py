"""Tasks that come round: declared by the areas in `ready()`, timed by django-q2, carried out through the outbox.

django-q2 only says "it is time". The promise itself is an outbox row whose key names the turn, so a turn that fires twice
is one job, and a turn whose worker dies is not lost.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction

from mediation.common import clock
from mediation.jobs import outbox

PREFIX = "xinqiao:"
KICK = "xinqiao-kick"  # drains the outbox each minute, should the worker's own loop hang
_every: dict[str, int] = {}
_daily: dict[str, time] = {}


def every(minutes: int, task: str) -> None:
    """Call the function with dotted name `task`, without arguments, every so many minutes."""
    if minutes < 1:
        raise ValueError(f"{task}: at least a minute")
    _every[task] = minutes


def daily(at: time, task: str) -> None:
    """Call `task` once a day at `at`, Shanghai time."""
    _daily[task] = at


def declared() -> dict[str, str]:
    """What comes round, for people: task and rhythm."""
    return {t: f"every {m} min" for t, m in _every.items()} | {t: f"daily at {at:%H:%M}" for t, at in _daily.items()}


@transaction.atomic
def sync() -> None:
    """Make django-q2's table say what was declared. Called when a worker starts; safe to repeat."""
    from django_q.models import Schedule  # noqa: PLC0415 -- models only exist once the registry is ready

    Schedule.objects.get_or_create(
        name=KICK, defaults={"func": "mediation.jobs.tasks.drain", "schedule_type": Schedule.MINUTES, "minutes": 1, "repeats": -1}
    )
    for task in declared():
        minutes = _every.get(task)
        rhythm = {"schedule_type": Schedule.MINUTES, "minutes": minutes} if minutes else {"schedule_type": Schedule.DAILY}
        first = clock.now() if minutes else _next(_daily[task])
        row, made = Schedule.objects.get_or_create(
            name=(PREFIX + task)[:100],
            defaults={"func": f"{__name__}.promise", "args": repr((task,)), "next_run": first, "repeats": -1, **rhythm},
        )
        if not made and (row.schedule_type != rhythm["schedule_type"] or row.minutes != minutes):
            Schedule.objects.filter(pk=row.pk).update(next_run=first, **rhythm)
    Schedule.objects.filter(name__startswith=PREFIX).exclude(name__in=[(PREFIX + t)[:100] for t in declared()]).delete()


@transaction.atomic
def promise(task: str) -> None:
    """One turn of a recurring task becomes one job."""
    turn = int(clock.now().timestamp()) // 60
    outbox.add(task, key=f"turn:{task}:{turn}"[:120])


def _next(at: time) -> datetime:
    today = clock.now().astimezone(clock.SHANGHAI)
    moment = today.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return moment if moment > today else moment + timedelta(days=1)
