"""Keeping the promises of the outbox, across kill -9 of whoever keeps them.

A job is claimed by one conditional UPDATE that also counts the attempt, so a worker that dies has used one up. Finishing
is fenced by holder and attempt: a worker that slept past its lease can no longer finish, and what it did is rolled back.
After five attempts a job is parked for a person to look at. An exception's text may hold a person's words and is
neither stored nor logged; its class and place are.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string

from mediation.common import clock
from mediation.jobs.models import Heartbeat, Job
from mediation.jobs.work import is_outward

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=5)  # then four times as long each time: 5 s, 20 s, 80 s, 320 s
HEARTBEAT = "outbox"
BEAT_EVERY = timedelta(seconds=10)
SILENT_AFTER = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Claim:
    """One attempt at one job. `attempt` counts from 1."""

    job: UUID
    task: str
    payload: dict[str, Any]
    holder: str
    attempt: int


class Superseded(Exception):
    """The lease ran out and somebody else has the job: undo what was done."""


def new_holder() -> str:
    """Names this process: host, process id, and a nonce because process ids come round again."""
    return f"{socket.gethostname()[:20]}:{os.getpid()}:{secrets.token_hex(4)}"


def drain(holder: str, *, limit: int = 200, stop: Callable[[], bool] = lambda: False) -> int:
    """Run what is due, one after the other, at most `limit` jobs; returns how many were tried."""
    tried = 0
    while tried < limit and not stop():
        claim = claim_next(holder)
        if claim is None:
            break
        run(claim)
        tried += 1
    beat()
    return tried


def claim_next(holder: str) -> Claim | None:
    """The longest-due job that nobody holds, or None. Two workers never get the same attempt."""
    while True:
        now = clock.now()
        job = _open(now).order_by("due_at", "created_at").first()
        if job is None:
            return None
        mine = _open(now).filter(pk=job.pk, attempts=job.attempts)
        if job.attempts >= MAX_ATTEMPTS:  # every attempt ended with the worker's death, or nobody could say how it ended
            if mine.update(parked_at=now, lease_until=None, last_error=job.last_error or "WorkerDied"):
                logger.error("job %s %s parked after %s attempts", job.pk, job.task, job.attempts)
            continue
        if mine.update(attempts=F("attempts") + 1, lease_until=now + LEASE, lease_holder=holder):
            return Claim(job.pk, job.task, dict(job.payload), holder, job.attempts + 1)


def run(claim: Claim) -> bool:
    """One attempt. True if the job is done."""
    try:
        task = import_string(claim.task)
        if is_outward(task):
            task(**claim.payload)
            _finish(claim)
        else:
            with transaction.atomic():
                task(**claim.payload)
                _finish(claim)
    except Superseded:
        logger.warning("job %s %s took longer than its lease; somebody else has it", claim.job, claim.task)
        return False
    except Exception as error:
        _fail(claim, error)
        return False
    return True


def release_dead() -> int:
    """Free the leases of processes of this machine that no longer live, so that their jobs need not wait for the lease's end."""
    here = socket.gethostname()[:20]
    freed = 0
    held = Job.objects.filter(done_at=None, parked_at=None, lease_until__gt=clock.now(), lease_holder__startswith=f"{here}:")
    for holder in set(held.values_list("lease_holder", flat=True)):
        if not _lives(int(holder.split(":")[-2])):
            freed += held.filter(lease_holder=holder).update(lease_until=None)
    return freed


def beat() -> None:
    """Leave a sign of life for `/readyz`, at most every ten seconds."""
    now = clock.now()
    if Heartbeat.objects.filter(name=HEARTBEAT, at__gt=now - BEAT_EVERY).exists():
        return
    Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"at": now})


def readiness() -> str:
    """For `/readyz`: whether some worker has drained the outbox within the last 90 seconds."""
    last = Heartbeat.objects.filter(name=HEARTBEAT).values_list("at", flat=True).first()
    if last is None:
        return "no worker yet"
    age = clock.now() - last
    return "" if age < SILENT_AFTER else f"no worker for {age.total_seconds():.0f} s"


def _open(now: datetime) -> Any:
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    return Job.objects.filter(free, done_at=None, parked_at=None, due_at__lte=now)


def _held(claim: Claim) -> Any:
    return Job.objects.filter(pk=claim.job, lease_holder=claim.holder, attempts=claim.attempt, done_at=None, parked_at=None)


def _finish(claim: Claim) -> None:
    if not _held(claim).update(done_at=clock.now(), lease_until=None, last_error=""):
        raise Superseded


def _fail(claim: Claim, error: Exception) -> None:
    now = clock.now()
    name = type(error).__name__[:120]
    spent = claim.attempt >= MAX_ATTEMPTS
    change: dict[str, Any] = {"parked_at": now} if spent else {"due_at": now + FIRST_PAUSE * 4 ** (claim.attempt - 1)}
    _held(claim).update(lease_until=None, last_error=name, **change)
    last = traceback.extract_tb(error.__traceback__)[-1]
    logger.error(
        "job %s %s attempt %s: %s in %s line %s%s",
        claim.job, claim.task, claim.attempt, name, last.name, last.lineno, "; parked" if spent else "",
    )


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OSError):
        return True
    return True
