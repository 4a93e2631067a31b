from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.screening.enums import Right
from counseling.screening.models.screening import Screening


class RightsRequest(models.Model):
    """What a person asked for about their own answers, and what became of it (个人信息权利请求). Never changed afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="rights")
    kind = models.CharField(max_length=12, choices=Right)
    granted = models.BooleanField()  # False: kept until `kept_until`, because it belongs to an emergency
    kept_until = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("request about one's own answers")
        verbose_name_plural = _("requests about one's own answers")
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
