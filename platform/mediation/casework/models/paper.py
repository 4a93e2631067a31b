from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.casework.models.case import Case
from mediation.vault.models import SealedField


class Paper(models.Model):
    """One of the official forms of a case (人民调解文书): what was typed for it besides what the case knows. Sealed with the case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="papers")
    form = models.CharField(_("form"), max_length=20)  # code of `paperwork.catalogue`
    serial = models.PositiveSmallIntegerField(default=1)  # several records of the same form
    version = models.PositiveIntegerField(default=0)  # raised by every change: a stale edit is told
    typed_sealed = SealedField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering: ClassVar[list[str]] = ["form", "serial"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "form", "serial"], name="paper_once_per_case_and_serial")
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.serial}"

    @property
    def place(self) -> str:
        """Where its words are sealed."""
        return f"casework.paper.typed:{self.pk}"
