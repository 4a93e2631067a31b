from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseloadLimit(models.Model):
    """How many people one counsellor of a place accompanies at most (服务人数上限). The county sets it; there is none of ours."""

    area_path = models.CharField(max_length=255, unique=True)
    most = models.PositiveSmallIntegerField(_("at most"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="caseload_limits")
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("caseload limit")
        verbose_name_plural = _("caseload limits")
        ordering: ClassVar[list[str]] = ["area_path"]

    def __str__(self) -> str:
        return f"{self.area_path}: {self.most}"
