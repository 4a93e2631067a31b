from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Consent(models.Model):
    """The ledger of consent (知情同意). A row is added, and withdrawn once; a changed text needs a new row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField()
    case_ref = models.UUIDField()
    purpose = models.CharField(max_length=40)
    scope = models.CharField(max_length=80)  # what it covers, e.g. `phq4+phq9.9`
    version = models.CharField(max_length=20)  # of the text that was read
    text_digest = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    given_by = models.CharField(max_length=80)  # actor key
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)  # another yes, to other words or questions, took its place

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["subject", "case_ref", "purpose"], condition=models.Q(withdrawn_at=None, replaced_at=None), name="consent_one_alive"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
