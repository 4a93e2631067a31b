"""The review before a step that stands alone: panel, votes, public notice, appeals."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.vault.models import SealedField
from training.mentoring.enums import PanelState
from training.mentoring.models.ladder import Portfolio
from training.mentoring.models.once import AppendOnly


class Panel(models.Model):
    """A review (评审) of one step: votes of people who never were the mentor, then a public notice (公示)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    portfolio = models.ForeignKey(Portfolio, on_delete=models.PROTECT, related_name="panels")
    step = models.PositiveSmallIntegerField()  # the one that is to be left
    state = models.CharField(max_length=8, choices=PanelState, default=PanelState.OPEN)
    opened_at = models.DateTimeField()
    notice_from = models.DateField(_("public notice from"), null=True, blank=True)
    notice_until = models.DateField(_("public notice until"), null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["portfolio"], condition=models.Q(state__in=["open", "notice"]), name="one_panel_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class PanelMember(models.Model):
    """Who was asked to judge (评审成员)."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="members")
    member = models.UUIDField()
    name = models.CharField(max_length=120)
    appointed_by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["panel", "member"], name="panel_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.member}"


class PanelVote(AppendOnly):
    """A member's yes or no, with the reason for a no. For good."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="votes")
    member = models.UUIDField()
    yes = models.BooleanField()
    reason_sealed = SealedField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["panel", "member"], name="panel_vote_once")
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.yes}"

    @property
    def place(self) -> str:
        return f"mentoring.vote:{self.pk}"


class Appeal(models.Model):
    """An objection to a review (申诉), sealed; decided by a supervisor who neither accompanied, nor sat in the panel, nor objected."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="appeals")
    by = models.UUIDField()
    words_sealed = SealedField()
    at = models.DateTimeField()
    upheld = models.BooleanField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)  # to the one who objected
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["panel", "by"], name="appeal_once")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def place(self) -> str:
        return f"mentoring.appeal:{self.pk}"
