from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.screening.enums import Rank
from mediation.territory.models import Area


class Shift(models.Model):
    """Who is on call where, from when until when (值班表). Nights and holidays are shifts like all others."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="care_shifts")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    rank = models.CharField(max_length=8, choices=Rank, default=Rank.FIRST)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering: ClassVar[list[str]] = ["starts_at", "rank"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["ends_at", "starts_at"], name="shift_span")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="shift_has_length"),
            models.UniqueConstraint(fields=["user", "area", "rank", "starts_at"], name="shift_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rank} {self.starts_at:%F %H:%M}"
