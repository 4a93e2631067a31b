"""Data keys, one for each case, person or room, wrapped by a master key that is kept outside the database."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

PREFIX = "x1."


class DataKey(models.Model):
    """A 256-bit key (数据密钥) for everything sealed in one scope, e.g. `case:<uuid>`; destroying it shreds the scope."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.CharField(max_length=80, unique=True)
    wrapped = models.BinaryField()
    master = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(scope=""), name="data_key_has_scope")
        ]

    def __str__(self) -> str:
        return self.scope


class SealedField(models.TextField):  # type: ignore[type-arg]
    """A column that takes ciphertext only. Plain text reaching the database is a fault and stops the save."""

    description = "AES-256-GCM ciphertext"

    def get_prep_value(self, value: Any) -> Any:
        if value not in (None, "") and not str(value).startswith(PREFIX):
            raise ValidationError("plain text in a sealed column", code="not-sealed")
        return super().get_prep_value(value)
