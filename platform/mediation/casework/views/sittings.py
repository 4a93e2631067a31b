"""Planning and holding a sitting."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mediation.casework import meeting, ports, protection, script
from mediation.casework.forms import SittingForm
from mediation.casework.models import Case, Sitting
from mediation.casework.policies import sittings
from mediation.casework.selectors.case import case_for, parties_of
from mediation.casework.selectors.meeting import rooms_of
from mediation.casework.services import sitting as services
from mediation.casework.services.protecting import protect_addresses
from mediation.casework.views.asking import actor_of
from mediation.common import clock
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped
from realtime.rooms.media import relay


def _sitting(request: HttpRequest, sitting_id: uuid.UUID) -> Sitting:
    rows = sittings.scope(actor_of(request), "lead").select_related("case__mediator", "case__area")
    row = rows.filter(pk=sitting_id).first()
    if row is None:
        raise NotFound
    return row


@scoped()
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    row = case_for(actor, case_id, "work")
    form = SittingForm(request.POST or None, initial={"minutes": 60, "mode": meeting.suggested(row.id)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        against = [] if request.POST.get("anyway") else ports.clashes(row.id, form.starts_at, given["minutes"])
        if against:
            return _plan(request, row, form, clashes=against)
        try:
            services.plan(
                actor=actor, case=row, starts_at=form.starts_at, minutes=given["minutes"], mode=given["mode"], place=given["place"],
                risk=given["risk"],
            )
            messages.success(request, _("The appointment stands. Everybody who takes part has been told."))
            return redirect("desk_case", case_id)
        except Invalid as why:
            if "starts_at" in why.fields:
                why.fields["day"] = why.fields.pop("starts_at")
            form.refuse(why)
    return _plan(request, row, form)


def _plan(request: HttpRequest, row: Case, form: SittingForm, clashes: Sequence[str] = ()) -> HttpResponse:
    context = {
        "case": row, "form": form, "parties": parties_of(row), "advice": ports.process_advice(row.id), "today": clock.today(),
        "clashes": clashes,
    }
    return render(request, "casework/plan.html", context, status=422 if request.method == "POST" else 200)


@scoped()
@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    """The quiet page before: who comes, what to mind, the way in."""
    actor = actor_of(request)
    row = _sitting(request, sitting_id)
    form = None
    if request.method == "POST":  # another time
        form = SittingForm({**request.POST.dict(), "minutes": row.minutes, "mode": row.mode, "risk": "-"})
        if form.is_valid():
            try:
                services.move(actor=actor, sitting=row, starts_at=form.starts_at)
                return redirect("desk_sitting", row.id)
            except Invalid as why:
                if "starts_at" in why.fields:
                    why.fields["day"] = why.fields.pop("starts_at")
                form.refuse(why)
    local = row.starts_at.astimezone(clock.SHANGHAI)
    return render(
        request,
        "casework/sitting.html",
        {"sitting": row, "case": row.case, "risk": services.risk_of(actor=actor, sitting=row), "advice": ports.process_advice(row.case_id),
         "attendances": row.attendances.select_related("party__person"), "steps": script.STEPS,
         "shut": meeting.refusal(meeting.rule_on(row.case_id, clock.today()), row.mode), "police": meeting.needs_police(row.case_id),
         "rooms": rooms_of(row),
         "protected": protection.state(row), "relay": relay.configured(),
         "form": form or SittingForm(initial={"day": local.date(), "hour": local.time()})},
        status=422 if form is not None else 200,
    )


@scoped()
@require_POST
def begin(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    """Open the sitting and go into its room."""
    row = _sitting(request, sitting_id)
    try:
        row = services.begin(actor=actor_of(request), sitting=row, police_are_there=request.POST.get("police") == "yes")
    except Conflict as why:
        if why.code not in {"way-to-meet", "police-first"}:
            raise
        messages.error(request, str(why))
        return redirect("desk_sitting", row.id)
    if rooms_of(row):
        return redirect("desk_sitting", row.id)  # two doors: the mediator chooses
    return redirect(f"/rooms/{row.room}/") if row.room else redirect("desk_case", row.case_id)


@scoped()
@require_POST
def finish(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    row = _sitting(request, sitting_id)
    services.finish(actor=actor_of(request), sitting=row)
    return redirect("desk_case", row.case_id)


@scoped()
@require_POST
def protect(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    """No address of one side shall reach the other."""
    row = _sitting(request, sitting_id)
    protect_addresses(actor=actor_of(request), sitting=row)
    messages.success(request, _("From now on the telephones of this case meet through a relay only."))
    return redirect("desk_sitting", row.id)


@scoped()
@require_POST
def cancel(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    row = _sitting(request, sitting_id)
    services.cancel(actor=actor_of(request), sitting=row)
    messages.info(request, _("The appointment is cancelled. Everybody has been told."))
    return redirect("desk_case", row.case_id)


@scoped()
@require_http_methods(["GET", "POST"])
def checklist(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    """The steps of a sitting, beside the people; a fragment in the room, a page on its own without script."""
    row = _sitting(request, sitting_id)
    done = list(row.done_steps)
    if request.method == "POST":
        done = services.tick(
            actor=actor_of(request), sitting=row, step=request.POST.get("step", ""), done=request.POST.get("done") == "1"
        )
    name = "casework/_script.html" if request.headers.get("HX-Request") else "casework/script.html"
    return render(request, name, {"sitting": row, "case": row.case, "steps": script.STEPS, "done": done})
