"""Where a learner stands. One view of a course asks: the course, its lessons, and one joined row of enrolment and progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet
from wagtail.models import Page

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from training.courses.errors import NotYet
from training.courses.models import CoursePage, LessonPage
from training.courses.policies import enrolments


@dataclass(frozen=True, slots=True)
class Step:
    """A lesson as this learner meets it."""

    lesson: LessonPage
    number: int
    done_at: datetime | None
    opened: bool
    open: bool
    note: str = ""  # still sealed
    progress: UUID | None = None

    @property
    def done(self) -> bool:
        return self.done_at is not None


@dataclass(frozen=True, slots=True)
class Standing:
    """A course as this learner meets it. `enrolment` is None before the start."""

    course: CoursePage
    steps: tuple[Step, ...]
    enrolment: UUID | None

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def finished(self) -> bool:
        return bool(self.steps) and self.done == len(self.steps)

    @property
    def resume(self) -> Step | None:
        """Where to go on: the first lesson that is open and not done."""
        return next((s for s in self.steps if s.open and not s.done), None)

    def step(self, slug: str) -> Step:
        """Raises NotFound for a lesson that is not there, NotYet for one that is not open."""
        found = next((s for s in self.steps if s.lesson.slug == slug), None)
        if found is None:
            raise NotFound
        if self.enrolment is None or not found.open:
            raise NotYet
        return found

    def after(self, step: Step) -> Step | None:
        return next((s for s in self.steps if s.number == step.number + 1), None)


def _learner(actor: Actor) -> None:
    if not actor.is_user or not actor.holds(Capability.LEARN):
        raise NotFound


def courses(language: str) -> QuerySet[CoursePage]:
    rows: QuerySet[CoursePage] = CoursePage.objects.live().filter(locale__language_code=language).order_by("path")
    return rows


def course_at(slug: str, language: str) -> CoursePage:
    """In the reader's language where it exists, otherwise in Chinese."""
    rows = CoursePage.objects.live().filter(slug=slug).select_related("locale")
    by_language = {row.locale.language_code: row for row in rows}
    found = by_language.get(language) or by_language.get("zh-hans")
    if found is None:
        raise NotFound
    return found  # type: ignore[no-any-return]


def standing(actor: Actor, slug: str, language: str) -> Standing:
    """Three queries: the course, its lessons, and how far the learner is."""
    _learner(actor)
    course = course_at(slug, language)
    lessons = list(LessonPage.objects.live().child_of(course).order_by("path").select_related("quiz"))
    return _stand(actor, course, lessons)


def _stand(actor: Actor, course: CoursePage, lessons: list[LessonPage]) -> Standing:
    rows = enrolments.scope(actor, "read").filter(course=course.translation_key).values_list(
        "pk", "progress__lesson", "progress__pk", "progress__done_at", "progress__note"
    )
    enrolment: UUID | None = None
    known: dict[UUID, tuple[UUID, datetime | None, str]] = {}
    for pk, seen_lesson, progress_pk, done, sealed in rows:
        enrolment = pk
        if seen_lesson is not None:
            known[seen_lesson] = (progress_pk, done, sealed or "")
    steps: list[Step] = []
    open_now = enrolment is not None
    for number, lesson in enumerate(lessons, start=1):
        seen = known.get(lesson.translation_key)
        done_at = seen[1] if seen else None
        is_open = open_now or done_at is not None
        note, progress = (seen[2], seen[0]) if seen else ("", None)
        steps.append(Step(lesson, number, done_at, seen is not None, is_open, note, progress))
        open_now = open_now and done_at is not None
    return Standing(course, tuple(steps), enrolment)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A course on the learner's shelf."""

    course: CoursePage
    lessons: int
    done: int
    started: bool

    @property
    def finished(self) -> bool:
        return self.lessons > 0 and self.done >= self.lessons


def shelf(actor: Actor, language: str) -> list[Shelf]:
    """Every course with how far the learner is: three queries, however many courses."""
    _learner(actor)
    found = list(courses(language))
    keys = {c.translation_key: c for c in found}
    lessons: dict[str, set[UUID]] = {c.path: set() for c in found}
    for path, key in LessonPage.objects.live().filter(locale__language_code=language).values_list("path", "translation_key"):
        lessons.setdefault(path[: -Page.steplen], set()).add(key)
    started: set[UUID] = set()
    done: dict[UUID, set[UUID]] = {}
    rows = enrolments.scope(actor, "read").filter(course__in=keys).annotate(
        which=F("progress__lesson"), finished=F("progress__done_at")
    )
    for course, which, finished in rows.values_list("course", "which", "finished"):
        started.add(course)
        if finished:
            done.setdefault(course, set()).add(which)
    return [
        Shelf(c, len(lessons[c.path]), len(lessons[c.path] & done.get(c.translation_key, set())), c.translation_key in started)
        for c in found
    ]
