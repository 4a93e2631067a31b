"""Case conferences on the counsellors' side: calling one, its page, what was agreed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counseling.interventions.conferring import ConferenceState, ConferenceWay, ProcessPoint
from counseling.interventions.enums import SittingAdvice
from counseling.interventions.ports import CaseRef, people
from counseling.interventions.selectors import conference as reading
from counseling.interventions.services import conference as services
from counseling.interventions.slips.conference import AgreedForm, ConferenceForm, NumberForm, SeatForm
from counseling.interventions.views import refusals
from counseling.interventions.views.asker import actor_of, user_of
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.errors import Conflict, Invalid
from mediation.common.routes import scoped, signed_in


@signed_in(Capability.CARE_QUEUE)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    return render(request, "interventions/conferences.html", {"lines": reading.called(actor_of(request)), "form": NumberForm()})


def _case(request: HttpRequest, number: str) -> CaseRef | None:
    """An unknown number and a case of another place answer alike."""
    case = people().case_by_number(number.strip()[:30]) if number.strip() else None
    return case if case is not None and actor_of(request).holds(Capability.CARE_QUEUE, case.area_path) else None


@signed_in(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    number = request.GET.get("number", "")
    case = _case(request, number)
    if case is None:
        form = NumberForm(request.GET if "number" in request.GET else None)
        if form.is_bound and form.is_valid():
            form.add_error("number", _("There is no such case in your area."))
        return render(request, "interventions/conferences.html", {
            "lines": reading.called(actor_of(request)), "form": form,
        }, status=422 if form.is_bound else 200)
    user = user_of(request)
    bound = request.POST if request.method == "POST" else None
    form_ = ConferenceForm(bound, area_path=case.area_path, case_ref=case.id, user=user)
    if request.method == "POST" and form_.is_valid():
        data = form_.cleaned_data
        try:
            row = services.call_conference(
                actor=actor_of(request), user=user, case_ref=case.id, area_path=case.area_path, starts_at=data["starts_at"],
                minutes=data["minutes"], way=ConferenceWay(data["way"]), place=data["place"], invited=list(data["invited"]),
                preparation=data["preparation"], press=form_.form_id,
            )
        except Invalid as why:
            refusals.show(form_, why)
        else:
            messages.success(request, _("Called. Everybody who is asked has been told."))
            return redirect("care_conference", row.id)
    return render(request, "interventions/conference_new.html", {
        "form": form_, "case": case, "leading": form_.leading,
    }, status=422 if form_.errors else 200)


def _draw(request: HttpRequest, led: reading.Led, **bound: Any) -> HttpResponse:
    shared = led.shared
    seat = shared.mine
    return render(request, "interventions/conference.html", {
        "led": led, "c": shared, "over": shared.row.starts_at <= clock.now(), "open": shared.row.state == ConferenceState.CALLED,
        "agreed_form": bound.get("agreed") or AgreedForm(), "seat": seat,
        "seat_form": bound.get("seat") or (SeatForm(initial={"coming": seat.coming, "wishes": seat.wishes}) if seat else None),
    }, status=422 if bound else 200)


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, conference_id: uuid.UUID) -> HttpResponseBase:
    """The page; sent back, it is what was agreed."""
    led = reading.led(actor_of(request), user_of(request), conference_id)
    if request.method != "POST":
        return _draw(request, led)
    form = AgreedForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.agree(
                actor=actor_of(request), user=user_of(request), row=led.shared.row, mode=SittingAdvice(data["mode"]), breaks=data["breaks"],
                companion=data["companion"], words=data["words"], points=[ProcessPoint(p) for p in data["points"]],
                valid_from=data["valid_from"], valid_until=data["valid_until"], press=form.form_id,
            )
        except Invalid as why:
            refusals.show(form, why)
        except Conflict as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Signed. It stands on the page of the case, and everybody who was invited sees it."))
            return redirect("care_conference", conference_id)
    return _draw(request, led, agreed=form)


@scoped(Capability.CARE_QUEUE)
@require_POST
def answer(request: HttpRequest, conference_id: uuid.UUID) -> HttpResponseBase:
    """A counsellor who was asked to come along."""
    led = reading.led(actor_of(request), user_of(request), conference_id)
    form = SeatForm(request.POST)
    if take_answer(request, form, led.shared.row):
        return redirect("care_conference", conference_id)
    return _draw(request, led, seat=form)


def take_answer(request: HttpRequest, form: SeatForm, row: Any) -> bool:
    if not form.is_valid():
        return False
    data = form.cleaned_data
    try:
        services.answer_conference(
            actor=actor_of(request), user=user_of(request), row=row, coming=data["coming"] == "yes",
            wishes=[ProcessPoint(w) for w in data["wishes"]], words=data["words"],
        )
    except Invalid as why:
        refusals.show(form, why)
        return False
    except Conflict as why:
        form.add_error(None, str(why))
        return False
    messages.success(request, _("Your answer has been passed on."))
    return True


@scoped(Capability.CARE_QUEUE)
@require_POST
def off(request: HttpRequest, conference_id: uuid.UUID) -> HttpResponseBase:
    row = reading.led(actor_of(request), user_of(request), conference_id).shared.row
    services.call_off_conference(actor=actor_of(request), user=user_of(request), row=row)
    messages.success(request, _("Called off. Everybody who was asked has been told."))
    return redirect("care_conference", conference_id)
