from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.casework.enums import Coming, SittingMode, SittingState
from mediation.casework.models.case import Case
from mediation.casework.models.party import Party
from mediation.vault.models import SealedField


class Sitting(models.Model):
    """An appointment to mediate (调解场次). `room` names the room of `realtime.rooms` in which it is held."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sittings")
    mode = models.CharField(_("manner"), max_length=10, choices=SittingMode, default=SittingMode.JOINT)
    state = models.CharField(_("state"), max_length=10, choices=SittingState, default=SittingState.PLANNED)
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), default=60)
    place = models.CharField(_("place"), max_length=80, blank=True)  # empty: in the online room only
    risk_sealed = SealedField(blank=True)  # 调解前风险研判: what could go wrong and what is prepared; never shown to parties
    room = models.UUIDField(null=True, blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    done_steps = models.JSONField(default=list)  # codes of the process script that were ticked

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering: ClassVar[list[str]] = ["starts_at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "starts_at"], name="sitting_state_start")]

    def __str__(self) -> str:
        return str(self.id)


class Attendance(models.Model):
    """Whether a party said it would come (到场答复)."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="attendances")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="attendances")
    coming = models.CharField(_("answer"), max_length=10, choices=Coming, default=Coming.UNKNOWN)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sitting", "party"], name="attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.coming}"
