"""Which course asks about a competency: the way to evidence from questions."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Length, Substr
from django.urls import reverse

from training.assessment.enums import Competency
from training.competencies.sources import Offered
from training.courses.models import CoursePage, LessonPage


def to_learn(person: UUID, missing: Sequence[Competency], language: str) -> Offered | None:
    """A course of which a quiz has, or may draw, a question on the first of these for which there is one."""
    asks = Q(quiz__entries__question__competency__in=missing) | Q(quiz__draws__competency__in=missing)
    above = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - LessonPage.steplen)
    course = CoursePage.objects.live().filter(path=above)
    lessons = LessonPage.objects.live().filter(asks, locale__language_code=language or "zh-hans").annotate(
        slug_above=Subquery(course.values("slug")[:1]), title_above=Subquery(course.values("title")[:1]),
        asked=F("quiz__entries__question__competency"), drawn=F("quiz__draws__competency"),
    ).exclude(slug_above=None).order_by("path")
    first: dict[str, tuple[str, str]] = {}
    for slug, title, asked, drawn in lessons.values_list("slug_above", "title_above", "asked", "drawn"):
        for competency in (asked, drawn):
            first.setdefault(competency or "", (slug, title))
    for competency in missing:
        if competency in first:
            slug, title = first[competency]
            return Offered(competency, reverse("course", args=[slug]), title)
    return None
