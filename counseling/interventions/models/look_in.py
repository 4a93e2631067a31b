from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.interventions.models.entry import CareEntry


class LookIn(models.Model):
    """The promise, made at the end of an accompaniment, to ask again how somebody is (回访). Kept when something is written down.

    keeper: who ended it. Whoever is not there any more, or does not answer, is followed by those on call (`services.look_in`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.OneToOneField(CareEntry, on_delete=models.PROTECT, related_name="look_in")
    subject = models.UUIDField(db_index=True)
    area_path = models.CharField(max_length=255)
    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    step = models.PositiveSmallIntegerField(default=0)  # how often somebody was asked
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("looking in again")
        verbose_name_plural = _("looking in again")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["done_at", "due_at"], name="look_in_due")]

    def __str__(self) -> str:
        return str(self.id)
