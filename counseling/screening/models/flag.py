from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.screening.enums import CallWish, FlagState, Level, Reason
from counseling.screening.models.screening import Screening


class Flag(models.Model):
    """A person somebody should look after (关注提示). A proposal with a clock; the level is set by a human afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    case_ref = models.UUIDField()
    area_path = models.CharField(max_length=255, db_index=True)
    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, null=True, blank=True, related_name="flags")
    level = models.CharField(max_length=8, choices=Level)
    proposed = models.CharField(max_length=8, choices=Level)  # what the rule said, kept beside what the human decided
    reason = models.CharField(max_length=12, choices=Reason)
    wish = models.CharField(max_length=8, choices=CallWish, blank=True)
    state = models.CharField(max_length=12, choices=FlagState, default=FlagState.OPEN)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="flags_acknowledged"
    )
    round = models.PositiveSmallIntegerField(default=1)  # a hand-over begins a new round of the clock
    escalated = models.PositiveSmallIntegerField(default=0)  # steps of this round that were taken
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["subject", "case_ref"], condition=~models.Q(state=FlagState.CLOSED), name="flag_one_open_per_person"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "due_at"], name="flag_state_due")]

    def __str__(self) -> str:
        return str(self.id)
