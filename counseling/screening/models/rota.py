from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.screening.enums import Rank
from mediation.territory.models import Area


class RosterPattern(models.Model):
    """Hours of duty that come again (值班模式), such as every night from 18:00 to 8:00, with a named deputy. Laid out to shifts.

    on: weekdays as "0" (Monday) to "6", and "holiday" for public holidays of the loaded calendar. `until` at or before `since`
    means the next morning.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="roster_patterns")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="roster_deputy")
    on = models.JSONField(default=list)
    since = models.TimeField()
    until = models.TimeField()
    first_day = models.DateField()
    last_day = models.DateField()
    made_at = models.DateTimeField()
    press = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("pattern of duty")
        verbose_name_plural = _("patterns of duty")
        ordering: ClassVar[list[str]] = ["-last_day", "since"]

    def __str__(self) -> str:
        return str(self.id)


class Shift(models.Model):
    """Who is on call where, from when until when (值班表). Nights and holidays are shifts like all others."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="care_shifts")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    rank = models.CharField(max_length=8, choices=Rank, default=Rank.FIRST)
    pattern = models.ForeignKey(RosterPattern, on_delete=models.SET_NULL, null=True, blank=True, related_name="shifts")
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
