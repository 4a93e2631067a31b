"""Case conferences on the mediators' side: when, where, who, and what was agreed. Nothing else crosses the wall."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from counseling.interventions.conferring import ConferenceState
from counseling.interventions.selectors import conference as reading
from counseling.interventions.slips.conference import SeatForm
from counseling.interventions.views.asker import actor_of, user_of
from counseling.interventions.views.conference import take_answer
from mediation.accounts.roles import Capability
from mediation.common.routes import scoped, signed_in


@signed_in(Capability.CASE_CLAIM)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    return render(request, "interventions/desk_conferences.html", {"lines": reading.invited(actor_of(request))})


@scoped(Capability.CASE_CLAIM)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, conference_id: uuid.UUID) -> HttpResponseBase:
    shared = reading.attended(actor_of(request), user_of(request), conference_id)
    seat = shared.mine
    form = SeatForm(request.POST if request.method == "POST" else None, initial={
        "coming": seat.coming if seat else "", "wishes": seat.wishes if seat else [],
    })
    if request.method == "POST" and take_answer(request, form, shared.row):
        return redirect("desk_conference", conference_id)
    return render(request, "interventions/desk_conference.html", {
        "c": shared, "seat_form": form, "open": shared.row.state == ConferenceState.CALLED,
    }, status=422 if form.errors else 200)
