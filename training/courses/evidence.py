"""Which course asks about a competency: the way to evidence from questions."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from training.assessment.enums import Competency
from training.courses.models import CoursePage, LessonPage


def to_learn(person: UUID, competency: Competency, language: str) -> tuple[str, str] | None:
    """A course of which a quiz has, or may draw, a question on it."""
    asks = Q(quiz__entries__question__competency=competency) | Q(quiz__draws__competency=competency)
    lesson = LessonPage.objects.live().filter(asks, locale__language_code=language or "zh-hans").order_by("path").first()
    course = CoursePage.objects.parent_of(lesson).live().first() if lesson is not None else None
    return (reverse("course", args=[course.slug]), course.title) if course is not None else None
