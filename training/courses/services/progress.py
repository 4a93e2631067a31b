"""Following a course. Every function asks the standing first: a lesson that is not open cannot be opened, noted or finished."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.vault.sealing import seal, unseal
from training.assessment import services as assessment
from training.assessment.models import Attempt
from training.courses.errors import NotYet
from training.courses.events import finished
from training.courses.models import CoursePage, Enrolment, LessonPage, Progress
from training.courses.selectors import Standing, Step

LONGEST_NOTE = 4000  # characters


def enrol(*, actor: Actor, standing: Standing) -> UUID:
    """Start a course. A second press finds the first one's enrolment."""
    if standing.enrolment is not None:
        return standing.enrolment
    with transaction.atomic():
        row, made = Enrolment.objects.get_or_create(
            learner=UUID(actor.subject), course=standing.course.translation_key, defaults={"started_at": clock.now()}
        )
        if made:
            trail.record(actor, "courses.enrol", ("course", row.course))
            publish_on_commit(f"actor:{actor.key}")
    return row.pk


def open_lesson(*, actor: Actor, standing: Standing, step: Step) -> None:
    """Remember that the lesson was opened, for going on later. No audit line: reading is not an act to keep."""
    enrolment = _open(standing, step)
    if not step.opened:
        # the standing has just looked: one INSERT, and of two windows at the same moment the first one's row stays
        opened = Progress(enrolment_id=enrolment, lesson=step.lesson.translation_key, opened_at=clock.now())
        Progress.objects.bulk_create([opened], ignore_conflicts=True)


@transaction.atomic
def finish(*, actor: Actor, standing: Standing, step: Step) -> bool:
    """The learner has worked through a lesson without a quiz. Raises Invalid where a quiz has to be passed. True the first time."""
    enrolment = _open(standing, step)
    if step.lesson.quiz_id is not None:
        raise Invalid(_("This lesson ends with its quiz."))
    return _done(actor, enrolment, step.lesson.translation_key)


def start_quiz(*, actor: Actor, standing: Standing, step: Step) -> Attempt:
    """The open attempt, or a new one, pinned to the lesson's present revision."""
    _open(standing, step)
    if step.lesson.quiz is None:
        raise NotFound
    return assessment.begin(
        actor=actor, quiz=step.lesson.quiz, lesson=step.lesson.translation_key, revision=step.lesson.live_revision_id
    )


def hand_in(
    *, actor: Actor, standing: Standing, step: Step, attempt: Attempt, chosen: dict[int, list[str]], turns: dict[int, int] | None = None
) -> Attempt:
    """Submit the attempt; `quiz_handed_in` finishes the lesson of a passed one. Pressing twice finishes it once."""
    _open(standing, step)
    if attempt.lesson != step.lesson.translation_key:
        raise NotFound
    row, _did = assessment.submit(actor=actor, attempt=attempt, chosen=chosen, turns=turns)
    return row


@transaction.atomic
def quiz_handed_in(*, actor: Actor, attempt: Attempt) -> None:
    """A passed quiz finishes its lesson, also where the time limit handed it in and nobody was looking."""
    page = LessonPage.objects.filter(translation_key=attempt.lesson).order_by("pk").first()
    if not attempt.passed or page is None:
        return
    course = page.get_parent().translation_key
    enrolment = Enrolment.objects.filter(learner=attempt.learner, course=course).values_list("pk", flat=True).first()
    if enrolment is not None:
        _done(actor, enrolment, attempt.lesson)


@transaction.atomic
def keep_note(*, actor: Actor, standing: Standing, step: Step, text: str) -> None:
    """The learner's own note on a lesson, sealed: it may speak of a real case. Raises Invalid when too long."""
    enrolment = _open(standing, step)
    if len(text) > LONGEST_NOTE:
        raise Invalid(fields={"note": _("A note holds 4,000 characters at most.")})
    row, _made = Progress.objects.get_or_create(
        enrolment_id=enrolment, lesson=step.lesson.translation_key, defaults={"opened_at": clock.now()}
    )
    sealed = seal(f"person:{actor.subject}", f"courses_progress.note:{row.pk}", text) if text.strip() else ""
    Progress.objects.filter(pk=row.pk).update(note=sealed)
    trail.record(actor, "courses.note", ("progress", row.pk), length=len(text))
    publish_on_commit(f"actor:{actor.key}")


def note_of(*, actor: Actor, standing: Standing, step: Step) -> str:
    """The learner's own note in plain words."""
    _open(standing, step)
    if not step.note:
        return ""
    return unseal(f"person:{actor.subject}", f"courses_progress.note:{step.progress}", step.note)


def _open(standing: Standing, step: Step) -> UUID:
    standing.step(step.lesson.slug)
    if standing.enrolment is None:
        raise NotYet
    return standing.enrolment


def _done(actor: Actor, enrolment: UUID, key: UUID) -> bool:
    now = clock.now()
    Progress.objects.get_or_create(enrolment_id=enrolment, lesson=key, defaults={"opened_at": now})
    first = bool(Progress.objects.filter(enrolment_id=enrolment, lesson=key, done_at=None).update(done_at=now))
    if first:
        trail.record(actor, "courses.finish", ("lesson", key))
        publish_on_commit(f"actor:{actor.key}")
        _tell_finished(actor, Enrolment.objects.get(pk=enrolment))
    return first


def _tell_finished(actor: Actor, enrolment: Enrolment) -> None:
    """Says so once the last lesson is done, whichever that was."""
    course = CoursePage.objects.live().filter(translation_key=enrolment.course).order_by("pk").first()
    if course is None:
        return
    lessons = set(LessonPage.objects.live().child_of(course).values_list("translation_key", flat=True))
    done = set(Progress.objects.filter(enrolment=enrolment).exclude(done_at=None).values_list("lesson", flat=True))
    if lessons and lessons <= done:
        finished.send(Enrolment, actor=actor, learner=enrolment.learner, course=enrolment.course)
