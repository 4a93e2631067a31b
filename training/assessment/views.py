"""The question bank, for editors: look, bring in, take out, and see how questions do."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import signed_in
from training.assessment import reports, services
from training.assessment.content import shown
from training.assessment.enums import Competency, Kind
from training.assessment.exchange import gift_out, moodle_out
from training.assessment.exchange.texts import LARGEST
from training.assessment.forms import BringInForm

PAGE = 30


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _filters(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:80] for name in ("kind", "competency", "words")}


@signed_in(Capability.CONTENT_EDIT)
@require_GET
def bank(request: HttpRequest) -> HttpResponse:
    filters = _filters(request)
    rows = Paginator(reports.questions(_actor(request), **filters), PAGE).get_page(request.GET.get("page"))
    page = {
        "rows": rows, "filters": filters, "kinds": Kind.choices, "competencies": Competency.choices,
        "quizzes": reports.quizzes(_actor(request)),
        "query": "&".join(f"{k}={v}" for k, v in filters.items() if v),
    }
    return render(request, "assessment/bank.html", page)


@signed_in(Capability.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    form = BringInForm(request.POST, request.FILES) if request.method == "POST" else BringInForm()
    outcomes = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            outcomes = services.bring_in(
                actor=_actor(request), data=said["file"].read(LARGEST + 1), language=said["language"],
                competency=said["competency"], encoding=said["encoding"],
            )
        except Invalid as error:
            for name, words in (error.fields or {"file": error.message}).items():
                form.add_error(name if name in form.fields else "file", str(words))
    page: dict[str, object] = {"form": form, "outcomes": outcomes}
    if outcomes is not None:
        page["sums"] = {
            "came": sum(1 for o in outcomes if o.came_in), "known": sum(1 for o in outcomes if o.known),
            "refused": sum(1 for o in outcomes if o.reason),
        }
    return render(request, "assessment/bring_in.html", page, status=422 if form.errors else 200)


@signed_in(Capability.CONTENT_EDIT)
@require_GET
def take_out(request: HttpRequest, form: str) -> HttpResponse:
    """The questions the filters leave, as a file. What GIFT has no form for is named at its end, in comments."""
    if form not in ("gift", "xml"):
        raise NotFound
    rows = reports.exported(reports.questions(_actor(request), **_filters(request)))
    if form == "xml":
        response = HttpResponse(moodle_out.write(rows), content_type="application/xml")
    else:
        text, left = gift_out.write(rows)
        notes = "".join("\n// " + " ".join(words.split()) for words in left)
        response = HttpResponse(text + notes + "\n", content_type="text/plain; charset=utf-8")
    name = "questions.xml" if form == "xml" else "questions.gift.txt"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@signed_in(Capability.CONTENT_EDIT)
@require_GET
def question(request: HttpRequest, question: UUID) -> HttpResponse:
    row = reports.question_of(_actor(request), question)
    kept = [(version, shown(version.content, get_language())) for version in reports.versions(row)]
    edit = reverse("wagtailsnippets_assessment_question:edit", args=[row.pk])
    return render(request, "assessment/question.html", {"row": row, "versions": kept, "edit": edit})


@signed_in(Capability.CONTENT_EDIT)
@require_GET
def quiz_report(request: HttpRequest, quiz: UUID) -> HttpResponse:
    report = reports.quiz_report(_actor(request), quiz, get_language() or "zh-hans")
    return render(request, "assessment/quiz_report.html", {"report": report})
