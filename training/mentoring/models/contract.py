"""Mentor and apprentice: the contract, the seats at real sittings, the log nobody changes."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.vault.models import SealedField
from training.mentoring.enums import ContractState, Kind, SeatKind
from training.mentoring.models.ladder import Portfolio
from training.mentoring.models.once import AppendOnly


class Contract(models.Model):
    """Mentor and apprentice (师徒结对协议). In force once both have signed; one at a time for an apprentice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    portfolio = models.ForeignKey(Portfolio, on_delete=models.PROTECT, related_name="contracts")
    mentor = models.UUIDField()
    mentor_name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=ContractState, default=ContractState.PROPOSED)
    plan = models.TextField(_("plan"), max_length=2000)
    rhythm = models.CharField(_("how often"), max_length=120)
    until = models.DateField(_("planned until"))
    proposed_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)  # by the apprentice
    ended_at = models.DateTimeField(null=True, blank=True)
    silence_told_at = models.DateTimeField(null=True, blank=True)  # once for each silence of the log

    class Meta:
        ordering: ClassVar[list[str]] = ["-proposed_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["portfolio"], condition=~models.Q(state="ended"), name="one_mentor_at_a_time"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Seat(models.Model):
    """Somebody more at a real sitting (观摩席位). It is a request until both parties have said yes; `guest` is the record of that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="seats")
    kind = models.CharField(max_length=10, choices=SeatKind)
    sitting = models.UUIDField()
    guest = models.UUIDField(unique=True)
    asked_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at"]

    def __str__(self) -> str:
        return str(self.id)


class LogEntry(AppendOnly):
    """A line of the log (带教记录), or an addendum to one. It counts once both have signed. Words are sealed: they may touch a dispute."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="log")
    kind = models.CharField(_("what it was"), max_length=20, choices=Kind)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="log")
    amends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="addenda")
    on = models.DateField(_("on which day"))
    minutes = models.PositiveSmallIntegerField()
    words_sealed = SealedField()
    seen = models.JSONField(default=dict)  # indicator: level, by the mentor; what was not observed is not in it
    written_by = models.UUIDField()
    written_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    once = models.UUIDField(unique=True)  # pressed twice, it is written once

    class Meta:
        ordering: ClassVar[list[str]] = ["-on", "-written_at"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def place(self) -> str:
        return f"mentoring.log:{self.pk}"


class LogSignature(AppendOnly):
    """A signature, or a no with its reason: of each of the two and, for an assessed drill, of raters who are neither."""

    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="signatures")
    signer = models.UUIDField()
    name = models.CharField(max_length=120)
    yes = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry", "signer"], name="log_signature_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.yes}"
