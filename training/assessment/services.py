"""Taking a quiz: begin, save each answer, submit once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from training.assessment import content
from training.assessment.models import Answer, Attempt, QuestionVersion, Quiz
from training.assessment.policies import attempts


def begin(*, actor: Actor, quiz: Quiz, lesson: UUID, revision: int | None) -> Attempt:
    """The learner's open attempt, or a new one pinned to the newest version of each question. Two presses begin one."""
    if not actor.is_user or not actor.holds(Capability.LEARN):
        raise NotFound
    standing = attempts.scope(actor, "answer").filter(quiz=quiz).first()
    if standing is not None:
        return standing
    try:
        with transaction.atomic():
            return _new(actor, quiz, lesson, revision)
    except IntegrityError:  # the other press was first
        return attempts.scope(actor, "answer").get(quiz=quiz)


def _new(actor: Actor, quiz: Quiz, lesson: UUID, revision: int | None) -> Attempt:
    newest = QuestionVersion.objects.filter(question=OuterRef("question")).order_by("-number").values("pk")[:1]
    versions = list(quiz.entries.order_by("sort_order").annotate(newest=Subquery(newest)).values_list("newest", flat=True))
    if not versions:
        raise NotFound
    attempt = Attempt.objects.create(
        quiz=quiz, learner=UUID(actor.subject), lesson=lesson, revision=revision, pass_percent=quiz.pass_percent,
        started_at=clock.now(), out_of=len(versions),
    )
    Answer.objects.bulk_create(Answer(attempt=attempt, order=n, version_id=v) for n, v in enumerate(versions))
    trail.record(actor, "assessment.begin", ("attempt", attempt.pk), revision=revision)
    publish_on_commit(f"actor:{actor.key}")
    return attempt


def save_answer(*, actor: Actor, attempt: UUID, order: int, chosen: list[str], turn: int) -> datetime:
    """Keep one answer; the moment it was kept. Raises NotFound, Invalid, or Conflict once the attempt is submitted.

    One conditional UPDATE and no audit line of its own: the row carries its moment, and the submission is recorded.
    """
    own = Answer.objects.filter(attempt_id=attempt, attempt__learner=actor.subject, order=order)
    row = own.select_related("version", "attempt").first() if actor.is_user else None
    if row is None or not actor.holds(Capability.LEARN):
        raise NotFound
    if not content.possible(row.version.content, chosen):
        raise Invalid(fields={"chosen": _("Please choose one of the answers shown.")})
    now = clock.now()
    kept = Answer.objects.filter(pk=row.pk, turn__lt=turn, attempt__submitted_at=None).update(chosen=chosen, turn=turn, saved_at=now)
    if kept:
        return now
    if row.attempt.submitted_at is not None:
        raise Conflict(_("This quiz has been handed in already; your answers are as they were then."))
    fresh = Answer.objects.only("saved_at", "turn").get(pk=row.pk)
    if fresh.saved_at is None:
        raise Conflict
    return fresh.saved_at  # a newer choice is already kept


def submit(*, actor: Actor, attempt: Attempt, chosen: dict[int, list[str]]) -> tuple[Attempt, bool]:
    """Hand in, once. Returns the attempt and whether this call did it: a second press finds the first one's result.

    Raises Invalid (fields `q<order>`) while a question has no answer; what was chosen is kept all the same.
    """
    attempts.require(actor, "read", attempt)
    rows = list(attempt.answers.select_related("version"))
    for row in rows:
        if row.order in chosen and content.possible(row.version.content, chosen[row.order]):
            row.chosen = chosen[row.order]
    now = clock.now()
    missing = [row for row in rows if not row.chosen]
    with transaction.atomic():
        if not missing:
            for row in rows:
                row.right = content.is_right(row.version.content, row.chosen)
            right = sum(1 for row in rows if row.right)
            done = Attempt.objects.filter(pk=attempt.pk, submitted_at=None).update(submitted_at=now, right=right)
        else:
            done = Attempt.objects.filter(pk=attempt.pk, submitted_at=None).update(submitted_at=None)
        if done:
            for row in rows:
                row.saved_at = now
            Answer.objects.bulk_update(rows, ["chosen", "right", "saved_at"])
            if not missing:
                trail.record(actor, "assessment.submit", ("attempt", attempt.pk), right=right, out_of=len(rows))
                publish_on_commit(f"actor:{actor.key}")
    if done and missing:
        raise Invalid(fields={f"q{row.order}": _("This question has no answer yet.") for row in missing})
    attempt.refresh_from_db()
    return attempt, bool(done)
