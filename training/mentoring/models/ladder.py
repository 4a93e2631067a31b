"""Ladders from a day on, and where a person stands on one."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.mentoring.enums import Evidence, Track
from training.mentoring.models.once import AppendOnly


class LadderTemplate(models.Model):
    """A ladder (成长阶梯) from a day on. Who stands on a step finishes it under the numbers it was begun with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    track = models.CharField(max_length=8, choices=Track, default=Track.PATH)
    valid_from = models.DateField(_("holds from"))
    notice_days = models.PositiveSmallIntegerField(_("days of public notice"), default=7)
    drills_by_log = models.BooleanField(_("drills in the signed log count too"), default=True)  # beside those of the drill room
    at_most = models.PositiveSmallIntegerField(_("apprentices of one mentor, at most"), default=3)
    made_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar[list[str]] = ["-valid_from"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["track", "valid_from"], name="ladder_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.track} {self.valid_from}"


class Requirement(models.Model):
    """One gate (出阶条件): so many of a kind before the step may be left, and where the number comes from."""

    template = models.ForeignKey(LadderTemplate, on_delete=models.CASCADE, related_name="requirements")
    step = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Evidence)
    number = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["step", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["template", "step", "kind"], name="requirement_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="requirement_asks_for_something"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.kind} {self.number}"


class Portfolio(models.Model):
    """Where somebody stands on a ladder (成长档案). It stays when the mentor changes; the template is that of the present step."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    track = models.CharField(max_length=8, choices=Track, default=Track.PATH)
    person = models.UUIDField()
    name = models.CharField(max_length=120)
    area_path = models.CharField(max_length=255)
    template = models.ForeignKey(LadderTemplate, on_delete=models.PROTECT, related_name="portfolios")
    step = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    clean_at = models.DateTimeField(null=True, blank=True)  # for a grade: the committee's word that nothing speaks against it
    clean_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["track", "person"], name="one_portfolio_a_ladder")
        ]

    def __str__(self) -> str:
        return str(self.id)


class SignOff(AppendOnly):
    """The signature under a next step, with what it rested on."""

    portfolio = models.ForeignKey(Portfolio, on_delete=models.PROTECT, related_name="sign_offs")
    step = models.PositiveSmallIntegerField()  # the one reached
    by = models.UUIDField()
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    rests_on = models.JSONField()  # {kind: number}

    class Meta:
        ordering: ClassVar[list[str]] = ["step"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["portfolio", "step"], name="sign_off_once")
        ]

    def __str__(self) -> str:
        return f"{self.portfolio_id} {self.step}"
