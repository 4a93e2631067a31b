"""Talks: agreeing on one, the agenda, what happens when somebody did not come."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counseling.interventions import services
from counseling.interventions.models import Appointment
from counseling.interventions.ports import people
from counseling.interventions.scheduling import MISSED, AttemptOutcome, AttemptWay, Missed, Way
from counseling.interventions.selectors import appointment as reading
from counseling.interventions.selectors import referral
from counseling.interventions.services import talk_room
from counseling.interventions.slips.appointment import AppointmentForm, AttemptForm, MissedForm
from counseling.interventions.views import refusals
from counseling.interventions.views.asker import actor_of, door, may_read, user_of
from counseling.screening.enums import Level
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.errors import Conflict, Invalid
from mediation.common.routes import scoped, signed_in


@signed_in(Capability.CARE_QUEUE)
@require_safe
def agenda(request: HttpRequest) -> HttpResponseBase:
    """My talks, those nobody wrote about yet, and who did not come and has not been reached."""
    return render(request, "interventions/agenda.html", {
        "agenda": reading.agenda(actor_of(request), user_of(request)), "waiting": referral.waiting_for(user_of(request)),
    })


def _asked(form: AppointmentForm) -> dict[str, object]:
    data = form.cleaned_data
    starts_at: datetime = data["starts_at"]
    return {
        "way": Way(data["way"]), "starts_at": starts_at, "minutes": data["minutes"], "second": data["second"], "where": data["where"],
        "press": form.form_id,
    }


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    actor, user = actor_of(request), user_of(request)
    flag = door(request, subject)
    if not may_read(request, flag) and request.method != "POST":
        return redirect("care_person", subject)
    form = AppointmentForm(request.POST if request.method == "POST" else None, flag=flag, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            services.plan(actor=actor, user=user, flag=flag, quiet=form.cleaned_data["quiet"], **_asked(form))  # type: ignore[arg-type]
        except Invalid as why:
            refusals.show(form, why)
        else:
            messages.success(request, _("Agreed. It stands in your agenda."))
            return redirect("care_agenda")
    return render(request, "interventions/appointment_plan.html", {
        "flag": flag, "person": people().cards([subject]).get(subject), "form": form, "rows": reading.of_file(subject),
        "hears": people().hears(subject),
    }, status=422 if form.errors else 200)


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, appointment_id: uuid.UUID) -> HttpResponseBase:
    """One talk: what can be done with it now. POST moves it to another time."""
    actor, user = actor_of(request), user_of(request)
    row = reading.one(actor, appointment_id)
    form = _form_of(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            services.move(actor=actor, user=user, row=row, **_asked(form))  # type: ignore[arg-type]
        except Invalid as why:
            refusals.show(form, why)
        except Conflict as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Moved. The person sees the new time."))
            return redirect("care_agenda")
    return _draw(request, row, form=form, status=422 if form.errors else 200)


def _form_of(request: HttpRequest, row: Appointment) -> AppointmentForm:
    form = AppointmentForm(
        request.POST if request.method == "POST" else None, flag=row.flag, user=user_of(request),
        initial={
            "way": row.way, "minutes": row.minutes, "second": row.second_id,
            "where": reading.where(row) if may_read(request, row.flag) else "",
        },
    )
    del form.fields["quiet"]
    return form


def _draw(request: HttpRequest, row: Appointment, status: int = 200, **more: object) -> HttpResponse:
    room = reading.held([row]).get(str(row.id), reading.Held())
    shown: dict[str, object] = {
        "row": row, "hears": people().hears(row.subject), "flag": row.flag, "person": people().cards([row.subject]).get(row.subject),
        "attempts": row.attempts.select_related("by"), "rule": MISSED[Level(row.flag.level)], "missed": MissedForm(),
        "attempt": AttemptForm(), "over": row.starts_at <= clock.now() or room.over, "room": room, "talked": room.over and room.met,
        "door_open": reading.door_open(row) and not room.over,
        "where": reading.where(row) if may_read(request, row.flag) else "",
    }
    if "form" not in more:
        more["form"] = AppointmentForm(flag=row.flag, user=user_of(request), initial={"way": row.way, "minutes": row.minutes})
        del more["form"].fields["quiet"]  # type: ignore[attr-defined]
    return render(request, "interventions/appointment.html", {**shown, **more}, status=status)


@scoped(Capability.CARE_QUEUE)
@require_POST
def missed(request: HttpRequest, appointment_id: uuid.UUID) -> HttpResponseBase:
    row = reading.one(actor_of(request), appointment_id)
    form = MissedForm(request.POST)
    if not form.is_valid() and row.starts_at <= clock.now():
        return _draw(request, row, 422, missed=form)
    reason = Missed(form.cleaned_data.get("reason") or Missed.UNKNOWN)
    try:
        services.mark_missed(actor=actor_of(request), user=user_of(request), row=row, reason=reason)
        messages.warning(request, str(MISSED[Level(row.flag.level)].words))
    except (Invalid, Conflict) as why:
        return _draw(request, row, why.status, refused=str(why))
    return redirect("care_talk", row.id)


@scoped(Capability.CARE_QUEUE)
@require_POST
def attempt(request: HttpRequest, appointment_id: uuid.UUID) -> HttpResponseBase:
    row = reading.one(actor_of(request), appointment_id)
    form = AttemptForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.note_attempt(
                actor=actor_of(request), user=user_of(request), row=row, way=AttemptWay(data["way"]),
                outcome=AttemptOutcome(data["outcome"]), press=form.form_id,
            )
        except Invalid as why:
            refusals.show(form, why)
        except Conflict as why:
            messages.error(request, str(why))
            return redirect("care_talk", row.id)
        else:
            messages.success(request, _("Written down."))
            return redirect("care_talk", row.id)
    return _draw(request, row, 422, attempt=form)


@scoped(Capability.CARE_QUEUE)
@require_POST
def call_off(request: HttpRequest, appointment_id: uuid.UUID) -> HttpResponseBase:
    row = reading.one(actor_of(request), appointment_id)
    services.call_off(actor=actor_of(request), row=row)
    messages.success(request, _("Called off."))
    return redirect("care_talk", row.id)


@scoped(Capability.CARE_QUEUE)
@require_POST
def room(request: HttpRequest, appointment_id: uuid.UUID) -> HttpResponseBase:
    return redirect("room", talk_room.open_for(actor_of(request), appointment_id).pk)
