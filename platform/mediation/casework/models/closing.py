from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.casework.models.case import Case
from mediation.vault.models import SealedField


class Closing(models.Model):
    """The closing of a case on both counts (结案:事心双解). `heart` is a plain statement from the follow-up talk, never a score."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="closings")
    matter_settled = models.BooleanField(_("the matter is settled"))
    heart_settled = models.BooleanField(_("the heart is at rest"), null=True, blank=True)  # None: nobody could say
    words_sealed = SealedField(blank=True)
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=80)
    closed_by_name = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")
        ordering: ClassVar[list[str]] = ["closed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.closed_at}"
