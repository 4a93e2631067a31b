"""`/desk/register/`: a dispute written down for somebody."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mediation.accounts.roles import Capability
from mediation.casework.enums import CaseSource
from mediation.casework.forms import RegisterForm
from mediation.casework.services.case import Contact, Report
from mediation.casework.services.register import register as write_down
from mediation.casework.views.asking import actor_of
from mediation.common.errors import Invalid
from mediation.common.policy import under
from mediation.common.routes import signed_in
from mediation.territory.models import Area
from mediation.territory.selectors import standing


@signed_in(Capability.CASE_REGISTER)
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    here = under("path", actor.reach(Capability.CASE_REGISTER))
    areas = Area.objects.none()
    if here is not None:
        areas = Area.objects.filter(here, standing()).exclude(level__in=("city", "district")).order_by("path")
    form = RegisterForm(request.POST or None, areas=areas)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        others = [Contact(name=given["other_name"], phone=given["other_phone"])] if given["other_name"].strip() else []
        report = Report(
            kind=given["kind"], title=given["title"], story=given["story"], wish=given["wish"], area=given["area"],
            applicant=Contact(
                name=given["name"], phone=given["phone"], shared_phone=given["shared_phone"], safe_times=given["safe_times"]
            ),
            respondents=others, helper=actor.name, urgent=given["urgent"],
            source=CaseSource.INITIATIVE if given["initiative"] else CaseSource.APPLICATION,
        )
        try:
            opened = write_down(actor=actor, report=report, willing=given["willing"], press=given["press"])
            messages.success(request, _("Written down as %(number)s. It waits for a mediator.") % {"number": opened.case.number})
            return redirect("desk_case", opened.case.id)
        except Invalid as why:
            form.refuse(why)
    return render(request, "casework/register.html", {"form": form}, status=422 if request.method == "POST" else 200)
