from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Volunteer(models.Model):
    """What one volunteer may do at the desk (志愿者权限清单), decided by a counsellor. Without a list nothing but looking at the desk."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hotline_rights")
    rights = models.JSONField(default=list)  # codes of `enums.Right`
    until = models.DateField(null=True, blank=True)  # the last day; empty: until somebody changes it
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")

    def __str__(self) -> str:
        return str(self.pk)
