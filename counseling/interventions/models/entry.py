from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.interventions.enums import EntryKind
from counseling.screening.enums import Level
from counseling.screening.models import Flag
from mediation.vault.models import SealedField


class CareEntry(models.Model):
    """One page of a person's care file (服务档案): a rating, plan, note, addendum or decision.

    Signed by who wrote it, sealed, and locked from the moment it is saved: what has to be corrected is added.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    case_ref = models.UUIDField()
    kind = models.CharField(max_length=10, choices=EntryKind)
    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    refers_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    level = models.CharField(max_length=8, choices=Level, blank=True)
    needs_second = models.BooleanField(default=False)  # a lowering from red or orange, waiting for another counsellor
    code = models.CharField(max_length=12, blank=True)  # kind of plan, answer about the doctor, outcome
    body_sealed = SealedField(blank=True)  # JSON of the written fields
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="care_entries")
    at = models.DateTimeField()
    press = models.UUIDField(default=uuid.uuid4)  # the form that was sent: the same form makes one entry

    class Meta:
        verbose_name = _("entry in a care file")
        verbose_name_plural = _("entries in care files")
        ordering: ClassVar[list[str]] = ["-at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject", "press"], name="care_entry_once_per_form"),
            models.UniqueConstraint(
                # signed or taken back: one of the two, whoever is first
                fields=["refers_to"], condition=models.Q(kind__in=[EntryKind.SECOND, EntryKind.UNDONE]),
                name="care_entry_one_second_signature",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("an entry is locked; add to it instead")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("an entry is never deleted")

    @property
    def scope(self) -> str:
        """The vault scope of one person's care file."""
        return f"care:{self.subject}"

    @property
    def place(self) -> str:
        return f"interventions_careentry.body:{self.id}"
