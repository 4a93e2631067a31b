from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from counseling.interventions.forms import DecisionForm
from counseling.interventions.ports import people
from counseling.interventions.selectors import caseload as reading
from counseling.interventions.services import caseload as services
from counseling.interventions.slips.caseload import LimitForm
from counseling.interventions.views import refusals
from counseling.interventions.views.asker import actor_of, door, user_of
from mediation.accounts.roles import Capability
from mediation.common.errors import Conflict, Invalid
from mediation.common.routes import scoped, signed_in


@signed_in(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponseBase:
    """Who accompanies how many; the place's limit. Whoever changes it does so under their own name."""
    actor = actor_of(request)
    form = LimitForm(request.POST if request.method == "POST" else None, reach=actor.reach(Capability.CARE_QUEUE))
    if request.method == "POST" and form.is_valid():
        try:
            services.set_limit(
                actor=actor, user=user_of(request), area_path=form.cleaned_data["area"].path, most=form.cleaned_data["most"]
            )
        except Invalid as why:
            refusals.show(form, why)
        else:
            messages.success(request, _("Set. It holds from now on."))
            return redirect("care_caseload")
    return render(request, "interventions/caseload.html", {"loads": reading.table(actor), "form": form}, status=422 if form.errors else 200)


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def exception(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    """One more than the place allows, signed with its reason."""
    flag = door(request, subject)
    limit = reading.limit_at(flag.area_path)
    if limit is None:  # nothing to be excepted from
        return redirect("care_person", subject)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.sign_exception(
                actor=actor_of(request), user=user_of(request), flag=flag, reason=form.cleaned_data["reason"], press=form.form_id
            )
        except Invalid as why:
            refusals.show(form, why)
        except Conflict as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Signed. You can take this person on now."))
            return redirect("care_person", subject)
    return render(request, "interventions/exception.html", {
        "flag": flag, "person": people().cards([subject]).get(subject), "form": form, "load": reading.load_of(user_of(request)),
        "limit": limit,
    }, status=422 if form.errors else 200)
