"""What people tell us about the service itself."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.vault.models import SealedField


class SuggestionKind(models.TextChoices):
    COMPLAINT = "complaint", _("Something went wrong")
    SUGGESTION = "suggestion", _("I have a suggestion")
    PRAISE = "praise", _("Something was good")


class Suggestion(models.Model):
    """A complaint or suggestion (投诉与建议) left at the door that stands on every page. Words and contact are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    receipt_index = models.CharField(max_length=64, unique=True)  # HMAC of the receipt the person keeps
    submission = models.UUIDField(unique=True)  # made with the form: the same form sent twice is one row
    kind = models.CharField(_("kind"), max_length=12, choices=SuggestionKind)
    page = models.CharField(_("page"), max_length=200, blank=True)
    text_sealed = SealedField()
    contact_sealed = SealedField(blank=True)
    created_at = models.DateTimeField(_("received"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["answered_at", "created_at"], name="suggestion_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def scope(self) -> str:
        return f"suggestion:{self.id}"
