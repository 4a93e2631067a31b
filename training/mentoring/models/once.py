from __future__ import annotations

import uuid
from typing import Any

from django.db import models


class AppendOnly(models.Model):
    """Written once. A signature is a row of its own, so that nothing ever needs to be changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise TypeError("append-only")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("append-only")
