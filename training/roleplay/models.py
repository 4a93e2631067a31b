"""Plays and their versions; drills, who plays in them, and everything that is kept of one."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.vault.models import SealedField
from training.drills.models import Scenario
from training.roleplay.enums import DrillState, Level, RoleCode, Step


class Play(models.Model):
    """A dispute to be played by several people, as it is being written (演练剧本). solo: the branching scenario to practise it alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title_zh = models.CharField(_("title in Chinese"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    script = models.TextField(pgettext_lazy("roleplay", "the play"), blank=True)
    solo = models.ForeignKey(
        Scenario, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("to practise it alone")
    )
    edition = models.PositiveIntegerField(default=0)  # counts savings: two writers never overwrite each other unseen
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["title_zh"]

    def __str__(self) -> str:
        return self.title_zh


class PlayVersion(models.Model):
    """A play as it is played (剧本版本), a packet for each role. Never changed; a drill is pinned to one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    play = models.ForeignKey(Play, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["play", "number"], name="play_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.play_id} v{self.number}"


class Drill(models.Model):
    """One playing of a play (演练). Training only: nothing of it goes into a case, a statistic or a dossier.

    take: the present take; it grows with every rewind. stage: index of the play's stage. step: where the debriefing stands.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(PlayVersion, on_delete=models.PROTECT, related_name="drills")
    trainer = models.UUIDField()
    trainer_name = models.CharField(max_length=80)
    planned_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DrillState, default=DrillState.PREPARED)
    stage = models.PositiveSmallIntegerField(default=0)
    take = models.PositiveSmallIntegerField(default=1)
    step = models.PositiveSmallIntegerField(choices=Step, default=Step.MEDIATOR)
    press = models.UUIDField(unique=True)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["trainer", "planned_at"], name="drill_trainer")]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"

    @property
    def scope(self) -> str:
        """The vault scope of everything that is said in and about the drill."""
        return f"drill:{self.pk}"


class Part(models.Model):
    """Somebody's place in a drill (参与人): a role, or none for an observer. submitted_at: the observer's sheet is closed."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="parts")
    person = models.UUIDField()
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=12, choices=RoleCode, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    excused = models.BooleanField(default=False)  # closed by the trainer, because the observer had to go
    takes_home = SealedField(blank=True)  # what the person wants to remember; nobody else reads it

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["drill", "person"], name="drill_one_place_each"),
            models.UniqueConstraint(fields=["drill", "role"], condition=~models.Q(role=""), name="drill_one_person_a_role"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person"], name="part_person")]

    def __str__(self) -> str:
        return f"{self.drill_id} {self.role or 'observer'}"

    @property
    def key(self) -> str:
        """The person's key as an actor."""
        return f"user:{self.person}"


class Inject(models.Model):
    """Something the trainer puts in (注入): a message or an event, to everybody or to one role alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="injects")
    to = models.CharField(max_length=12, choices=RoleCode, blank=True)
    text = SealedField()
    take = models.PositiveSmallIntegerField()
    seq = models.PositiveBigIntegerField()  # the room's log had come so far
    press = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["drill", "press"], name="inject_once")]

    def __str__(self) -> str:
        return str(self.id)


class Mark(models.Model):
    """A moment the trainer may come back to (时刻)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="marks")
    words = SealedField()
    take = models.PositiveSmallIntegerField()
    stage = models.PositiveSmallIntegerField()
    seq = models.PositiveBigIntegerField()
    press = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["drill", "press"], name="mark_once")]

    def __str__(self) -> str:
        return str(self.id)


class Take(models.Model):
    """Playing on from a moment (一次重来): it holds everything up to `back_to`, and then what was written after `since`.

    The log itself is never cut: what was played before stays and is told as the take before.
    """

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="takes")
    number = models.PositiveSmallIntegerField()
    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["drill", "number"], name="take_once")]

    def __str__(self) -> str:
        return f"{self.drill_id} {self.number}"


class Tag(models.Model):
    """An observer ties a moment to an indicator (打标). Seen by nobody else until every observer has closed the own sheet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="tags")
    indicator = models.CharField(max_length=40)
    note = SealedField(blank=True)
    take = models.PositiveSmallIntegerField()
    seq = models.PositiveBigIntegerField()
    press = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["part", "press"], name="tag_once")]

    def __str__(self) -> str:
        return str(self.id)


class Rating(models.Model):
    """What an observer saw of one indicator (评分). No level means "not observed": it counts nowhere, and never as nought."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="ratings")
    indicator = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField(choices=Level, null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["part", "indicator"], name="rating_once")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.level}"


class Word(models.Model):
    """What somebody says in the debriefing (复盘发言). `worked`: whether it is something that worked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="words")
    person = models.UUIDField()
    step = models.PositiveSmallIntegerField(choices=Step)
    worked = models.BooleanField()
    text = SealedField()
    press = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["drill", "person", "press"], name="word_once")
        ]

    def __str__(self) -> str:
        return str(self.id)
