"""Attempts and answers: kept as they were, whatever becomes of the questions."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models

from training.assessment.marking import FULL
from training.assessment.models.question import QuestionVersion
from training.assessment.models.quiz import Quiz


class Attempt(models.Model):
    """One go at a quiz (作答). Holds the versions of the questions and the revision of the lesson it was taken under."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    learner = models.UUIDField()
    lesson = models.UUIDField()  # the lesson page's translation_key: the same in both languages
    revision = models.PositiveBigIntegerField(null=True)  # of the lesson page, as it was read
    pass_percent = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)  # the time limit as it is told
    closes_at = models.DateTimeField(null=True)  # with the grace: nothing is taken after this
    submitted_at = models.DateTimeField(null=True)
    right = models.PositiveSmallIntegerField(null=True)  # questions answered fully
    points = models.PositiveIntegerField(null=True)  # of FULL for each question
    out_of = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["quiz", "learner"], condition=models.Q(submitted_at=None), name="attempt_one_open"),
            models.CheckConstraint(
                condition=models.Q(right=None) | models.Q(right__lte=models.F("out_of")), name="attempt_not_above_all"
            ),
            models.CheckConstraint(
                condition=models.Q(points=None) | models.Q(points__lte=models.F("out_of") * FULL), name="attempt_points_not_above_all"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["learner", "lesson"], name="attempt_learner_lesson"),
            models.Index(fields=["quiz", "learner", "started_at"], name="attempt_firsts"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def passed(self) -> bool:
        """Compared in whole numbers: 2 of 3 at 66 % is decided without rounding."""
        return self.points is not None and self.points * 100 >= self.pass_percent * self.out_of * FULL

    def is_over(self, now: datetime) -> bool:
        """Whether nothing more is taken, the grace included."""
        return self.closes_at is not None and now > self.closes_at


class Answer(models.Model):
    """What was answered to one question of an attempt (答案). `turn` counts the changes: an older one never overwrites."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="answers")
    order = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="answers")
    chosen = models.JSONField(default=list)
    turn = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    right = models.BooleanField(null=True)
    points = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["attempt", "order"], name="answer_once_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.order}"
