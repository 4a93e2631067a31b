from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.casework.models.case import Case
from mediation.territory.models import Area


class EnteredThere(models.Model):
    """A case stands in another platform too (已录入标记): it is not offered for export again, and nothing is typed twice."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entered_in")
    platform = models.SlugField(max_length=40)  # code of a mapping
    number = models.CharField(_("number there"), max_length=60, blank=True)
    imported = models.BooleanField(default=False)  # it came from there
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "platform"], name="entered_once_per_platform")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.platform}"


class ReportedMonth(models.Model):
    """What an office reported of a month elsewhere (外部月报), checked before it was taken in; never mixed with what is counted here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("place"))
    office = models.CharField(_("office"), max_length=80)
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"))
    total = models.PositiveIntegerField(_("cases"))
    agreed = models.PositiveIntegerField(_("agreed"), null=True, blank=True)
    share = models.CharField(_("share as reported"), max_length=14, blank=True)
    sweeps = models.PositiveIntegerField(_("sweeps"), null=True, blank=True)
    prevented = models.PositiveIntegerField(_("prevented"), null=True, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reported month")
        verbose_name_plural = _("reported months")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area", "office", "year", "month"], name="reported_month_once")
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.year}-{self.month:02d}"
