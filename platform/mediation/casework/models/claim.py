from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.casework.enums import PassReason
from mediation.casework.models.case import Case
from mediation.casework.models.party import Party
from mediation.vault.models import SealedField


class Pass(models.Model):
    """A mediator leaves a waiting case to others (不认领), with a reason; it is not offered to them again."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="passes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=20, choices=PassReason)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "user"], name="pass_once_per_mediator")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reason}"


class Objection(models.Model):
    """A party does not accept the mediator (对调解员的异议; Art. 19 and 23 of the People's Mediation Law).

    The mediator objected to leaves the case and cannot take it again; the reason is sealed with the case and read by the
    supervisor alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="objections")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="objections")
    mediator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason_sealed = SealedField(blank=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "party", "mediator"], name="objection_once_per_mediator")
        ]

    def __str__(self) -> str:
        return str(self.id)
