from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CareTie(models.Model):
    """Who accompanies whom (服务关系). Looked at before anybody opens the other side's file."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="care_ties")
    subject = models.UUIDField()
    case_ref = models.UUIDField()
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("accompaniment")
        verbose_name_plural = _("accompaniments")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "subject"], name="care_tie_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
