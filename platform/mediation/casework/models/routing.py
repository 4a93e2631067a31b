from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.casework.enums import Gender, HowGiven
from mediation.casework.models.case import Case
from mediation.territory.models import Area


class MediatorProfile(models.Model):
    """What a mediator says about the own work (调解员专长), for routing. The licence is the role itself, which has an end."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="mediator_profile")
    gender = models.CharField(_("gender"), max_length=2, choices=Gender, blank=True)
    fields = models.JSONField(_("fields"), default=list)  # codes of dispute types
    speech = models.JSONField(_("dialects and languages"), default=list)  # as people name them, e.g. 温州话
    capacity = models.PositiveSmallIntegerField(_("open cases at most"), default=14)
    away_until = models.DateField(_("away until"), null=True, blank=True)
    latitude = models.FloatField(_("latitude, WGS-84"), null=True, blank=True)
    longitude = models.FloatField(_("longitude, WGS-84"), null=True, blank=True)

    class Meta:
        verbose_name = _("mediator's profile")
        verbose_name_plural = _("mediators' profiles")

    def __str__(self) -> str:
        return str(self.user_id)


class DutyShift(models.Model):
    """Who is on duty takes the case (值班, row S36)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="duty_shifts")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    made_by = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("duty shift")
        verbose_name_plural = _("duty shifts")
        ordering: ClassVar[list[str]] = ["starts_at", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["ends_at"], name="duty_shift_end")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Routing(models.Model):
    """Why a case came to its mediator (派案理由), for everybody in the case. Numbers and codes, never a word of the dispute."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="routings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(_("how"), max_length=10, choices=HowGiven)
    parts = models.JSONField(default=list)  # [code, points, detail]
    looked_at = models.PositiveSmallIntegerField(default=0)  # how many mediators were compared
    left_out = models.JSONField(default=dict)  # reason code: how many; no names
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.how}"
