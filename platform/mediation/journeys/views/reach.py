"""A party's telephone: whether others read it, and when it is safe to call."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mediation.casework.selectors import case as selectors
from mediation.casework.services import party as services
from mediation.common.errors import Invalid
from mediation.common.routes import scoped
from mediation.journeys.forms import ReachChoiceForm


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def reach(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Nothing is ever sent to a telephone that others read; the page of the case still has everything."""
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.case_for(actor, case_id, "take_part")
    person = services.own_party(actor, row).person
    form = ReachChoiceForm(
        request.POST if request.method == "POST" else None,
        initial={"phone_is": "shared" if person.shared_phone else "own", "safe_times": person.safe_times},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.change_reach(
                actor=actor, case=row, shared_phone=given["phone_is"] == "shared", safe_times=given["safe_times"]
            )
        except Invalid as why:
            form.refuse(why)
        else:
            messages.success(request, _("Your choice is recorded."))
            return redirect("party_case", case_id)
    return render(
        request, "journeys/reach.html", {"case": row, "form": form, "known": bool(person.phone_sealed)},
        status=422 if form.errors else 200,
    )
