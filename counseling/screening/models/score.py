from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.screening.models.screening import Screening
from mediation.vault.models import SealedField


class Score(models.Model):
    """What was counted from the answers at one moment (计分结果), sealed and never changed.

    Bound to the package (version and SHA-256) and to the engine that counted; counting again adds a row, the newest counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="scores")
    instrument = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()  # 1 for the first counting of this instrument
    package_version = models.CharField(max_length=20)
    package_digest = models.CharField(max_length=64)
    engine = models.CharField(max_length=10)
    result_sealed = SealedField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering: ClassVar[list[str]] = ["instrument", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["screening", "instrument", "number"], name="score_numbered")
        ]

    def __str__(self) -> str:
        return str(self.id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a score is never changed")
        super().save(*args, **kwargs)

    @property
    def place(self) -> str:
        return f"screening_score.result:{self.id}"
