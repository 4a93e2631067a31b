"""The bank as editors see it: questions, their versions, and how they do in quizzes. Sums over people, never a person's answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from training.assessment import marking, statistics
from training.assessment.content import Shown, shown
from training.assessment.enums import CHOICES, Competency, Kind
from training.assessment.models import Answer, Attempt, Question, QuestionVersion, Quiz
from training.assessment.policies import bank


@dataclass(frozen=True, slots=True)
class Row:
    """A question of a quiz with its figures. `chosen` counts each option, for choice questions."""

    version: QuestionVersion
    question: Shown
    figures: statistics.Figures
    chosen: tuple[tuple[str, bool, int], ...]


@dataclass(frozen=True, slots=True)
class QuizReport:
    quiz: Quiz
    whole: statistics.Whole
    rows: tuple[Row, ...]
    few: int = statistics.FEW


def questions(actor: Actor, *, kind: str = "", competency: str = "", words: str = "") -> QuerySet[Question]:
    """Raises NotFound for who may not see the bank. Unknown filters are left out."""
    if bank.rows(actor, "read") is None:
        raise NotFound
    rows = bank.scope(actor, "read")
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    if competency in Competency.values:
        rows = rows.filter(competency=competency)
    if words:
        rows = rows.filter(Q(stem_zh__icontains=words) | Q(stem_en__icontains=words))
    latest = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("-number").values("number")[:1]
    return rows.annotate(version_number=Subquery(latest), answered=Count("versions__answers", distinct=True)).order_by(
        "competency", "stem_zh", "stem_en"
    )


def question_of(actor: Actor, question: UUID) -> Question:
    row = questions(actor).filter(pk=question).first()
    if row is None:
        raise NotFound
    return row


def versions(question: Question) -> list[QuestionVersion]:
    return list(question.versions.annotate(answered=Count("answers")).order_by("-number"))


def exported(rows: Iterable[Question]) -> list[tuple[str, str, dict[str, object]]]:
    """(name, competency, content) as the exchange formats want it, by competency."""
    ordered = sorted(rows, key=lambda q: (q.competency, str(q)))
    return [(str(q)[:60].replace("\n", " "), q.competency, q.content()) for q in ordered]


def quizzes(actor: Actor) -> list[Quiz]:
    if bank.rows(actor, "read") is None:
        raise NotFound
    done = Count("attempts__learner", filter=~Q(attempts__submitted_at=None), distinct=True)
    return list(Quiz.objects.annotate(people=done).order_by("title"))


def quiz_report(actor: Actor, quiz: UUID, language: str) -> QuizReport:
    """How a quiz and its questions do, from everybody's first attempt. A question counts by its version: an edit begins anew."""
    row = next((q for q in quizzes(actor) if q.pk == quiz), None)
    if row is None:
        raise NotFound
    handed = Attempt.objects.filter(quiz=row).exclude(submitted_at=None).order_by("learner", "started_at", "pk")
    firsts: dict[UUID, tuple[UUID, int]] = {}
    for pk, learner, out_of in handed.values_list("pk", "learner", "out_of"):
        firsts.setdefault(learner, (pk, out_of))
    size = {pk: out_of for pk, out_of in firsts.values()}
    answers = list(Answer.objects.filter(attempt__in=size).values_list("attempt_id", "version_id", "points", "chosen"))
    totals: dict[UUID, float] = defaultdict(float)
    by_version: dict[UUID, list[tuple[UUID, float, list[str]]]] = {}
    for attempt, version, points, chosen in answers:
        part = (points or 0) / marking.FULL
        totals[attempt] += part
        by_version.setdefault(version, []).append((attempt, part, chosen))
    asked = sum(size.values()) / len(size) if size else 0
    same = len({frozenset(a for a, _x, _c in rows) for rows in by_version.values()}) == 1
    items = [[x for _a, x, _c in sorted(rows, key=lambda r: str(r[0]))] for rows in by_version.values()] if same else []
    found = QuestionVersion.objects.in_bulk(by_version)
    rows = [_row(found[v], rows, totals, asked, language) for v, rows in by_version.items()]
    weights = statistics.weighted([r.figures for r in rows])
    rows = [replace(r, figures=replace(r.figures, effective_weight=w)) for r, w in zip(rows, weights, strict=True)]
    rows.sort(key=lambda r: (r.figures.facility is None, r.figures.facility or 0.0, r.question.stem))
    return QuizReport(row, statistics.whole(list(totals.values()), items, round(asked)), tuple(rows))


def _row(
    version: QuestionVersion, answers: list[tuple[UUID, float, list[str]]], totals: dict[UUID, float], asked: float, language: str
) -> Row:
    said = shown(version.content, language)
    figures = statistics.question(
        [x for _a, x, _c in answers], [totals[a] for a, _x, _c in answers], guess=marking.guess(version.content), questions=asked
    )
    counts = Counter(c for _a, _x, chosen in answers for c in chosen) if said.kind in CHOICES and len(answers) >= statistics.FEW else None
    chosen = tuple((o.text, o.right, counts[o.id]) for o in said.options) if counts is not None else ()
    return Row(version, said, figures, chosen)
