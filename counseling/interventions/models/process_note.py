from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.vault.models import SealedField


class ProcessNote(models.Model):
    """A counsellor's own thoughts about the work (过程笔记). Read by its author alone; no part of the file or of any copy of it.

    Every note has a key of its own; when the author destroys it, the key goes, and the words with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    area_path = models.CharField(max_length=255)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="care_process_notes")
    body_sealed = SealedField()
    at = models.DateTimeField()
    press = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("process note")
        verbose_name_plural = _("process notes")
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def scope(self) -> str:
        return f"process:{self.id}"

    @property
    def place(self) -> str:
        return f"interventions_processnote.body:{self.id}"
