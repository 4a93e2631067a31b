"""The audit trail (审计记录): append-only, chained, without content."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models


class AuditEntry(models.Model):
    """Who did or read what, when. `digest` covers the entry and its predecessor, so that nothing can be taken out."""

    number = models.BigIntegerField(primary_key=True)
    id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    target_kind = models.CharField(max_length=40)
    target_id = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)  # states and ids only: never a person's words
    reading = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["target_kind", "target_id", "number"], name="audit_target"),
            models.Index(fields=["actor", "number"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.actor} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("an audit entry is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("an audit entry is never deleted")


class AuditHead(models.Model):
    """The end of the chain: one row, locked while an entry is added."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return str(self.number)
