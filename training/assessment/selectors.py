from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cms.selectors import Cited, articles
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from training.assessment import sheet
from training.assessment.content import Option, Shown, shown
from training.assessment.enums import Kind
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
    """A question of an attempt as it is drawn. `told` is empty until the attempt is handed in."""

    answer: Answer
    question: Shown
    choices: tuple[Choice, ...]
    lines: tuple[sheet.Line, ...]
    pieces: tuple[sheet.Piece, ...]
    told: tuple[sheet.Told, ...]

    @property
    def typed(self) -> str:
        return str(self.answer.chosen[0]) if self.answer.chosen else ""

    @property
    def template(self) -> str:
        names = {Kind.MATCHING: "lines", Kind.ORDERING: "lines", Kind.SHORT: "typed", Kind.NUMERIC: "typed", Kind.CLOZE: "cloze"}
        return f"assessment/kinds/{names.get(self.question.kind, 'choices')}.html"


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
    over = attempt.submitted_at is not None
    laws = {o.law for q in said for o in q.options if o.law} if over else set()
    found = articles({law for law in laws if law}, language)
    return [
        Item(
            row, question,
            tuple(Choice(o, o.id in row.chosen, found.get(o.law) if o.law else None) for o in question.options),
            sheet.lines(question, row.chosen, str(row.pk)), sheet.pieces(question, row.chosen),
            sheet.told(question, row.chosen) if over else (),
        )
        for row, question in zip(rows, said, strict=True)
    ]
