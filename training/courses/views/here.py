"""Where the reader is: one look-up for every view of a lesson."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from mediation.common.actor import Actor
from training.courses import selectors
from training.courses.errors import NotYet
from training.courses.selectors import Standing, Step


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def language() -> str:
    return get_language() or "zh-hans"


def in_course(request: HttpRequest, course: str) -> Standing:
    return selectors.standing(actor_of(request), course, language())


def in_lesson(request: HttpRequest, course: str, lesson: str) -> tuple[Standing, Step]:
    """Raises NotFound or NotYet: the same for the page, its film, its captions and its quiz."""
    standing = in_course(request, course)
    return standing, standing.step(lesson)


def of_a_lesson(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Where the lesson is not open, one and the same page: it says so and shows the way to the course."""

    @wraps(view)
    def answer(request: HttpRequest, course: str, **rest: Any) -> HttpResponse:
        try:
            return view(request, course=course, **rest)
        except NotYet as error:
            return render(request, "courses/not_yet.html", {"course": course, "message": error.message}, status=error.status)

    return answer
