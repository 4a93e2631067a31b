from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.casework.models import Evidence, Party, Sitting
from mediation.sittings.enums import Stage
from mediation.sittings.models.guest import SittingGuest
from mediation.vault.models import SealedField


class Table(models.Model):
    """What lies on the table of the joint room (桌面): the paper everybody sees, its page, and the points to talk about (议程).

    stage: where the talk is, for everybody to see; "" until the mediator says it.
    point: which of the points is being talked about, counted from 0; as many as there are points when all are done.
    """

    sitting = models.OneToOneField(Sitting, on_delete=models.CASCADE, primary_key=True, related_name="table")
    evidence = models.ForeignKey(Evidence, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    page = models.PositiveSmallIntegerField(default=1)
    stage = models.CharField(_("stage of the talk"), max_length=10, choices=Stage, blank=True)
    points_sealed = SealedField(blank=True)
    point = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.sitting_id)

    @property
    def place(self) -> str:
        return f"sittings.points:{self.sitting_id}"


class PreparedTalk(models.Model):
    """A separate talk prepared before the sitting (预设的单独谈话): who is asked when the mediator presses its name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="prepared")
    title = models.CharField(_("name of the talk"), max_length=40)
    parties = models.ManyToManyField(Party, related_name="+")
    guests = models.ManyToManyField(SittingGuest, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]

    def __str__(self) -> str:
        return self.title
