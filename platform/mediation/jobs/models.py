"""The outbox (待办作业): what must happen is a row, written in the transaction of its cause."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Job(models.Model):
    """One promise. `task` is the dotted name of a function that takes the payload as keywords and may run twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)  # ids only: never a person's words
    key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_holder = models.CharField(max_length=40, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    parked_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=120, blank=True)  # the exception's class, never its text

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], name="job_open", condition=models.Q(done_at=None, parked_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.id}"


class Heartbeat(models.Model):
    """When a worker last drained the outbox; `/readyz` reads it."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
