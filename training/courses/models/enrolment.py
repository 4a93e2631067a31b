"""Who follows a course, and how far. Hangs on the pages' translation keys, so that switching the language keeps everything."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from mediation.vault.models import SealedField


class Enrolment(models.Model):
    """A learner in a course (选课)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.UUIDField()
    course = models.UUIDField()  # CoursePage.translation_key
    started_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["learner", "course"], name="enrolment_once")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Progress(models.Model):
    """How a learner stands with a lesson (学习进度). No minutes and no visits are kept: they are nobody's measure."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="progress")
    lesson = models.UUIDField()  # LessonPage.translation_key
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    note = SealedField(blank=True, default="")  # the learner's own; scope person:<learner>

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["enrolment", "lesson"], name="progress_once")
        ]

    def __str__(self) -> str:
        return str(self.id)
