from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.vault.models import SealedField


class Supervision(models.Model):
    """One person talked over in supervision (督导). The supervisor reads the words without a name and never the file.

    subject stands here for two things only: to keep the supervisor out of the file, and to count the days since the last review.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    area_path = models.CharField(max_length=255)
    supervisee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supervisions")
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="supervisions_given")
    held_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=30)
    words_sealed = SealedField()
    advice_sealed = SealedField(blank=True)
    advised_at = models.DateTimeField(null=True, blank=True)
    press = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("supervision")
        verbose_name_plural = _("supervisions")
        ordering: ClassVar[list[str]] = ["-held_at"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def scope(self) -> str:
        return f"supervision:{self.id}"

    def spot(self, field: str) -> str:
        return f"interventions_supervision.{field}:{self.id}"
