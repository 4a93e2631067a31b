"""The supervisor's pages about integrity, the ledger, and the public page of the random sample."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mediation.accounts.roles import Capability
from mediation.casework.views.asking import actor_of
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import public, scoped, signed_in
from mediation.integrity.enums import AuditResult, Looked, PayState
from mediation.integrity.models import Draw, Subsidy
from mediation.integrity.policies import drawn, findings, subsidies
from mediation.integrity.selectors.calls import call_list
from mediation.integrity.services import ledger as services
from mediation.integrity.services import sampling

SHOWN = 200


@signed_in(Capability.CASE_OVERSEE)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Whom to call, what to look at, the sample. Reasons, never verdicts."""
    actor = actor_of(request)
    open_rows = findings.scope(actor, "look").filter(looked_at=None).select_related("case__area", "case__mediator", "other")
    waiting = drawn.scope(actor, "look").filter(result__in=("", AuditResult.NOT_REACHED)).select_related("case__area", "draw")
    return render(
        request, "integrity/overview.html",
        {"calls": call_list(actor), "findings": list(open_rows[:SHOWN]), "drawn": list(waiting[:SHOWN]), "outcomes": Looked.choices,
         "results": AuditResult.choices},
    )


@scoped(Capability.CASE_OVERSEE)
@require_POST
def finding(request: HttpRequest, finding_id: uuid.UUID) -> HttpResponse:
    row = findings.scope(actor_of(request), "look").filter(pk=finding_id).first()
    if row is None:
        raise NotFound
    return _done(request, lambda: sampling.looked_at_finding(actor=actor_of(request), row=row, outcome=request.POST.get("outcome", "")))


@scoped(Capability.CASE_OVERSEE)
@require_POST
def drawn_case(request: HttpRequest, drawn_id: uuid.UUID) -> HttpResponse:
    row = drawn.scope(actor_of(request), "look").filter(pk=drawn_id).first()
    if row is None:
        raise NotFound
    return _done(request, lambda: sampling.looked_at_drawn(actor=actor_of(request), row=row, result=request.POST.get("result", "")))


def _done(request: HttpRequest, act: Any) -> HttpResponse:
    try:
        act()
        messages.success(request, _("Noted. Thank you for looking."))
    except Invalid:
        messages.warning(request, _("Please choose one."))
    except Conflict as refused:
        messages.warning(request, refused.message)
    return redirect("integrity")


@signed_in()
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """A mediator's own lines, or the area's for a supervisor."""
    actor = actor_of(request)
    if not (actor.holds(Capability.CASE_CLAIM) or actor.holds(Capability.CASE_OVERSEE)):
        raise NotFound
    rows = list(subsidies.scope(actor, "view").select_related("case__area", "mediator").order_by("state", "-settled_at")[:SHOWN])
    payable = set(subsidies.scope(actor, "pay").filter(pk__in=[r.pk for r in rows]).values_list("pk", flat=True))
    lines = [(r, [services.LACKING[c] for c in r.lacking if c in services.LACKING], r.pk in payable and r.state == PayState.PAYABLE)
             for r in rows]
    return render(request, "integrity/ledger.html", {"lines": lines, "oversees": actor.holds(Capability.CASE_OVERSEE)})


@scoped(Capability.CASE_OVERSEE)
@require_POST
def paid(request: HttpRequest, subsidy_id: uuid.UUID) -> HttpResponse:
    row: Subsidy | None = subsidies.scope(actor_of(request), "pay").select_related("case__mediator").filter(pk=subsidy_id).first()
    if row is None:
        raise NotFound
    try:
        services.pay(actor=actor_of(request), row=row)
        messages.success(request, _("Noted as paid."))
    except Conflict as refused:
        messages.warning(request, refused.message)
    return redirect("subsidies")


@public
@require_GET
def published(request: HttpRequest) -> HttpResponse:
    """The random sample for everybody: how many, how many looked at, how many not as written. Counts only."""
    rows = Draw.objects.annotate(
        size=Count("cases"), confirmed=Count("cases", filter=Q(cases__result=AuditResult.CONFIRMED)),
        not_so=Count("cases", filter=Q(cases__result=AuditResult.NOT_SO)),
        not_reached=Count("cases", filter=Q(cases__result=AuditResult.NOT_REACHED)),
        said=Count("cases", filter=Q(cases__result__in=(AuditResult.CONFIRMED, AuditResult.NOT_SO))),
    )[:24]
    return render(request, "integrity/published.html", {"draws": rows, "percent": float(sampling.share() * 100)})

