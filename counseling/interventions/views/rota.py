from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from counseling.interventions.forms import ShiftForm
from counseling.interventions.views import refusals
from counseling.interventions.views.asker import actor_of
from counseling.screening import services
from counseling.screening.enums import Rank
from counseling.screening.policies import shifts
from counseling.screening.selectors import duty
from counseling.screening.selectors.rota import coming_shifts
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import scoped, signed_in
from mediation.territory.models import Area

SHOWN = 24


@signed_in(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponseBase:
    """Who is on call when. Without somebody on call first, nobody is asked anything."""
    actor = actor_of(request)
    form = ShiftForm(request.POST if request.method == "POST" else None, reach=actor.reach(Capability.CARE_QUEUE))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.add_shift(
                actor=actor, user=data["user"], area=data["area"], rank=Rank(data["rank"]), starts_at=data["starts_at"],
                ends_at=data["ends_at"],
            )
            return redirect("care_rota")
        except Invalid as why:
            refusals.show(form, why)
    rows = list(coming_shifts(actor)[:SHOWN])
    reach = actor.reach(Capability.CARE_QUEUE)
    gaps, calendar, clashes = duty.ahead(reach)
    staffed = not any(gap.rank == Rank.FIRST and gap.start <= clock.now() for _place, gap in gaps)  # who has left the office wakes nobody
    names = {a.path: a.label for a in Area.objects.filter(path__in=reach)} if len(reach) > 1 else {}
    return render(request, "interventions/rota.html", {
        "form": form, "shifts": rows, "staffed": staffed, "gaps": [(names.get(path, ""), gap) for path, gap in gaps[:12]],
        "calendar": calendar, "unknown": duty.unknown_years(), "clashes": clashes[:8],
    }, status=422 if form.errors else 200)


@scoped(Capability.CARE_QUEUE)
@require_POST
def remove(request: HttpRequest, shift_id: uuid.UUID) -> HttpResponseBase:
    row = shifts.scope(actor_of(request), "plan").filter(pk=shift_id).first()
    if row is None:
        raise NotFound
    services.remove_shift(actor=actor_of(request), shift=row)
    return redirect("care_rota")
