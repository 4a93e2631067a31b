"""Handing somebody on, and answering what colleagues hand on."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counseling.interventions.models import Referral
from counseling.interventions.ports import people
from counseling.interventions.referring import AskedBasis, Receiver, ReferralState
from counseling.interventions.selectors import referral as reading
from counseling.interventions.services import referral as services
from counseling.interventions.services import writing
from counseling.interventions.services.caseload import FULL
from counseling.interventions.slips.referral import ReferralForm, ReturnForm, TakeBackForm
from counseling.interventions.views import refusals
from counseling.interventions.views.asker import actor_of, door, mark_opened, may_read, user_of
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common.errors import Conflict, Invalid
from mediation.common.routes import scoped, signed_in


@signed_in(Capability.CARE_QUEUE)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """What waits for my answer, and what I have sent and who has not answered."""
    return render(request, "interventions/referrals.html", {"rows": reading.rows_of(actor_of(request), user_of(request))})


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    """The letter in four parts. What was typed is kept when something is wrong."""
    actor, user = actor_of(request), user_of(request)
    flag = door(request, subject)
    if not may_read(request, flag) and request.method != "POST":
        return redirect("care_person", subject)
    form = ReferralForm(request.POST if request.method == "POST" else None, flag=flag, user=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = services.send(
                actor=actor, user=user, flag=flag, receiver=Receiver(data["receiver"]), to_user=data["to_user"], place=data["place"],
                number=data["number"], basis=AskedBasis(data["basis"]), fields=form.filled, press=form.form_id,
                origin=request.build_absolute_uri("/").rstrip("/"), follows=_unanswered(request, subject),
            )
        except Invalid as why:
            refusals.show(form, why)
        else:
            messages.success(request, _("Sent. You stay responsible until the receiver has accepted."))
            return redirect("care_referral", row.id)
    return render(request, "interventions/referral_send.html", {
        "flag": flag, "person": people().cards([subject]).get(subject), "form": form, "rows": reading.of_file(subject),
        "instead": _unanswered(request, subject),
    }, status=422 if form.errors else 200)


def _unanswered(request: HttpRequest, subject: uuid.UUID) -> Referral | None:
    """The earlier referral of this file that the new one is to replace, named in the address."""
    asked = request.GET.get("instead", "")
    return next((r for r in reading.of_file(subject) if str(r.id) == asked and r.state == ReferralState.SENT), None)


@scoped(Capability.CARE_QUEUE)
@require_safe
def show(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponseBase:
    return _draw(request, reading.one(actor_of(request), referral_id))


def _draw(
    request: HttpRequest, row: Referral, form: ReturnForm | None = None, *, back: TakeBackForm | None = None
) -> HttpResponse:
    to_me = row.to_user_id == user_of(request).pk
    readable = may_read(request, row.flag)
    return render(request, "interventions/referral.html", {
        "row": row, "flag": row.flag, "person": people().cards([row.subject]).get(row.subject), "to_me": to_me,
        "mine": row.by_id == user_of(request).pk, "found": reading.opened(row) if readable else None, "form": form or ReturnForm(),
        "back": back or TakeBackForm(), "may_take_back": user_of(request).pk in (row.by_id, row.flag.acknowledged_by_id) and not to_me,
    }, status=422 if form or back else 200)


@scoped(Capability.CARE_QUEUE)
@require_POST
def acknowledge(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponseBase:
    """"It has reached me": the words open with it, and that is written down like every opening."""
    actor, row = actor_of(request), reading.one(actor_of(request), referral_id)
    try:
        writing.guard(actor, user_of(request), row.flag, "read")
    except Conflict as why:
        messages.error(request, str(why))
        return redirect("care_referral", row.id)
    services.acknowledge(actor=actor, row=row)
    trail.record_read(actor, "care.open", ("flag", row.flag_id), screening=str(row.flag.screening_id or ""))
    mark_opened(request, row.subject)
    return redirect("care_referral", row.id)


@scoped(Capability.CARE_QUEUE)
@require_POST
def accept(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponseBase:
    row = reading.one(actor_of(request), referral_id)
    try:
        services.accept(actor=actor_of(request), row=row)
        messages.success(request, _("You have taken this person on. From now on you are the one in touch."))
    except (Conflict, Invalid) as why:
        messages.error(request, str(why))
        if why.code == FULL:
            return redirect("care_exception", row.subject)
    return redirect("care_referral", row.id)


@scoped(Capability.CARE_QUEUE)
@require_POST
def give_back(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponseBase:
    row = reading.one(actor_of(request), referral_id)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            services.give_back(actor=actor_of(request), row=row, reason=form.cleaned_data["reason"])
            messages.success(request, _("Returned. The sender has been told and stays responsible."))
            return redirect("care_referral", row.id)
        except Invalid as why:
            refusals.show(form, why)
        except Conflict as why:
            messages.error(request, str(why))
            return redirect("care_referral", row.id)
    return _draw(request, row, form)


@scoped(Capability.CARE_QUEUE)
@require_POST
def take_back(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponseBase:
    row = reading.one(actor_of(request), referral_id)
    form = TakeBackForm(request.POST)
    if form.is_valid():
        try:
            services.take_back(actor=actor_of(request), user=user_of(request), row=row, reason=form.cleaned_data["why"])
            messages.success(request, _("Taken back. The receiver has been told; you stay in touch with this person."))
            return redirect("care_referral", row.id)
        except Invalid as why:
            refusals.show(form, why)
        except Conflict as why:
            messages.error(request, str(why))
            return redirect("care_referral", row.id)
    return _draw(request, row, back=form)


@scoped(Capability.CARE_QUEUE)
@require_POST
def link_again(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponseBase:
    row = reading.one(actor_of(request), referral_id)
    services.send_link_again(
        actor=actor_of(request), user=user_of(request), row=row, origin=request.build_absolute_uri("/").rstrip("/")
    )
    messages.success(request, _("A new link and a new code went to the duty telephone. The old ones are dead."))
    return redirect("care_referral", row.id)
