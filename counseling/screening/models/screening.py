from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.screening.enums import CallWish, Informant, Level, Mode, ScreeningState
from mediation.vault.models import SealedField


class Screening(models.Model):
    """One offer to look after oneself and what became of it (心理自评). Knows the case only by an opaque reference."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField()  # the guest identity of the person
    case_ref = models.UUIDField()
    area_path = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=ScreeningState, default=ScreeningState.OFFERED)
    bundle = models.CharField(max_length=20, default="party")  # which questions, see `bundles`
    occasion = models.PositiveSmallIntegerField(default=1)  # asked again later: a row of its own
    stage = models.PositiveSmallIntegerField(default=1)  # 2: the person said yes to going on
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.SELF)
    informant = models.CharField(max_length=10, choices=Informant, default=Informant.PERSON)
    language = models.CharField(max_length=10, blank=True)
    packages = models.JSONField(default=dict)  # instrument code -> version and hash it was answered with
    offered_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    went_on_at = models.DateTimeField(null=True, blank=True)  # when the further questions were agreed to
    restricted_at = models.DateTimeField(null=True, blank=True)  # closed by the person to everyday reading
    called = models.CharField(max_length=8, choices=Level, blank=True)  # the most urgent level this occasion has called for
    wish = models.CharField(max_length=8, choices=CallWish, blank=True)  # what was said about being called, on this occasion
    kept_until = models.DateTimeField(null=True, blank=True)  # when the key is destroyed; set with the consent

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject", "case_ref", "occasion"], name="screening_once_per_occasion")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def open_to_reading(self) -> bool:
        """Whether the person left the answers open to everyday reading: consent stands, and nothing was closed."""
        return self.restricted_at is None and self.state != ScreeningState.WITHDRAWN

    @property
    def scope(self) -> str:
        """The vault scope of the answers."""
        return f"screening:{self.id}"


class Response(models.Model):
    """One answer (作答), sealed and never changed. Answering again adds a row; the newest counts, the older ones stay."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="responses")
    instrument = models.CharField(max_length=20)
    item = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()  # 1 for the first answer to this item
    value_sealed = SealedField(blank=True)
    refused = models.BooleanField(default=False)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.SELF)
    entered_by = models.CharField(max_length=80, blank=True)  # actor key of who ticked it
    elapsed_ms = models.PositiveIntegerField(null=True, blank=True)  # from showing the question to the answer
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number", "at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["screening", "item", "number"], name="response_numbered"),
            models.CheckConstraint(
                condition=models.Q(refused=True, value_sealed="") | models.Q(refused=False) & ~models.Q(value_sealed=""),
                name="response_sealed_or_refused",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("an answer is never changed")
        super().save(*args, **kwargs)

    @property
    def place(self) -> str:
        return f"screening_response.value:{self.id}"
