"""The door for complaints and suggestions on every page, and the desk where they are answered."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import public, signed_in
from mediation.web import suggestions
from mediation.web.forms import AnswerForm, ReceiptForm, SuggestionForm
from mediation.web.models import SuggestionKind


def _caller(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


@public
def tell_us(request: HttpRequest) -> HttpResponse:
    form = SuggestionForm(request.POST or None, initial={"came_from": request.GET.get("from", "")[:200], "submission": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        actor: Actor = request.actor  # type: ignore[attr-defined]
        data = form.cleaned_data
        try:
            receipt = suggestions.leave_suggestion(
                actor=actor, submission=data["submission"], kind=SuggestionKind(data["kind"]), text=data["text"],
                contact=data["contact"], page=data["came_from"].split("?")[0], caller=_caller(request),
            )
        except Invalid as refused:
            for name, words in refused.fields.items():
                form.add_error(name, str(words))
        else:
            request.session["receipt"] = receipt
            return redirect("tell_us_done")
    status = 422 if form.errors else 200
    return render(request, "web/tell_us.html", {"form": form, "receipt_form": ReceiptForm()}, status=status)


@public
def tell_us_done(request: HttpRequest) -> HttpResponse:
    receipt = request.session.get("receipt")
    if not receipt:
        return redirect("tell_us")
    return render(request, "web/tell_us_done.html", {"receipt": receipt})


@public
def tell_us_answer(request: HttpRequest) -> HttpResponse:
    """What became of it. POST, so that no receipt stands in an address."""
    form = ReceiptForm(request.POST or None)
    row = None
    if request.method == "POST" and form.is_valid():
        try:
            row = suggestions.by_receipt(form.cleaned_data["receipt"], caller=_caller(request))
        except NotFound:
            form.add_error("receipt", _("We do not know this receipt. Please look at it again."))
    return render(request, "web/tell_us_answer.html", {"form": form, "row": row}, status=422 if form.errors else 200)


@signed_in(Capability.CASE_OVERSEE)
def suggestion_list(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return render(request, "web/suggestion_list.html", {"rows": suggestions.all_for(actor)[:200]})


@signed_in(Capability.CASE_OVERSEE)
def suggestion(request: HttpRequest, suggestion_id: uuid.UUID) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        suggestions.answer_suggestion(actor=actor, suggestion_id=suggestion_id, answer=form.cleaned_data["answer"])
        messages.success(request, _("Answered. Whoever holds the receipt can read it."))
        return redirect(reverse("suggestions"))
    opened = suggestions.open_suggestion(actor=actor, suggestion_id=suggestion_id)
    return render(request, "web/suggestion.html", {"opened": opened, "form": form}, status=422 if form.errors else 200)
