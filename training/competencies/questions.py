"""What quizzes say: the newest answer to each question, never how often or how long somebody tried."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import pgettext

from training.assessment.enums import Competency
from training.assessment.models import Answer
from training.competencies.enums import Source
from training.competencies.sources import Item


def items(person: UUID) -> Iterator[Item]:
    rows = Answer.objects.filter(
        attempt__learner=person, attempt__submitted_at__isnull=False, right__isnull=False, version__question__isnull=False
    ).order_by("attempt__submitted_at").values_list(
        "version__question", "version__question__competency", "right", "attempt__submitted_at"
    )
    newest = {question: (competency, right, at) for question, competency, right, at in rows if at is not None}
    for competency, right, at in newest.values():
        words = pgettext("competencies", "right") if right else pgettext("competencies", "not yet right")
        yield Item(at, Source.QUESTION, Competency(competency), "", bool(right), words)
