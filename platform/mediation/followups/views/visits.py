from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped, signed_in
from mediation.followups import rectifying, selectors, services
from mediation.followups.forms import AppointmentForm, RectificationForm, TalkForm
from mediation.followups.models import FollowUpVisit, Rectification
from mediation.followups.plans import HINTS
from mediation.followups.services import Talk


def _who(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@signed_in()
@require_GET
def due_list(request: HttpRequest) -> HttpResponse:
    """Who is to be called, oldest first."""
    actor = _who(request)
    if not (actor.holds(Capability.CASE_CLAIM) or actor.holds(Capability.CASE_OVERSEE)):
        raise NotFound
    return render(request, "followups/due_list.html", {"list": selectors.due_list(actor), "today": clock.today()})


@scoped()
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Record the talk. Shown again after it is done, without the note; after a relapse with the list of things to put right."""
    actor = _who(request)
    row = selectors.visit_for(actor, visit_id)
    mine = row.owner == actor.key
    form = TalkForm(request.POST if request.method == "POST" else None, initial={"channel": row.channel}, by_owner=mine)
    if request.method == "POST" and form.is_valid():
        try:
            services.record(actor=actor, visit=row, talk=Talk(**form.cleaned_data))
            messages.success(request, _("Recorded. Thank you for asking."))
            return redirect("followup", visit_id=row.pk) if form.cleaned_data["relapse"] else redirect("followups")
        except Conflict:
            return redirect("followup", visit_id=row.pk)
        except Invalid as refused:
            for name, message in refused.fields.items():
                form.add_error(name, message)
    return _page(request, row, form=form)


def _page(request: HttpRequest, row: FollowUpVisit, **more: Any) -> HttpResponse:
    wrong = any(f.errors for f in more.values())
    found = {
        "visit": row, "today": clock.today(), "hints": HINTS.get(row.category, ()),
        "form": TalkForm(initial={"channel": row.channel}, by_owner=row.owner == _who(request).key),
        "time_form": AppointmentForm(initial={"appointment_at": row.appointment_at, "place": row.place}),
        "item_form": RectificationForm(initial={"due_on": clock.today() + timedelta(days=7)}),
        "items": rectifying.items_of(_who(request), row) if row.relapse else [], **more,
    }
    return render(request, "followups/visit.html", found, status=422 if wrong else 200)


@scoped()
@require_POST
def agree_time(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    row = selectors.visit_for(_who(request), visit_id)
    form = AppointmentForm(request.POST)
    if form.is_valid():
        try:
            rectifying.agree_time(
                actor=_who(request), visit=row, at=form.cleaned_data["appointment_at"], place=form.cleaned_data["place"]
            )
            messages.success(request, _("The time is noted."))
            return redirect("followup", visit_id=row.pk)
        except Invalid as refused:
            for name, message in refused.fields.items():
                form.add_error(name, message)
    return _page(request, row, time_form=form)


@scoped()
@require_POST
def add_item(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    row = selectors.visit_for(_who(request), visit_id)
    form = RectificationForm(request.POST)
    if form.is_valid():
        try:
            rectifying.add(actor=_who(request), visit=row, **form.cleaned_data)
            return redirect("followup", visit_id=row.pk)
        except Invalid as refused:
            for name, message in refused.fields.items():
                form.add_error(name, message)
    return _page(request, row, item_form=form)


@scoped()
@require_POST
def item_done(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    item = Rectification.objects.select_related("visit").filter(pk=item_id).first()
    if item is None:
        raise NotFound
    visit = selectors.visit_for(_who(request), item.visit_id)
    rectifying.done(actor=_who(request), row=item)
    return redirect("followup", visit_id=visit.pk)


@scoped()
@require_POST
def rectify(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    row = selectors.visit_for(_who(request), visit_id)
    try:
        services.rectify(actor=_who(request), visit=row)
        messages.success(request, _("Taken off the list."))
    except Conflict as refused:
        messages.warning(request, refused.message)
        return redirect("followup", visit_id=row.pk)
    return redirect("followups")
