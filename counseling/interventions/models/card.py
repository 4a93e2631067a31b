from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class TakeHomeCard(models.Model):
    """Which parts of the plan this person takes home (随身卡). Names of parts only; the words stay sealed in the plan."""

    subject = models.UUIDField(unique=True)
    parts = models.JSONField(default=list)
    chosen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("take-home card")
        verbose_name_plural = _("take-home cards")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)
