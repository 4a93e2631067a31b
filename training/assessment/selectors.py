from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cms.selectors import Cited, articles
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from training.assessment.content import Option, Shown, shown
from training.assessment.models import Answer, Attempt
from training.assessment.policies import attempts


@dataclass(frozen=True, slots=True)
class Choice:
    """An option as it is drawn."""

    option: Option
    chosen: bool
    law: Cited | None


@dataclass(frozen=True, slots=True)
class Item:
    """A question of an attempt as it is drawn."""

    answer: Answer
    question: Shown
    choices: tuple[Choice, ...]


def attempt_of(actor: Actor, attempt: UUID) -> Attempt:
    """Raises NotFound for another learner's attempt and an absent one alike."""
    row = attempts.scope(actor, "read").select_related("quiz").filter(pk=attempt).first()
    if row is None:
        raise NotFound
    return row


def latest(actor: Actor, lesson: UUID) -> Attempt | None:
    """The learner's newest attempt at a lesson's quiz."""
    return attempts.scope(actor, "read").filter(lesson=lesson).order_by("-started_at").first()


def items(attempt: Attempt, language: str) -> list[Item]:
    """The questions as they were when the attempt began. The law cited is looked up only once it is submitted."""
    rows = list(attempt.answers.select_related("version"))
    said = [shown(row.version.content, language) for row in rows]
    laws = {o.law for q in said for o in q.options if o.law} if attempt.submitted_at else set()
    found = articles({law for law in laws if law}, language)
    return [
        Item(row, question, tuple(Choice(o, o.id in row.chosen, found.get(o.law) if o.law else None) for o in question.options))
        for row, question in zip(rows, said, strict=True)
    ]
