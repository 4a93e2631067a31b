from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.screening.models import Flag


class KnownAs(models.Model):
    """Somebody nobody here knew has turned out to be this person (身份确认). How that is known stands sealed in the person's file.

    stranger: the identity made up for the sender's reference. moved: what was written under it and lies in the person's file since, by
    model; a link that was a mistake is ended, and exactly that goes back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stranger = models.UUIDField()
    subject = models.UUIDField(db_index=True)
    area_path = models.CharField(max_length=255)  # where the stranger's task stood
    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="known_as")
    moved = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("person who became known")
        verbose_name_plural = _("people who became known")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["stranger"], condition=models.Q(ended_at=None), name="known_as_one_person")
        ]

    def __str__(self) -> str:
        return str(self.id)
