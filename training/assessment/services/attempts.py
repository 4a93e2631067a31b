"""Taking a quiz: begin, save each answer, submit once; when the time is up, what was saved is handed in."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from training.assessment import marking
from training.assessment.errors import Elsewhere, TimeUp
from training.assessment.events import handed_in
from training.assessment.models import Answer, Attempt, Question, QuestionVersion, Quiz
from training.assessment.policies import attempts

CHANCE = random.SystemRandom()
CLOSE = "training.assessment.tasks.close"


def begin(*, actor: Actor, quiz: Quiz, lesson: UUID, revision: int | None) -> Attempt:
    """The learner's open attempt, or a new one pinned to the newest version of each question. Two presses begin one."""
    if not actor.is_user or not actor.holds(Capability.LEARN):
        raise NotFound
    standing = attempts.scope(actor, "answer").filter(quiz=quiz).first()
    if standing is not None and standing.is_over(clock.now()):
        close(actor=actor, attempt=standing)
        standing = None
    if standing is not None:
        return standing
    try:
        with transaction.atomic():
            return _new(actor, quiz, lesson, revision)
    except IntegrityError:  # the other press was first
        return attempts.scope(actor, "answer").get(quiz=quiz)


def _new(actor: Actor, quiz: Quiz, lesson: UUID, revision: int | None) -> Attempt:
    versions = _versions(quiz)
    if not versions:
        raise Conflict(_("This quiz has no questions at the moment. Please tell the editors."))
    now = clock.now()
    ends = now + timedelta(minutes=quiz.minutes) if quiz.minutes else None
    attempt = Attempt.objects.create(
        quiz=quiz, learner=UUID(actor.subject), lesson=lesson, revision=revision, pass_percent=quiz.pass_percent,
        started_at=now, ends_at=ends, closes_at=ends and ends + timedelta(seconds=quiz.grace_seconds), out_of=len(versions),
    )
    Answer.objects.bulk_create(Answer(attempt=attempt, order=n, version_id=v) for n, v in enumerate(versions))
    if attempt.closes_at:
        outbox.add(CLOSE, key=f"attempt-close:{attempt.pk}", due_at=attempt.closes_at + timedelta(seconds=1), attempt=str(attempt.pk))
    trail.record(actor, "assessment.begin", ("attempt", attempt.pk), revision=revision)
    publish_on_commit(f"actor:{actor.key}")
    return attempt


def _versions(quiz: Quiz) -> list[UUID]:
    """The newest version of each question: the fixed ones in their order, then those drawn, none twice."""
    newest = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("-number").values("pk")[:1]
    bank = Question.objects.annotate(newest=Subquery(newest)).exclude(newest=None)
    fixed = list(quiz.entries.order_by("sort_order").values_list("question", flat=True))
    by_question = dict(bank.filter(pk__in=fixed).values_list("pk", "newest"))
    picked = [by_question[q] for q in dict.fromkeys(fixed) if q in by_question]
    for draw in quiz.draws.order_by("sort_order"):
        left = list(bank.filter(competency=draw.competency).exclude(newest__in=picked).values_list("newest", flat=True))
        picked += CHANCE.sample(sorted(left), min(draw.count, len(left)))
    return picked


def save_answer(*, actor: Actor, attempt: UUID, order: int, chosen: list[str], turn: int) -> datetime:
    """Keep one answer; the moment it was kept. Raises NotFound, Invalid, TimeUp, Elsewhere, or Conflict once it is handed in.

    One conditional UPDATE and no audit line of its own: the row carries its moment, and the submission is recorded.
    """
    own = Answer.objects.filter(attempt_id=attempt, attempt__learner=actor.subject, order=order)
    row = own.select_related("version", "attempt").first() if actor.is_user else None
    if row is None or not actor.holds(Capability.LEARN):
        raise NotFound
    if not marking.possible(row.version.content, chosen):
        raise Invalid(fields={"chosen": pgettext("assessment", "Please choose one of the answers shown.")})
    now = clock.now()
    if row.attempt.submitted_at is None and row.attempt.is_over(now):
        raise TimeUp
    # `points` is looked at as well: on PostgreSQL a save that waited for the hand-in sees its row anew, not the attempt
    open_row = Answer.objects.filter(pk=row.pk, points=None, attempt__submitted_at=None)
    if open_row.filter(turn__lt=turn).update(chosen=chosen, turn=turn, saved_at=now):
        return now
    fresh = Answer.objects.select_related("attempt").get(pk=row.pk)
    if fresh.attempt.submitted_at is not None:
        raise Conflict(_("This quiz has been handed in already; your answers are as they were then."))
    if fresh.chosen == chosen and fresh.saved_at is not None:
        return fresh.saved_at
    raise Elsewhere([order], fresh.turn)


def keep_all(*, actor: Actor, attempt: Attempt, chosen: dict[int, list[str]], turns: dict[int, int]) -> None:
    """Keep the whole sheet without handing it in: the way of a browser without script. Raises Elsewhere, TimeUp."""
    attempts.require(actor, "answer", attempt)
    if attempt.is_over(clock.now()):
        raise TimeUp
    with transaction.atomic():
        stale = _take(attempt, chosen, turns)
    if stale:
        raise Elsewhere(stale)


def submit(*, actor: Actor, attempt: Attempt, chosen: dict[int, list[str]], turns: dict[int, int] | None = None) -> tuple[Attempt, bool]:
    """Hand in, once. Returns the attempt and whether this call did it: a second press finds the first one's result.

    turns: the newest change the sending page knows of each question. Where another window was ahead, nothing is handed in and
    Elsewhere is raised; what is chosen here and not contested is kept.
    Raises Invalid (fields `q<order>`) while a question is not answered; what was chosen is kept all the same.
    After the time is up what is sent counts no more; what was saved is handed in.
    """
    attempts.require(actor, "read", attempt)
    if attempt.submitted_at is None and attempt.is_over(clock.now()):
        return close(actor=actor, attempt=attempt), True
    faults: dict[int, object] = {}
    stale: list[int] = []
    did = False
    with transaction.atomic():
        if Attempt.objects.filter(pk=attempt.pk, submitted_at=None).exists():
            stale = _take(attempt, chosen, turns)
            rows = _rows(attempt)
            up = attempt.ends_at is not None and clock.now() >= attempt.ends_at  # in the grace a sheet is taken as it is
            if up:
                stale = []
            else:
                faults = {row.order: said for row in rows if (said := marking.fault(row.version.content, row.chosen))}
            if not stale and not faults:
                did = _hand_in(actor, attempt, rows)
    if stale:
        raise Elsewhere(stale)
    if faults:
        raise Invalid(fields={f"q{order}": str(said) for order, said in faults.items()})
    attempt.refresh_from_db()
    return attempt, did


def close(*, actor: Actor, attempt: Attempt) -> Attempt:
    """Hand in what was saved, because the time is up. A question without an answer is worth nothing. May be called again."""
    with transaction.atomic():
        if Attempt.objects.filter(pk=attempt.pk, submitted_at=None, closes_at__lt=clock.now()).exists():
            _hand_in(actor, attempt, _rows(attempt), over=True)
    attempt.refresh_from_db()
    return attempt


def _rows(attempt: Attempt) -> list[Answer]:
    return list(attempt.answers.select_related("version").select_for_update(of=("self",)))


def _take(attempt: Attempt, chosen: dict[int, list[str]], turns: dict[int, int] | None) -> list[int]:
    """Keep what a sheet says; the orders of the questions at which another window is ahead and says something else."""
    stale: list[int] = []
    now = clock.now()
    for row in _rows(attempt):
        said = chosen.get(row.order)
        if said is None or said == row.chosen or not marking.possible(row.version.content, said):
            continue
        if turns is not None and turns.get(row.order, row.turn) < row.turn:
            stale.append(row.order)
            continue
        Answer.objects.filter(pk=row.pk).update(chosen=said, turn=row.turn + 1, saved_at=now)
    return stale


def _hand_in(actor: Actor, attempt: Attempt, rows: list[Answer], *, over: bool = False) -> bool:
    for row in rows:
        row.points = marking.worth(row.version.content, row.chosen)
        row.right = row.points == marking.FULL
    right, points = sum(1 for row in rows if row.right), sum(row.points or 0 for row in rows)
    now = clock.now()
    if not Attempt.objects.filter(pk=attempt.pk, submitted_at=None).update(submitted_at=now, right=right, points=points):
        return False
    Answer.objects.bulk_update(rows, ["right", "points"])
    attempt.submitted_at, attempt.right, attempt.points = now, right, points
    trail.record(actor, "assessment.submit", ("attempt", attempt.pk), right=right, out_of=len(rows), time_up=over)
    handed_in.send(sender=Attempt, actor=actor, attempt=attempt)
    publish_on_commit(f"actor:user:{attempt.learner}")
    return True
