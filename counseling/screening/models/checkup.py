from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from counseling.screening.models.screening import Screening
from mediation.people.models import Person
from mediation.territory.models import Area


class Checkup(models.Model):
    """A yearly check-up of a staff or a programme (批量心理体检): who, which questions, from when until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(pgettext_lazy("screening", "title"), max_length=80)
    bundle = models.CharField(max_length=20)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    programme_ref = models.UUIDField(null=True, blank=True)  # of the programme it belongs to, by an opaque reference
    code = models.CharField(max_length=12, unique=True)  # in the address all invited people share; opens nothing by itself
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    organiser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="checkups")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("check-up")
        verbose_name_plural = _("check-ups")
        ordering: ClassVar[list[str]] = ["-opens_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="checkup_has_length"),
        ]

    def __str__(self) -> str:
        return self.title


class Invitee(models.Model):
    """Somebody invited to a check-up (受邀人), with a link of their own that works once. The link itself is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    checkup = models.ForeignKey(Checkup, on_delete=models.PROTECT, related_name="invitees")
    number = models.PositiveIntegerField()  # in the list; the name on a spreadsheet of answers
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    subject = models.UUIDField(default=uuid.uuid4, unique=True)
    link_index = models.CharField(max_length=64, blank=True, db_index=True)  # blind index of the link that works
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    screening = models.OneToOneField(Screening, on_delete=models.PROTECT, null=True, blank=True, related_name="invitee")

    class Meta:
        verbose_name = _("invited person")
        verbose_name_plural = _("invited people")
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["checkup", "number"], name="invitee_numbered"),
        ]

    def __str__(self) -> str:
        return str(self.number)
