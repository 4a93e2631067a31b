"""Patterns of duty: nights, weekends and public holidays, laid out to shifts."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from counseling.interventions.slips.pattern import PatternForm
from counseling.interventions.views import refusals
from counseling.interventions.views.asker import actor_of
from counseling.screening.enums import DutyDay
from counseling.screening.models import RosterPattern, Shift
from counseling.screening.policies import roster_patterns
from counseling.screening.selectors import duty
from counseling.screening.services import pattern as services
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import scoped, signed_in


@signed_in(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    form = PatternForm(request.POST if request.method == "POST" else None, reach=actor.reach(Capability.CARE_QUEUE))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row, made = services.lay_out(
                actor=actor, area=data["area"], first=data["first"], deputy=data["deputy"], on=[DutyDay(d) for d in data["on"]],
                since=data["since"], until=data["until"], first_day=data["first_day"], last_day=data["last_day"], press=form.form_id,
            )
        except Invalid as why:
            refusals.show(form, why)
        else:
            planned = max(made, services.planned(row))
            messages.success(request, ngettext(
                "%(n)d shift stands in the rota.", "%(n)d shifts stand in the rota.", planned,
            ) % {"n": planned})
            stood = planned - made
            if stood > 0:
                messages.info(request, ngettext(
                    "%(n)d of them stood there before and was not laid out twice.",
                    "%(n)d of them stood there before and were not laid out twice.", stood,
                ) % {"n": stood})
            if _twice(row):
                messages.warning(request, _("Somebody has two duties at once now: see the rota."))
            return redirect("care_patterns")
    rows = roster_patterns.scope(actor, "plan").filter(last_day__gte=clock.today()).select_related("area", "first", "deputy")[:60]
    return render(request, "interventions/patterns.html", {
        "form": form, "rows": [(r, [DutyDay(d).label for d in r.on]) for r in rows],
        "unknown": duty.unknown_years(services.LONGEST.days),
    }, status=422 if form.errors else 200)


def _twice(row: RosterPattern) -> bool:
    users = [user for user in (row.first_id, row.deputy_id) if user is not None]
    return bool(duty.clashes(Shift.objects.filter(user__in=users, ends_at__gt=clock.now())))


@scoped(Capability.CARE_QUEUE)
@require_POST
def end(request: HttpRequest, pattern_id: uuid.UUID) -> HttpResponseBase:
    row = roster_patterns.scope(actor_of(request), "plan").filter(pk=pattern_id).first()
    if row is None:
        raise NotFound
    services.end_pattern(actor=actor_of(request), row=row)
    messages.success(request, _("Ended. Its shifts that had not begun are off the list."))
    return redirect("care_patterns")
