from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from mediation.casework.models.case import Case
from mediation.casework.models.party import Party
from mediation.vault.models import SealedField


class CaseMessage(models.Model):
    """A line between one party and the mediator outside a sitting (留言). The other side never sees it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="messages")
    from_party = models.BooleanField(default=True)
    author = models.CharField(max_length=80)
    body_sealed = SealedField()
    token = models.CharField(max_length=40, unique=True)  # given with the form: pressing twice sends once
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.id)
