"""Process advice: for the case of a person in the queue, or for any case by its number, with nobody asked anything."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from counseling.interventions import services
from counseling.interventions.enums import SittingAdvice
from counseling.interventions.forms import AdviceForm, CaseAdviceForm
from counseling.interventions.policies import advice as policy
from counseling.interventions.ports import people
from counseling.interventions.selectors import advice as reading
from counseling.interventions.views.asker import actor_of, door, user_of
from mediation.accounts.roles import Capability
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import scoped, signed_in


def _sign(request: HttpRequest, form: AdviceForm, case_ref: uuid.UUID, area_path: str) -> bool:
    data = form.cleaned_data
    try:
        services.sign_advice(
            actor=actor_of(request), user=user_of(request), case_ref=case_ref, area_path=area_path, mode=SittingAdvice(data["mode"]),
            breaks=data["breaks"], companion=data["companion"], words=data["words"], valid_from=data["valid_from"],
            valid_until=data["valid_until"], press=form.form_id,
        )
    except Invalid as why:
        for name, text in why.fields.items():
            form.add_error(name, str(text))
        return False
    messages.success(request, _("Signed. The mediator sees this advice and nothing else."))
    return True


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def for_person(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    flag = door(request, subject, "write")
    form = AdviceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _sign(request, form, flag.case_ref, flag.area_path):
        return redirect("care_person", subject)
    return render(request, "interventions/advice.html", {
        "flag": flag, "person": people().cards([subject]).get(subject), "form": form,
        "held": reading.in_force(actor_of(request), flag.case_ref),
    }, status=422 if form.errors else 200)


@signed_in(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def by_number(request: HttpRequest) -> HttpResponseBase:
    """An unknown number and a case of another place answer alike."""
    form = CaseAdviceForm(request.POST if request.method == "POST" else None, initial={"number": request.GET.get("number", "")[:30]})
    if request.method == "POST" and form.is_valid():
        case = people().case_by_number(form.cleaned_data["number"].strip())
        if case is None or not actor_of(request).holds(Capability.CARE_QUEUE, case.area_path):
            form.add_error("number", _("There is no such case in your area."))
        elif _sign(request, form, case.id, case.area_path):
            return redirect("care_queue")
    return render(request, "interventions/advice.html", {"form": form}, status=422 if form.errors else 200)


@scoped(Capability.CARE_QUEUE)
@require_POST
def end(request: HttpRequest, advice_id: uuid.UUID) -> HttpResponseBase:
    row = policy.scope(actor_of(request), "sign").filter(pk=advice_id).first()
    if row is None:
        raise NotFound
    services.end_advice(actor=actor_of(request), row=row)
    messages.success(request, _("Taken back."))
    return redirect("care_queue")
