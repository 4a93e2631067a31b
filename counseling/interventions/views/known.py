"""Saying who a stranger is, and taking that back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from counseling.interventions.enums import EntryKind
from counseling.interventions.ports import people
from counseling.interventions.selectors import file, known
from counseling.interventions.services import knowing
from counseling.interventions.slips.known import KnownForm, MistakenForm
from counseling.interventions.views import refusals
from counseling.interventions.views.asker import actor_of, door, may_read, user_of
from counseling.screening.models import Flag
from mediation.accounts.roles import Capability
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped


def _draw(request: HttpRequest, flag: Flag, *, form: KnownForm | None = None, back: MistakenForm | None = None) -> HttpResponse:
    person = people().cards([flag.subject]).get(flag.subject)
    stranger = bool(person and person.stranger)
    rows = [] if stranger else known.joined(flag.subject)
    pages = file.opened(file.entries(flag.subject, EntryKind.KNOWN)) if rows and may_read(request, flag) else []
    return render(request, "interventions/known.html", {
        "flag": flag, "person": person, "stranger": stranger, "form": form or KnownForm(), "back": back or MistakenForm(), "joined": rows,
        "pages": pages,
    }, status=422 if form is not None or back is not None else 200)


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    """A stranger's file: who is it? A known person's: what was laid into it, and how that is known."""
    actor = actor_of(request)
    if request.method != "POST":
        flag = door(request, subject)
        return _draw(request, flag) if may_read(request, flag) else redirect("care_person", subject)
    try:
        flag = door(request, subject)
    except NotFound:
        return redirect("care_person", known.now_known(actor, subject))  # pressed twice
    form = KnownForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            found = knowing.know(
                actor=actor, user=user_of(request), flag=flag, name=data["name"], number=data["number"], telephone=data["telephone"],
                how=data["how"], press=form.form_id,
            )
        except Invalid as why:
            refusals.show(form, why)
        except Conflict as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Laid into this person's file. Whatever comes under the same reference goes there from now on."))
            return redirect("care_person", found)
    return _draw(request, flag, form=form)


@scoped(Capability.CARE_QUEUE)
@require_POST
def back(request: HttpRequest, subject: uuid.UUID, link_id: uuid.UUID) -> HttpResponseBase:
    flag = door(request, subject)
    form = MistakenForm(request.POST)
    if form.is_valid():
        try:
            knowing.mistaken(
                actor=actor_of(request), user=user_of(request), flag=flag, link_id=link_id, reason=form.cleaned_data["reason"],
                press=form.form_id,
            )
        except Invalid as why:
            refusals.show(form, why)
        else:
            messages.success(request, _("Taken apart again. The answers are a task about somebody unknown once more, and its clock runs."))
            return redirect("care_queue")
    return _draw(request, flag, back=form)
