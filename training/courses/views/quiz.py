from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.errors import DomainError, Invalid, NotFound
from mediation.common.routes import signed_in
from training.assessment import selectors as assessment
from training.assessment import services as answers
from training.assessment import sheet
from training.assessment.errors import Elsewhere, TimeUp
from training.assessment.models import Attempt
from training.courses import services
from training.courses.selectors import Standing, Step
from training.courses.views.here import actor_of, in_lesson, language, of_a_lesson


@signed_in(Capability.LEARN)
@of_a_lesson
def quiz(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    """GET shows the newest attempt (or the door to the first one); POST begins."""
    actor = actor_of(request)
    standing, step = in_lesson(request, course, lesson)
    if step.lesson.quiz_id is None:
        raise NotFound
    if request.method == "POST":
        services.start_quiz(actor=actor, standing=standing, step=step)
        return redirect("lesson_quiz", course=course, lesson=lesson)
    attempt = assessment.latest(actor, step.lesson.translation_key)
    if attempt is not None and attempt.submitted_at is None and attempt.is_over(clock.now()):
        attempt = answers.close(actor=actor, attempt=attempt)
    if attempt is None:
        return render(request, "courses/quiz_door.html", {"standing": standing, "step": step})
    if attempt.submitted_at:
        return redirect("quiz_result", course=course, lesson=lesson, attempt=attempt.pk)
    return render(request, "courses/quiz.html", _sheet(standing, step, attempt) | {"kept": "kept" in request.GET})


@signed_in(Capability.LEARN)
@require_POST
def save(request: HttpRequest, course: str, lesson: str, attempt: UUID) -> HttpResponse:
    """One answer. Says "saved" only after the row was written; anything else says what happened. The attempt is the gate."""
    try:
        order, turn = int(request.POST.get("order", "")), int(request.POST.get("turn", ""))
        kept = answers.save_answer(
            actor=actor_of(request), attempt=attempt, order=order, chosen=request.POST.getlist("chosen"), turn=turn
        )
    except Elsewhere as error:
        return JsonResponse({"saved": False, "message": str(error.message), "turn": error.turn}, status=error.status)
    except ValueError:
        return JsonResponse({"saved": False, "message": _("This answer could not be read.")}, status=422)
    except DomainError as error:
        return JsonResponse({"saved": False, "message": str(error.message)}, status=error.status)
    return JsonResponse({"saved": True, "message": _("Saved at %(time)s") % {"time": timezone.localtime(kept).strftime("%H:%M:%S")}})


@signed_in(Capability.LEARN)
@of_a_lesson
@require_POST
def hand_in(request: HttpRequest, course: str, lesson: str, attempt: UUID) -> HttpResponse:
    actor = actor_of(request)
    standing, step = in_lesson(request, course, lesson)
    row = assessment.attempt_of(actor, attempt)
    chosen, turns = _said(request, row)
    try:
        services.hand_in(actor=actor, standing=standing, step=step, attempt=row, chosen=chosen, turns=turns)
    except Invalid as error:
        missing = {int(name[1:]): str(words) for name, words in error.fields.items()}
        return render(request, "courses/quiz.html", _sheet(standing, step, row, missing), status=422)
    except Elsewhere as error:
        return render(request, "courses/quiz.html", _sheet(standing, step, row) | {"elsewhere": error.orders}, status=error.status)
    return redirect("quiz_result", course=course, lesson=lesson, attempt=attempt)


@signed_in(Capability.LEARN)
@of_a_lesson
@require_POST
def keep(request: HttpRequest, course: str, lesson: str, attempt: UUID) -> HttpResponse:
    """The whole sheet, kept without handing in: the way where script does not run."""
    actor = actor_of(request)
    standing, step = in_lesson(request, course, lesson)
    row = assessment.attempt_of(actor, attempt)
    chosen, turns = _said(request, row)
    try:
        answers.keep_all(actor=actor, attempt=row, chosen=chosen, turns=turns)
    except Elsewhere as error:
        return render(request, "courses/quiz.html", _sheet(standing, step, row) | {"elsewhere": error.orders}, status=error.status)
    except TimeUp:
        return redirect("lesson_quiz", course=course, lesson=lesson)
    return redirect(f"{reverse('lesson_quiz', args=[course, lesson])}?kept=1")


@signed_in(Capability.LEARN)
@of_a_lesson
@require_GET
def result(request: HttpRequest, course: str, lesson: str, attempt: UUID) -> HttpResponse:
    actor = actor_of(request)
    standing, step = in_lesson(request, course, lesson)
    row = assessment.attempt_of(actor, attempt)
    if row.lesson != step.lesson.translation_key:
        raise NotFound
    if row.submitted_at is None:
        return redirect("lesson_quiz", course=course, lesson=lesson)
    page = {
        "standing": standing, "step": step, "attempt": row, "items": assessment.items(row, language()),
        "following": standing.after(step),
    }
    return render(request, "courses/result.html", page)


def _sheet(standing: Standing, step: Step, attempt: Attempt, missing: dict[int, str] | None = None) -> dict[str, object]:
    return {
        "standing": standing, "step": step, "attempt": attempt, "items": assessment.items(attempt, language()),
        "missing": missing or {}, "now": clock.now(),
    }


def _said(request: HttpRequest, attempt: Attempt) -> tuple[dict[int, list[str]], dict[int, int]]:
    """What the sheet says to each question, and the newest change of it that the sending page knows."""
    places = [n for n in range(attempt.out_of) if sheet.read(request.POST, n) is not None]
    turns = {n: sheet.turn(request.POST, n) for n in places if f"t{n}" in request.POST}
    return {n: sheet.read(request.POST, n) or [] for n in places}, turns
