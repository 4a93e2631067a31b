"""`/desk/`: the workbench, the pool, the calendar."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mediation.accounts.roles import Capability
from mediation.casework import ports
from mediation.casework.enums import PassReason
from mediation.casework.guidance import Step
from mediation.casework.labels import STANDING
from mediation.casework.selectors import case as case_selectors
from mediation.casework.selectors import desk as selectors
from mediation.casework.selectors import pool as pool_selectors
from mediation.casework.services import claim as services
from mediation.casework.views.asking import actor_of
from mediation.common import clock
from mediation.common.errors import NotFound
from mediation.common.routes import scoped, signed_in

PAGE = 30  # cases a page


@signed_in()
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Each to the own first page: the mediator's workbench, the supervisor's overview, the grid worker's list."""
    actor = actor_of(request)
    if actor.holds(Capability.CASE_CLAIM):
        page = selectors.desk(actor)
        local = clock.now().astimezone(clock.SHANGHAI)
        return render(
            request, "casework/desk.html",
            {"desk": page, "hour": local.hour, "weekday": local, "reasons": PassReason.choices, "next": _first(page),
             "conferences": ports.conferences(actor)},
        )
    if actor.holds(Capability.CASE_OVERSEE):
        return redirect("desk_overview")
    if actor.holds(Capability.CASE_REGISTER):
        return redirect("desk_cases")
    raise NotFound


def _first(page: selectors.Desk) -> Step | None:
    """What burns when no sitting is near: a promised call that is due within the hour."""
    soon = clock.now() + timedelta(hours=1)
    due = [c for c in page.calls if c.call_back_by is not None and c.call_back_by <= soon]
    return Step("call", _("Call the applicant"), due[0].title) if due else None


@signed_in()
@require_GET
def pool(request: HttpRequest) -> HttpResponse:
    """Waiting cases nearby, live: the list is fetched again whenever the pool moves. Supervisors assign from their overview."""
    if not actor_of(request).holds(Capability.CASE_CLAIM):
        if actor_of(request).holds(Capability.CASE_OVERSEE):
            return redirect("desk_overview")
        raise NotFound
    name = "casework/_offers.html" if request.headers.get("HX-Request") else "casework/pool.html"
    waiting = pool_selectors.waiting(actor_of(request))
    few = "few" in request.GET  # what the workbench shows of it
    rows = waiting[: selectors.FEW] if few else Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    found = pool_selectors.offers(actor_of(request), rows)
    return render(request, name, {"offers": found, "rows": None if few else rows, "reasons": PassReason.choices})


@scoped(Capability.CASE_CLAIM)
@require_POST
def claim(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    case = services.claim(actor=actor_of(request), case=case_selectors.any_case(case_id))
    messages.success(request, _("The case is yours. Please call the applicant."))
    return redirect("desk_case", case.id)


@scoped(Capability.CASE_CLAIM)
@require_POST
def pass_by(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    services.pass_by(actor=actor_of(request), case=case_selectors.any_case(case_id), reason=request.POST.get("reason", ""))
    messages.info(request, _("It is left to others."))
    return redirect("desk_pool")


@signed_in(Capability.CASE_CLAIM)
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """Four weeks from today."""
    start = clock.day_end(clock.today()) - timedelta(days=1)
    rows = selectors.calendar(actor_of(request), start, start + timedelta(days=28))
    days: dict[object, list[object]] = {}
    for row in rows:
        days.setdefault(clock.day_of(row.starts_at), []).append(row)
    return render(request, "casework/calendar.html", {"days": list(days.items())})


@signed_in()
@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not (actor.holds(Capability.CASE_CLAIM) or actor.holds(Capability.CASE_REGISTER)):
        raise NotFound
    everything = "all" in request.GET
    claims = actor.holds(Capability.CASE_CLAIM)
    mine = Paginator(selectors.my_cases(actor, everything=everything), PAGE).get_page(request.GET.get("page")) if claims else None
    return render(
        request, "casework/cases.html",
        {"mine": mine, "followed": selectors.followed(actor), "everything": everything, "standing": STANDING,
         "claims": claims},
    )
