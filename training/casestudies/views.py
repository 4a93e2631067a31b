"""Making a study of a closed case, and the party's page on which it is allowed, refused or taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped, signed_in
from training.casestudies import selectors, services
from training.casestudies.enums import Answer, FoundKind, StudyState
from training.casestudies.models import CaseStudyPage, Replacement
from training.casestudies.ports import cases

LABELS = {
    "told": gettext_lazy("What happened"), "wish": gettext_lazy("What was wished for"), "facts": gettext_lazy("Facts found"),
    "dispute": gettext_lazy("What was in dispute"), "responsibility": gettext_lazy("Who answers for it"),
    "agreed": gettext_lazy("What was agreed"), "other": gettext_lazy("Also agreed"),
}


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@signed_in(Capability.LEARN)
@require_GET
def studies(request: HttpRequest) -> HttpResponse:
    return render(request, "casestudies/studies.html", {"rows": selectors.listed(_actor(request)), "states": StudyState})


@scoped(Capability.LEARN)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """GET says what will be asked; POST asks the parties."""
    actor = _actor(request)
    held = selectors.of_case(actor, case_id)
    if held is not None:
        return redirect("study", held.pk)
    if request.method == "POST":
        try:
            return redirect("study", services.ask(actor=actor, case_id=case_id).pk)
        except Conflict as why:
            return render(request, "casestudies/ask.html", {"case_id": case_id, "wrong": why.message}, status=409)
    wrong = ""
    try:
        cases().closed(actor, case_id)
    except Conflict as why:
        wrong = str(why.message)
    return render(request, "casestudies/ask.html", {"case_id": case_id, "wrong": wrong})


@scoped(Capability.LEARN)
@require_GET
def study(request: HttpRequest, study_id: UUID) -> HttpResponse:
    return _bench(request, study_id)


def _bench(request: HttpRequest, study_id: UUID, status: int = 200, **more: Any) -> HttpResponse:
    actor = _actor(request)
    bench = selectors.bench(actor, selectors.study_for(actor, study_id))
    page = None
    if bench.edits and bench.study.page is not None:
        page = CaseStudyPage.objects.filter(translation_key=bench.study.page).order_by("pk").first()
    sides = [(LABELS.get(side.code, LABELS["other"]), side) for side in bench.sides]
    context = {
        "bench": bench, "sides": sides, "study": bench.study, "states": StudyState, "kinds": FoundKind.choices, "page": page, **more
    }
    response = render(request, "casestudies/study.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@scoped(Capability.LEARN)
@require_POST
def make_draft(request: HttpRequest, study_id: UUID) -> HttpResponse:
    return _press(request, study_id, services.make_draft)


@scoped(Capability.LEARN)
@require_POST
def decide(request: HttpRequest, study_id: UUID, word_id: UUID) -> HttpResponse:
    actor = _actor(request)
    row = Replacement.objects.filter(pk=word_id, study=selectors.study_for(actor, study_id)).select_related("study").first()
    if row is None:
        raise NotFound
    instead = request.POST.get("instead", "")[:200]
    try:
        services.decide(actor=actor, replacement=row, keep=request.POST.get("do") == "keep", instead=instead)
    except Invalid as why:
        return _bench(request, study_id, why.status, wrong_line=row.pk, wrong_words=why.fields["instead"], typed=instead)
    except Conflict as why:
        return _bench(request, study_id, why.status, wrong=why.message)
    response = redirect("study", study_id)
    response.headers["Location"] += f"#w{row.position + 1}"
    return response


@scoped(Capability.LEARN)
@require_POST
def add(request: HttpRequest, study_id: UUID) -> HttpResponse:
    actor = _actor(request)
    row = selectors.study_for(actor, study_id)
    typed = {name: request.POST.get(name, "")[:200] for name in ("word", "instead", "kind")}
    try:
        services.add(actor=actor, study=row, **typed)
    except Invalid as why:
        return _bench(request, study_id, why.status, add_errors=why.fields, add_typed=typed)
    except Conflict as why:
        return _bench(request, study_id, why.status, wrong=why.message)
    messages.success(request, _("The word is replaced wherever it stood."))
    response = redirect("study", study_id)
    response.headers["Location"] += "#words"
    return response


@scoped(Capability.LEARN)
@require_POST
def make_page(request: HttpRequest, study_id: UUID) -> HttpResponse:
    return _press(request, study_id, services.make_page)


def _press(request: HttpRequest, study_id: UUID, service: Callable[..., object]) -> HttpResponse:
    actor = _actor(request)
    try:
        service(actor=actor, study=selectors.study_for(actor, study_id))
    except Conflict as why:
        return _bench(request, study_id, why.status, wrong=why.message)
    return redirect("study", study_id)


@scoped()
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """A party's own page: what it would mean, yes, no, and the way back."""
    actor = _actor(request)
    row = selectors.own_consent(actor, study_id)
    wrong = ""
    if request.method == "POST":
        said = request.POST.get("answer")
        if said in (Answer.YES, Answer.NO):
            services.answer(actor=actor, consent=row, yes=said == Answer.YES)
            return redirect("study_consent", study_id)
        wrong = _("Please choose one of the two.")
    context = {"consent": row, "answers": Answer, "wrong": wrong, "page": selectors.public_page(row.study)}
    return render(request, "casestudies/consent.html", context, status=422 if wrong else 200)
