"""Mentor and apprentice: the contract, the log nobody changes, the signatures from stage to stage."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.vault.models import SealedField
from training.mentoring.enums import LOGGED, ContractState, Evidence, Stage


class AppendOnly(models.Model):
    """Written once. A signature is a row of its own, so that nothing ever needs to be changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise TypeError("append-only")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("append-only")


class LadderTemplate(models.Model):
    """A ladder (成长阶梯) from a day on. A contract keeps the one it was made under; another day's numbers are another row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    valid_from = models.DateField(_("holds from"), unique=True)
    notice_days = models.PositiveSmallIntegerField(_("days of public notice"), default=7)
    at_most = models.PositiveSmallIntegerField(_("apprentices of one mentor, at most"), default=3)
    made_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar[list[str]] = ["-valid_from"]

    def __str__(self) -> str:
        return str(self.valid_from)


class Requirement(models.Model):
    """One gate (出阶条件): so many of a kind before the stage may be left, and where the number comes from."""

    template = models.ForeignKey(LadderTemplate, on_delete=models.CASCADE, related_name="requirements")
    stage = models.PositiveSmallIntegerField(choices=Stage)
    kind = models.CharField(max_length=20, choices=Evidence)
    least = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["stage", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["template", "stage", "kind"], name="requirement_once"),
            models.CheckConstraint(condition=models.Q(least__gte=1), name="requirement_asks_for_something"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.kind} {self.least}"


class Contract(models.Model):
    """Mentor and apprentice (师徒协议). In force once both have signed; one at a time for an apprentice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentor = models.UUIDField()
    apprentice = models.UUIDField()
    mentor_name = models.CharField(max_length=120)
    apprentice_name = models.CharField(max_length=120)
    template = models.ForeignKey(LadderTemplate, on_delete=models.PROTECT, related_name="contracts")
    area_path = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=ContractState, default=ContractState.PROPOSED)
    stage = models.PositiveSmallIntegerField(choices=Stage, default=Stage.LEARNER)
    plan = models.TextField(_("plan"), max_length=2000)
    rhythm = models.CharField(_("how often"), max_length=120)
    proposed_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)  # by the apprentice
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-proposed_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["apprentice"], condition=~models.Q(state="ended"), name="one_mentor_at_a_time"),
            models.CheckConstraint(condition=~models.Q(mentor=models.F("apprentice")), name="nobody_mentors_themselves"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class LogEntry(AppendOnly):
    """A line of the log (带教记录). It counts once both have signed. Words are sealed: they may speak of a real dispute."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="log")
    kind = models.CharField(_("what it was"), max_length=20, choices=[(e.value, e.label) for e in LOGGED])
    on = models.DateField(_("on which day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    dispute = models.CharField(_("kind of dispute"), max_length=20, blank=True)
    consented = models.BooleanField(_("both parties agreed that somebody more is there, and it is recorded"), default=False)
    words_sealed = SealedField(blank=True)
    written_by = models.UUIDField()
    written_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    once = models.UUIDField(unique=True)  # pressed twice, it is written once

    class Meta:
        ordering: ClassVar[list[str]] = ["-on", "-written_at"]

    def __str__(self) -> str:
        return str(self.id)


class LogSignature(AppendOnly):
    """A yes or no to a line of the log: of the other one of the two, or, for an assessed drill, of a rater who is neither."""

    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="signatures")
    signer = models.UUIDField()
    yes = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry", "signer"], name="log_signature_once")
        ]


class SignOff(AppendOnly):
    """The mentor's signature under a next stage, with what it rested on."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="sign_offs")
    stage = models.PositiveSmallIntegerField(choices=Stage)  # the one reached
    by = models.UUIDField()
    at = models.DateTimeField()
    rests_on = models.JSONField()  # {kind: count}

    class Meta:
        ordering: ClassVar[list[str]] = ["stage"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["contract", "stage"], name="sign_off_once")
        ]


class Panel(models.Model):
    """The review before independence (评审): votes of others than the mentor, then a public notice (公示)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="panels")
    opened_at = models.DateTimeField()
    notice_from = models.DateField(null=True, blank=True)
    notice_until = models.DateField(null=True, blank=True)
    void = models.BooleanField(default=False)  # an appeal was upheld

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["contract"], condition=models.Q(void=False), name="one_panel_at_a_time")
        ]


class PanelVote(AppendOnly):
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="votes")
    member = models.UUIDField()
    yes = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["panel", "member"], name="panel_vote_once")]


class Appeal(models.Model):
    """An objection to a review (申诉), sealed, decided by a supervisor who is neither mentor nor apprentice nor sat in the panel."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="appeals")
    by = models.UUIDField()
    words_sealed = SealedField()
    at = models.DateTimeField()
    upheld = models.BooleanField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["panel", "by"], name="appeal_once")]
