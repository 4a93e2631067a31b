"""`/desk/overview/`: what the supervisor of an area sees, and the assignment of cases."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mediation.accounts.roles import Capability
from mediation.accounts.selectors import user_by_subject
from mediation.casework.models import Objection
from mediation.casework.selectors.case import case_for
from mediation.casework.selectors.desk import assignable, overview
from mediation.casework.services.claim import assign as give
from mediation.casework.services.reading import objection_reason
from mediation.casework.views.asking import actor_of
from mediation.common import clock
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import scoped, signed_in

PERIODS = (30, 90, 365)


@signed_in(Capability.CASE_OVERSEE)
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("days", "90")
    days = int(asked) if asked.isdigit() and int(asked) in PERIODS else 90
    since = clock.now() - timedelta(days=days)
    return render(
        request, "casework/overview.html", {"figures": overview(actor_of(request), since), "days": days, "periods": PERIODS, "since": since}
    )


@scoped(Capability.CASE_OVERSEE)
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    row = case_for(actor, case_id, "oversee")
    context = {"case": row, "people": assignable(actor)}
    if request.method == "POST":
        try:
            chosen = user_by_subject(str(uuid.UUID(request.POST.get("mediator", ""))))
        except ValueError:
            chosen = None
        try:
            if chosen is None:
                raise Invalid(fields={"mediator": _("Please choose somebody.")})
            give(actor=actor, case=row, mediator=chosen)
        except Invalid as why:
            return render(request, "casework/assign.html", {**context, "errors": why.fields}, status=422)
        messages.success(request, _("%(name)s has the case now.") % {"name": chosen})
        return redirect("desk_overview")
    return render(request, "casework/assign.html", context)


@scoped(Capability.CASE_OVERSEE)
@require_GET
def objection(request: HttpRequest, objection_id: uuid.UUID) -> HttpResponse:
    row = Objection.objects.select_related("case__area", "case__organisation", "mediator", "party").filter(pk=objection_id).first()
    if row is None:
        raise NotFound
    words = objection_reason(actor=actor_of(request), objection=row)
    return render(request, "casework/objection.html", {"objection": row, "case": row.case, "words": words})
