"""Promising work: `add` inside the caller's transaction, and the work is kept across kill -9."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from mediation.common import clock
from mediation.common.push import publish_on_commit
from mediation.jobs.models import Job


def add(task: str, *, key: str | None = None, due_at: datetime | None = None, **payload: Any) -> Job:
    """Promise that the function with dotted name `task` will run with `payload` as keywords (ids as strings).

    key: at most one job ever has it, which makes a promise idempotent (`sitting-reminder:<id>:<start>`).
    due_at: not before this moment. Must be called inside a transaction: promise and cause stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{task}: a job is promised inside its cause's transaction")
    now = clock.now()
    try:
        with transaction.atomic():
            job = Job.objects.create(task=task, payload=payload, key=key, created_at=now, due_at=due_at or now)
    except IntegrityError:
        if key is None:
            raise
        return Job.objects.get(key=key)
    publish_on_commit("jobs")
    return job
