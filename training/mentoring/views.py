"""The contract's page for the two, for those who review, and the public notice."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import public, scoped, signed_in
from training.mentoring import selectors, services
from training.mentoring.enums import MAY, Stage
from training.mentoring.forms import LogForm, ProposeForm
from training.mentoring.models import LogEntry, Panel
from training.mentoring.policies import appeals


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@signed_in(Capability.LEARN)
@require_GET
def contracts(request: HttpRequest) -> HttpResponse:
    actor = _actor(request)
    rows = selectors.listed(actor)
    return render(request, "mentoring/contracts.html", {"rows": rows, "mentors": actor.holds(Capability.MENTOR)})


@signed_in(Capability.MENTOR)
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    actor = _actor(request)
    form = ProposeForm(request.POST or None, people=selectors.may_be_apprentices(actor))
    if request.method == "POST" and form.is_valid():
        try:
            row = services.propose(actor=actor, **form.cleaned_data)
        except (Invalid, Conflict) as why:
            _blame(form, why)
        else:
            return redirect("mentoring_contract", row.pk)
    return render(request, "mentoring/propose.html", {"form": form}, status=422 if form.errors else 200)


def _blame(form: Any, why: Invalid | Conflict) -> None:
    for name, words in (why.fields if isinstance(why, Invalid) else {"": why.message}).items():
        form.add_error(name or None, str(words))


@scoped(Capability.LEARN)
@require_http_methods(["GET", "POST"])
def contract(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """GET shows where the two stand; POST writes a line of the log."""
    actor = _actor(request)
    row = selectors.contract_for(actor, contract_id)
    if request.method == "GET":
        return _page(request, row)
    form = LogForm(request.POST)
    if form.is_valid():
        try:
            services.write(actor=actor, contract=row, **form.cleaned_data)
        except (Invalid, Conflict) as why:
            _blame(form, why)
        else:
            return redirect("mentoring_contract", contract_id)
    return _page(request, row, 422, form=form)


def _page(request: HttpRequest, row: Any, status: int = 200, **more: Any) -> HttpResponse:
    standing = selectors.standing(_actor(request), row)
    ladder = [(stage, stage.label, MAY[stage], stage < standing.stage, stage == standing.stage) for stage in Stage]
    form = LogForm(initial={"once": uuid.uuid4(), "on": clock.today()})
    context = {"standing": standing, "contract": row, "ladder": ladder, "form": form, "today": clock.today(), "stages": Stage, **more}
    response = render(request, "mentoring/contract.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@scoped(Capability.LEARN)
@require_POST
def act(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """One press: yes or no to the offer, the end, the next stage, the review."""
    actor = _actor(request)
    row = selectors.contract_for(actor, contract_id)
    panel = selectors.panel_of(row)
    try:
        match request.POST.get("do"):
            case "accept" | "refuse" as said:
                services.accept(actor=actor, contract=row, yes=said == "accept")
            case "end":
                services.end(actor=actor, contract=row)
            case "sign_off":
                to = request.POST.get("to", "")
                services.sign_off(actor=actor, contract=row, to=int(to) if to.isdecimal() and len(to) < 3 else -1)
            case "panel":
                services.open_panel(actor=actor, contract=row)
            case "yes" | "no" as said if panel is not None:
                services.vote(actor=actor, panel=panel, yes=said == "yes")
            case "announce" if panel is not None:
                services.announce(actor=actor, panel=panel)
            case _:
                raise NotFound
    except Conflict as why:
        return _page(request, selectors.contract_for(actor, contract_id), why.status, wrong=why.message)
    return redirect("mentoring_contract", contract_id)


@scoped(Capability.LEARN)
@require_POST
def sign(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    actor = _actor(request)
    entry = LogEntry.objects.select_related("contract__template").filter(pk=entry_id).first()
    if entry is None:
        raise NotFound
    reason = request.POST.get("reason", "")
    try:
        services.sign(actor=actor, entry=entry, yes=request.POST.get("do") == "yes", reason=reason)
    except Invalid as why:
        return _page(request, entry.contract, why.status, wrong_entry=entry.pk, wrong_reason=why.fields["reason"], typed=reason)
    return redirect("mentoring_contract", entry.contract_id)


@public
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """公示: anybody reads who is to mediate alone, and until when objections are taken."""
    return render(request, "mentoring/notices.html", {"panels": selectors.in_notice()})


@signed_in(Capability.LEARN)
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    actor = _actor(request)
    panel = Panel.objects.select_related("contract__template").filter(pk=panel_id, void=False).first()
    if panel is None:
        raise NotFound
    context: dict[str, Any] = {"panel": panel, "words": request.POST.get("words", "")}
    if request.method == "POST":
        try:
            services.appeal(actor=actor, panel=panel, words=context["words"])
        except Invalid as why:
            return render(request, "mentoring/appeal.html", {**context, "wrong": why.fields["words"]}, status=422)
        return render(request, "mentoring/appeal.html", {"panel": panel, "done": _("Thank you. A supervisor decides, and nobody goes further until then.")})
    return render(request, "mentoring/appeal.html", context)


@scoped(Capability.CASE_OVERSEE)
@require_POST
def decide(request: HttpRequest, appeal_id: UUID) -> HttpResponse:
    actor = _actor(request)
    row = appeals.scope(actor, "decide").select_related("panel__contract").filter(pk=appeal_id).first()
    if row is None:
        raise NotFound
    services.decide_appeal(actor=actor, row=row, upheld=request.POST.get("do") == "uphold")
    return redirect("mentoring_contract", row.panel.contract_id)
