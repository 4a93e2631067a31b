from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.interventions.models.entry import CareEntry
from counseling.interventions.scheduling import AppointmentState, AttemptOutcome, AttemptWay, Follow, Missed, Way
from counseling.screening.models import Flag
from mediation.vault.models import SealedField


class Appointment(models.Model):
    """A talk that is agreed on (预约). A missed one is followed up by the rule of the person's level and never ends anything by itself.

    second: the second worker; a visit where danger is possible is made by two. quiet: no message is sent to the person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="appointments")
    area_path = models.CharField(max_length=255)
    counsellor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="care_appointments")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="care_appointments_second"
    )
    way = models.CharField(max_length=8, choices=Way)
    starts_at = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField(default=50)
    where_sealed = SealedField(blank=True)
    quiet = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=AppointmentState, default=AppointmentState.PLANNED)
    missed = models.CharField(max_length=10, choices=Missed, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)
    follow = models.CharField(max_length=8, choices=Follow, blank=True, default=Follow.NONE)
    follow_until = models.DateTimeField(null=True, blank=True)
    moved_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="moved_to")
    note = models.OneToOneField(CareEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="appointment")
    called_off_by_person = models.BooleanField(default=False)
    press = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("care appointment")
        verbose_name_plural = _("care appointments")
        ordering: ClassVar[list[str]] = ["starts_at"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def scope(self) -> str:
        return f"care:{self.subject}"

    @property
    def spot(self) -> str:
        return f"interventions_appointment.where:{self.id}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


class ContactAttempt(models.Model):
    """One try to reach somebody after a missed appointment (联系尝试). Codes only, nothing that was said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="attempts")
    way = models.CharField(max_length=8, choices=AttemptWay)
    outcome = models.CharField(max_length=10, choices=AttemptOutcome)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="care_attempts")
    at = models.DateTimeField()
    press = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("attempt to reach somebody")
        verbose_name_plural = _("attempts to reach somebody")
        ordering: ClassVar[list[str]] = ["at"]

    def __str__(self) -> str:
        return str(self.id)
