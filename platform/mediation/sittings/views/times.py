"""When people can come: the mediator's own times, a party's own, and another time asked for."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.casework.selectors.case import own_page
from mediation.casework.views.asking import actor_of
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped, signed_in
from mediation.sittings.models import Engaged, MoveWish
from mediation.sittings.selectors import times as selectors
from mediation.sittings.services import times as services
from mediation.sittings.views.page import said, show
from mediation.sittings.zones import ZONES


def _moment(request: HttpRequest, day: str, hour: str, *, field: str, zone: ZoneInfo = clock.SHANGHAI) -> datetime:
    """A day and an hour as typed, by the clock of whoever types. Raises Invalid at the field."""
    try:
        return datetime.strptime(
            f"{request.POST.get(day, '')} {request.POST.get(hour, '') or '00:00'}", "%Y-%m-%d %H:%M"
        ).replace(tzinfo=zone)
    except ValueError:
        raise Invalid(fields={field: _("Please give a day and a time, for example 2026-12-15 and 14:30.")}) from None


def _engage(request: HttpRequest, actor: Actor, zone: ZoneInfo = clock.SHANGHAI, **where: Any) -> None:
    if request.POST.get("drop"):
        try:
            row = Engaged.objects.select_related("party__case", "user").filter(pk=uuid.UUID(request.POST["drop"])).first()
        except ValueError:
            row = None
        if row is None:
            raise NotFound
        services.free(actor=actor, engaged=row)
        return
    services.engage(
        actor=actor, starts_at=_moment(request, "from_day", "from_hour", field="from", zone=zone),
        ends_at=_moment(request, "until_day", "until_hour", field="until", zone=zone), **where,
    )


@signed_in(Capability.CASE_CLAIM)
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """The mediator's own times."""
    actor = actor_of(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _engage(request, actor)
            return redirect("my_times")
        except Invalid as why:
            errors = said(why)
    rows = [(row, "", "") for row in selectors.own_times(user__public_id=actor.subject)]
    context = {"rows": rows, "errors": errors, "typed": request.POST.dict() if errors else {}}
    return show(request, "my_times", context, title=_("When I cannot come"), status=422 if errors else 200)


@scoped()
@require_http_methods(["GET", "POST"])
def party(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """A party's own times and clock, when the mediator is taken, and the wish for another time."""
    actor = actor_of(request)
    page = own_page(actor, case_id)
    sitting = page.attendance.sitting if page.attendance is not None else None
    errors: dict[str, str] = {}
    own_clock = selectors.clock_of_party(page.me.pk)
    if request.method == "POST":
        do = request.POST.get("do", "")
        try:
            if do == "clock":
                services.set_clock(actor=actor, case=page.case, zone=request.POST.get("zone", ""))
            elif do == "move":
                if sitting is None:
                    raise Conflict
                options = [
                    _moment(request, f"day_{n}", f"hour_{n}", field="day", zone=own_clock)
                    for n in (1, 2, 3) if request.POST.get(f"day_{n}")
                ]
                services.ask_move(actor=actor, sitting=sitting, options=options, words=request.POST.get("words", ""))
                messages.success(request, _("The mediator has been asked. Until there is an answer the appointment stays."))
            else:
                _engage(request, actor, own_clock, case=page.case)
            return redirect("party_times", case_id)
        except Invalid as why:
            errors = said(why)
        except Conflict as why:
            errors = {"form": str(why.message)}
    zone = selectors.zone_of(page.me.pk)
    wishes = [w for w in selectors.wishes_of(sitting) if w.row.party_id == page.me.pk] if sitting is not None else []
    typed = request.POST.dict() if errors else {}
    rows = [
        (row, *((selectors.shown_in(m, zone) if zone else "") for m in (row.starts_at, row.ends_at)))
        for row in selectors.own_times(party=page.me)
    ]
    context = {
        "case": page.case, "me": page.me, "sitting": sitting, "rows": rows, "zones": ZONES.items(),
        "zone": zone, "zone_name": ZONES.get(zone, ""),
        "days": selectors.busy_of_mediator(page.case, clock.now().astimezone(own_clock).date(), zone=own_clock),
        "wishes": wishes, "errors": errors,
        "typed": typed, "proposals": [(n, typed.get(f"day_{n}", ""), typed.get(f"hour_{n}", "")) for n in (1, 2, 3)],
        "there": selectors.shown_in(sitting.starts_at, zone) if sitting is not None and zone else None,
    }
    return show(request, "times", context, title=_("When does it suit?"), status=422 if errors else 200)


@scoped()
@require_POST
def answer(request: HttpRequest, wish_id: uuid.UUID) -> HttpResponse:
    """The mediator takes one of the proposed times, or none."""
    row = MoveWish.objects.select_related("sitting__case__mediator", "party__person").filter(pk=wish_id).first()
    if row is None:
        raise NotFound
    try:
        services.answer_move(actor=actor_of(request), wish=row, option=request.POST.get("option", ""))
        messages.success(request, _("Everybody who has to know has been told."))
    except (Invalid, Conflict) as why:
        if isinstance(why, Invalid):
            messages.error(request, " ".join(str(w) for w in why.fields.values()) or str(why.message))
        else:
            messages.error(request, str(why.message))
    return redirect("desk_sitting", row.sitting_id)
