"""Certificates of finished courses."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Certificate(models.Model):
    """A certificate (结业证书): what it says is fixed on the day it is given, whatever becomes of the course."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.UUIDField()
    course = models.UUIDField()  # CoursePage.translation_key
    revision = models.PositiveIntegerField(null=True)  # of the course page, as it stood on that day
    name = models.CharField(pgettext_lazy("recognition", "name"), max_length=120)
    title_zh = models.CharField(_("course in Chinese"), max_length=255)
    title_en = models.CharField(_("course in English"), max_length=255)
    issuer = models.CharField(_("issued by"), max_length=120)
    area_path = models.CharField(max_length=255)
    code = models.CharField(max_length=16, unique=True)  # printed; 60 bits
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)  # its last day
    revoked_at = models.DateTimeField(pgettext_lazy("recognition", "revoked"), null=True, blank=True)
    revoked_by = models.CharField(max_length=80, blank=True)
    # for the learner and the office; never public
    reason = models.CharField(pgettext_lazy("recognition", "reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering: ClassVar[list[str]] = ["-issued_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["learner", "course", "issued_on"], name="certificate_once"),
        ]

    def __str__(self) -> str:
        return self.code
