from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.interventions.conferring import Coming, ConferenceState, ConferenceWay, Side
from counseling.interventions.models.advice import ProcessAdvice
from mediation.vault.models import SealedField


class Conference(models.Model):
    """A case conference with the mediators (个案会商). It belongs to a case, not to a person, and carries only the way to meet.

    preparation: the caller's own notes, sealed with a key of the conference; no mediator and no colleague ever reads them.
    What was agreed on becomes process advice (`advice`), which is all that stays in force.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_ref = models.UUIDField(db_index=True)
    area_path = models.CharField(max_length=255)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conferences_called")
    called_at = models.DateTimeField()
    starts_at = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField(default=40)
    way = models.CharField(max_length=8, choices=ConferenceWay, default=ConferenceWay.ROOM)
    place = models.CharField(max_length=80, blank=True)
    preparation_sealed = SealedField(blank=True)
    state = models.CharField(max_length=8, choices=ConferenceState, default=ConferenceState.CALLED)
    ended_at = models.DateTimeField(null=True, blank=True)
    advice = models.OneToOneField(ProcessAdvice, on_delete=models.PROTECT, null=True, blank=True, related_name="conference")
    press = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("case conference")
        verbose_name_plural = _("case conferences")
        ordering: ClassVar[list[str]] = ["-starts_at"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def scope(self) -> str:
        return f"conference:{self.id}"

    @property
    def spot(self) -> str:
        return f"interventions_conference.preparation:{self.id}"


class ConferenceSeat(models.Model):
    """Somebody who is invited (与会人): whether they come, and what they wish for the way to meet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conference_seats")
    side = models.CharField(max_length=10, choices=Side)
    coming = models.CharField(max_length=6, choices=Coming, default=Coming.ASKED)
    answered_at = models.DateTimeField(null=True, blank=True)
    wishes = models.JSONField(default=list, blank=True)  # codes of ProcessPoint
    words_sealed = SealedField(blank=True)  # scope of the case: counsellors of the place and the author read it

    class Meta:
        verbose_name = _("seat at a conference")
        verbose_name_plural = _("seats at a conference")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conference", "user"], name="conference_seat_once")
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def scope(self) -> str:
        return f"case:{self.conference.case_ref}"

    @property
    def spot(self) -> str:
        return f"interventions_conferenceseat.words:{self.id}"
