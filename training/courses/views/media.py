"""The bytes of a lesson's film: given only where the lesson itself is open, and only films of that lesson."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.blocks import films
from cms.models import Video
from cms.views.film import piece, track
from mediation.accounts.roles import Capability
from mediation.common.errors import NotFound
from mediation.common.routes import signed_in
from training.courses.views.here import in_lesson, of_a_lesson


@signed_in(Capability.LEARN)
@of_a_lesson
@require_safe
def film(request: HttpRequest, course: str, lesson: str, video: UUID) -> HttpResponse:
    return piece(request, _film(request, course, lesson, video))


@signed_in(Capability.LEARN)
@of_a_lesson
@require_safe
def captions(request: HttpRequest, course: str, lesson: str, video: UUID, language: str) -> HttpResponse:
    return track(_film(request, course, lesson, video), language)


def _film(request: HttpRequest, course: str, lesson: str, video: UUID) -> Video:
    _standing, step = in_lesson(request, course, lesson)
    found = next((v for v in films(step.lesson.body) if v.pk == video), None)
    if found is None:
        raise NotFound
    return found  # type: ignore[no-any-return]
