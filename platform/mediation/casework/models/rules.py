from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.territory.models import Area


class RulePackUse(models.Model):
    """From when to when a pack of local rules (地方规则包) holds at a place and below. Never changed in what lies behind: ended instead."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("place"))
    pack = models.SlugField(_("rules"), max_length=40)
    since = models.DateField(_("from day"))
    until = models.DateField(_("to day"), null=True, blank=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("local rules in force")
        verbose_name_plural = _("local rules in force")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["area", "since"], name="rule_pack_use_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.pack} {self.since}"
