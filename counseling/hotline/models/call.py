from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.hotline.enums import AgeGroup, Direction, Outcome, Purpose, Safe, Topic
from counseling.screening.enums import Level
from mediation.territory.models import Area
from mediation.vault.models import SealedField

USER = settings.AUTH_USER_MODEL


class Call(models.Model):
    """One call at the desk (来电记录). Who calls may stay unknown; everything said is sealed.

    It belongs to nobody: neither a case nor a counselling file comes of it unless the caller says yes (`CallConsent`), and two
    calls are one person's only where a counsellor has decided so (`CallLink`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=8, unique=True)  # to speak about it, e.g. 7K3MQ
    subject = models.UUIDField(default=uuid.uuid4, unique=True)  # by which a counselling file would know the caller
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.IN)
    taken_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="calls_taken")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    level = models.CharField(max_length=8, choices=Level, blank=True)
    age = models.CharField(max_length=8, choices=AgeGroup, default=AgeGroup.UNKNOWN)
    topic = models.CharField(max_length=10, choices=Topic, blank=True)
    safe = models.CharField(max_length=10, choices=Safe, default=Safe.UNKNOWN)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    body_sealed = SealedField(blank=True)  # JSON: name, phone, address, home, words, done, police
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    # as `people.Person` keeps it: only once the caller has agreed to a counselling file, so that nobody accompanies both sides unawares
    person_index = models.CharField(max_length=64, blank=True, db_index=True)
    press = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering: ClassVar[list[str]] = ["-began_at"]

    def __str__(self) -> str:
        return self.number

    @property
    def scope(self) -> str:
        """The vault scope of everything said in and written about this call."""
        return f"call:{self.id}"

    @property
    def place(self) -> str:
        return f"hotline_call.body:{self.id}"


class CallNote(models.Model):
    """What is added to a call after it ended, or by the counsellor who took it over (补记). Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="notes")
    words_sealed = SealedField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    press = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]

    def __str__(self) -> str:
        return str(self.id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a note is locked; add another one")
        super().save(*args, **kwargs)

    @property
    def place(self) -> str:
        return f"hotline_callnote.words:{self.id}"


class HandOver(models.Model):
    """A call on its way to the counsellor on call (转接). Waits until somebody says "I am taking over"; wakes the next rank meanwhile."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="handovers")
    level = models.CharField(max_length=8, choices=Level)
    live = models.BooleanField(default=True)  # the caller is on the line: the clock of red runs, whatever the level
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    due_at = models.DateTimeField()
    escalated = models.PositiveSmallIntegerField(default=0)
    woken = models.PositiveSmallIntegerField(default=0)  # how many were told so far; 0: nobody could be
    taken_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-begun_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["call"], condition=models.Q(taken_at=None), name="handover_one_waiting")
        ]

    def __str__(self) -> str:
        return str(self.id)


class CallLink(models.Model):
    """A counsellor's decision that two calls came from one person (来电关联). Never made by a rule, and can be undone."""

    first = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["first", "second"], name="call_link_once"),
            models.CheckConstraint(condition=~models.Q(first=models.F("second")), name="call_link_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class CallConsent(models.Model):
    """What the caller agreed to on the telephone (来电人同意), who heard it and what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=6, choices=Purpose)
    reference = models.CharField(max_length=40, blank=True)  # the case's number; empty for a file
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["call", "purpose"], name="call_consent_once")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.call_id}"
