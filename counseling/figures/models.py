"""Figures as they stood on a day, never changed afterwards."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.territory.models import Area


class Snapshot(models.Model):
    """The four rates and the outcomes of a place and a period (四率快照), counted once and frozen: by a person, or on the day.

    cells: counts only, by rate and by cell (JSON). lists: SHA-256 of the sorted list behind each denominator; who stood in it cannot be
    read from it, but whether the same people are counted again can. Erasing or merging a person changes nothing here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    rule = models.CharField(max_length=20)  # version of how it is counted
    cells = models.JSONField()
    lists = models.JSONField()
    outcomes = models.JSONField(default=list)
    programmes = models.JSONField(default=list)  # the same by programme: id, title of that day, cells, lists, outcomes
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("frozen figures")
        verbose_name_plural = _("frozen figures")
        ordering: ClassVar[list[str]] = ["-ends_on", "starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area", "starts_on", "ends_on"], name="snapshot_once")
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.ends_on}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("frozen figures are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("frozen figures are never deleted")
