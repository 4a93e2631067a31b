from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cms.selectors import margin
from mediation.accounts.roles import Capability
from mediation.common.errors import Invalid
from mediation.common.routes import signed_in
from training.casestudies.selectors import ROOMS
from training.courses import selectors, services
from training.courses.views.here import actor_of, in_course, in_lesson, language, of_a_lesson


@signed_in(Capability.LEARN)
@require_GET
def shelf(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = {"courses": selectors.shelf(actor, language()), "may_edit": actor.holds(Capability.CONTENT_EDIT)}
    page["may_study"] = any(actor.holds(c) for c in ROOMS)
    return render(request, "courses/shelf.html", page)


@signed_in(Capability.LEARN)
@require_GET
def course(request: HttpRequest, course: str) -> HttpResponse:
    return render(request, "courses/course.html", {"standing": in_course(request, course)})


@signed_in(Capability.LEARN)
@require_POST
def start(request: HttpRequest, course: str) -> HttpResponse:
    services.enrol(actor=actor_of(request), standing=in_course(request, course))
    first = in_course(request, course).resume
    return redirect("lesson", course=course, lesson=first.lesson.slug) if first else redirect("course", course=course)


@signed_in(Capability.LEARN)
@of_a_lesson
@require_GET
def lesson(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    actor = actor_of(request)
    standing, step = in_lesson(request, course, lesson)
    services.open_lesson(actor=actor, standing=standing, step=step)
    words = services.note_of(actor=actor, standing=standing, step=step)
    return render(request, "courses/lesson.html", _page(standing, step, note=words))


@signed_in(Capability.LEARN)
@of_a_lesson
@require_POST
def done(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    standing, step = in_lesson(request, course, lesson)
    services.finish(actor=actor_of(request), standing=standing, step=step)
    following = standing.after(step)
    if following is None:
        return redirect("course", course=course)
    return redirect("lesson", course=course, lesson=following.lesson.slug)


@signed_in(Capability.LEARN)
@of_a_lesson
@require_POST
def note(request: HttpRequest, course: str, lesson: str) -> HttpResponse:
    standing, step = in_lesson(request, course, lesson)
    words = request.POST.get("note", "")
    wrong = ""
    try:
        services.keep_note(actor=actor_of(request), standing=standing, step=step, text=words)
    except Invalid as error:
        wrong = str(error.fields["note"])
    if request.headers.get("HX-Request"):
        page = {"note": words, "wrong": wrong, "kept": not wrong, "standing": standing, "step": step}
        return render(request, "courses/note.html", page, status=422 if wrong else 200)
    if wrong:
        return render(request, "courses/lesson.html", _page(standing, step, note=words, wrong=wrong), status=422)
    response = redirect("lesson", course=course, lesson=lesson)
    response.headers["Location"] += "#note"
    return response


def _page(standing: selectors.Standing, step: selectors.Step, *, note: str, wrong: str = "") -> dict[str, object]:
    return {
        "standing": standing, "step": step, "page": step.lesson, "note": note, "wrong": wrong,
        "following": standing.after(step), "articles": margin(step.lesson.body, standing.course.locale.language_code),
        "kicker": _("Lesson %(number)s of %(total)s") % {"number": step.number, "total": len(standing.steps)},
    }
