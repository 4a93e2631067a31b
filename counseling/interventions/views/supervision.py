"""Supervision: bringing somebody without a name, advising, and the written decision to open a file after all."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counseling.interventions.forms import DecisionForm
from counseling.interventions.ports import people
from counseling.interventions.selectors import supervision as reading
from counseling.interventions.services import supervision as services
from counseling.interventions.slips.supervision import SupervisionAdviceForm, SupervisionForm
from counseling.interventions.views import refusals
from counseling.interventions.views.asker import actor_of, door, may_read, user_of
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped, signed_in


def _index(request: HttpRequest, status: int = 200, wrong: object = None) -> HttpResponse:
    talked = reading.mine(actor_of(request), user_of(request))
    if talked:
        trail.record_read(actor_of(request), "care.supervision_open", ("user", user_of(request).public_id))
    return render(request, "interventions/supervision.html", {
        "talked": talked, "due": reading.due(user_of(request)), "form": SupervisionAdviceForm(), "wrong": wrong,
    }, status=status)


@signed_in(Capability.CARE_QUEUE)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """What I brought, what was brought to me, and who at red or orange has to be brought."""
    return _index(request)


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    actor, user = actor_of(request), user_of(request)
    flag = door(request, subject)
    if not may_read(request, flag) and request.method != "POST":
        return redirect("care_person", subject)
    form = SupervisionForm(request.POST if request.method == "POST" else None, flag=flag, user=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.bring(
                actor=actor, user=user, flag=flag, supervisor=data["supervisor"], held_at=data["held_at"], minutes=data["minutes"],
                words=data["words"], press=form.form_id,
            )
        except Invalid as why:
            refusals.show(form, why)
        except Conflict as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Kept. The supervisor reads it without a name."))
            return redirect("care_supervision")
    return render(request, "interventions/supervision_bring.html", {
        "flag": flag, "person": people().cards([subject]).get(subject), "form": form,
    }, status=422 if form.errors else 200)


@scoped(Capability.CARE_QUEUE)
@require_POST
def advise(request: HttpRequest, supervision_id: uuid.UUID) -> HttpResponseBase:
    row = reading.one(actor_of(request), supervision_id)
    if row is None:
        raise NotFound
    form = SupervisionAdviceForm(request.POST)
    if form.is_valid():
        try:
            services.advise(actor=actor_of(request), row=row, words=form.cleaned_data["advice"])
        except Invalid as why:
            refusals.show(form, why)
        else:
            messages.success(request, _("Signed and kept."))
            return redirect("care_supervision")
    return _index(request, 422, (row.pk, form))


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    flag = door(request, subject)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.decide_to_open(
                actor=actor_of(request), user=user_of(request), flag=flag, reason=form.cleaned_data["reason"], press=form.form_id
            )
        except Invalid as why:
            refusals.show(form, why)
        else:
            return redirect("care_person", subject)
    return render(request, "interventions/supervised.html", {"flag": flag, "form": form}, status=422 if form.errors else 200)
