from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.interventions.enums import SittingAdvice
from mediation.vault.models import SealedField


class ProcessAdvice(models.Model):
    """How to hold the sittings of a case (程序建议). All the mediator ever sees of counselling.

    It belongs to the case, not to a person, and may be given without anybody having been asked anything.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_ref = models.UUIDField(db_index=True)
    area_path = models.CharField(max_length=255)
    mode = models.CharField(_("how to meet"), max_length=10, choices=SittingAdvice)
    breaks = models.BooleanField(_("plan breaks"), default=False)
    companion = models.BooleanField(_("each may bring a companion"), default=False)
    points = models.JSONField(_("points agreed on"), default=list, blank=True)  # codes of ProcessPoint
    words_sealed = SealedField(blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="process_advice")
    signed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # replaced or taken back
    press = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("process advice")
        verbose_name_plural = _("process advice")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case_ref"], condition=models.Q(ended_at=None), name="process_advice_one_in_force")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def scope(self) -> str:
        return f"case:{self.case_ref}"

    @property
    def place(self) -> str:
        return f"interventions_processadvice.words:{self.id}"
