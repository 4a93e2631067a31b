"""How it was: asked on the party's own page, read by the supervisors."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.errors import Invalid
from mediation.common.routes import scoped, signed_in
from mediation.followups import asking
from mediation.followups.asking import Answer
from mediation.followups.enums import Via
from mediation.followups.forms import FeedbackForm, SecondFeedbackForm

SAID = {"yes": True, "no": False}


def _who(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@scoped()
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, feedback_id: uuid.UUID) -> HttpResponse:
    """Three questions on the own page; the first answer counts."""
    row = asking.feedback_for(_who(request), feedback_id, "answer")
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            asking.answer(actor=_who(request), row=row, said=_said(form.cleaned_data))
            return redirect("feedback_answer", feedback_id=row.pk)
        except Invalid as refused:
            _show(form, refused)
    return render(request, "followups/feedback.html", {"row": row, "form": form}, status=422 if form.errors else 200)


@signed_in(Capability.CASE_OVERSEE)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Rates with denominators, who still has to be asked by a second person, and what was written."""
    actor = _who(request)
    return render(
        request, "followups/feedback_overview.html",
        {"figures": asking.figures(actor), "waiting": asking.waiting(actor), "said": asking.said_by(actor)},
    )


@scoped(Capability.CASE_OVERSEE)
@require_GET
def read(request: HttpRequest, feedback_id: uuid.UUID) -> HttpResponse:
    row = asking.feedback_for(_who(request), feedback_id, "view")
    words = asking.words_of(_who(request), row)
    return render(request, "followups/feedback_read.html", {"row": row, "words": words})


@scoped(Capability.CASE_OVERSEE)
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, feedback_id: uuid.UUID) -> HttpResponse:
    """What a second person heard in a call or visit, where there is no own telephone."""
    row = asking.feedback_for(_who(request), feedback_id, "record")
    if row.answered_at is not None:
        return redirect("feedback_read", feedback_id=row.pk)
    form = SecondFeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            asking.answer(actor=_who(request), row=row, said=_said(form.cleaned_data), via=Via(form.cleaned_data["via"]))
            messages.success(request, _("Recorded. Thank you for asking."))
            return redirect("feedback_overview")
        except Invalid as refused:
            _show(form, refused)
    return render(request, "followups/feedback_record.html", {"row": row, "form": form}, status=422 if form.errors else 200)


def _said(values: dict[str, Any]) -> Answer:
    return Answer(values["satisfaction"], SAID.get(values["fair"]), SAID.get(values["free"]), values["words"])


def _show(form: FeedbackForm, refused: Invalid) -> None:
    for name, message in refused.fields.items():
        form.add_error(name if name in form.fields else None, message)
