"""The outbox's own housekeeping."""

from __future__ import annotations

from datetime import timedelta

from mediation.common import clock
from mediation.jobs import worker
from mediation.jobs.models import Job

KEEP = timedelta(days=30)


def drain() -> int:
    """A second string beside the worker's own loop: django-q2 calls it each minute."""
    worker.release_dead()
    return worker.drain(worker.new_holder())


def forget_done() -> None:
    """Done jobs hold ids and times of what happened to whom: they go after thirty days. Parked ones wait for a person."""
    Job.objects.filter(done_at__lt=clock.now() - KEEP).delete()
