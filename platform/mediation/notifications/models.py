"""What people are told (通知), and the short messages on their way."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from mediation.vault.models import SealedField


class Notice(models.Model):
    """A line in somebody's inbox. `kind` names the wording; `params` fill it and hold nothing confidential."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.CharField(max_length=80)  # an actor's key
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["recipient", "-created_at"], name="notice_inbox")]

    def __str__(self) -> str:
        return f"{self.kind} -> {self.recipient}"


class ShortMessage(models.Model):
    """A text message (短信) to a party's own telephone. Number and words are sealed: they may carry a one-time link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    number_sealed = SealedField()
    text_sealed = SealedField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    receipt = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
