"""A person's file: opening it, taking the call, handing over."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counseling.interventions import gates, occasions, services
from counseling.interventions.forms import DecisionForm
from counseling.interventions.ports import Contact, people
from counseling.interventions.selectors import file, known
from counseling.interventions.services.caseload import FULL
from counseling.interventions.services.writing import OTHER_SIDE
from counseling.interventions.views.asker import actor_of, door, front, mark_opened, may_read, user_of
from counseling.screening.models import Flag
from counseling.screening.selectors import incoming
from counseling.screening.services.flags import Handed
from mediation.accounts.roles import Capability
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped

HANDED = {
    Handed.BEGUN: gettext_lazy("Handed to whoever is on call. The clock runs again."),
    Handed.SOONER: gettext_lazy("The next one on the rota has been called too. The clock that was running goes on."),
    Handed.KNOWN: gettext_lazy("Those on call know already, and the clock that is running goes on. Nothing has been put off."),
}


def _draw(request: HttpRequest, flag: Flag, *, contact: Contact | None = None, asked: bool = False) -> HttpResponse:
    """The file as far as it is open. Must only be called with `opened` after the opening was written down."""
    asked_on = occasions.of(flag, translation.get_language() or "zh-hans")
    entries = file.entries(flag.subject)
    return render(request, "interventions/person.html", {
        "flag": flag, "person": people().cards([flag.subject]).get(flag.subject), "opened": True, "contact": contact, "asked": asked,
        "occasions": asked_on, "entries": entries, "waiting": file.waiting_for_second(entries),
        "mine": flag.acknowledged_by_id == request.user.pk, "shut": flag.screening is not None and not any(not o.shut for o in asked_on),
        "taken_back": flag.screening is not None and not flag.screening.open_to_reading,
        "notes": gates.notes(flag), "tasks": gates.tasks(user_of(request), flag), "owed": file.without_receipt(entries),
        "incoming": incoming.of_person(flag.subject, translation.get_language() or "zh-hans") if getattr(flag, "brought", True) else [],
    })


def _closed(
    request: HttpRequest, flag: Flag, form: DecisionForm | None = None, *, contact: Contact | None = None, asked: bool = False
) -> HttpResponse:
    conflict = file.other_side(user_of(request), flag)
    return render(request, "interventions/person_closed.html", {
        "flag": flag, "person": people().cards([flag.subject]).get(flag.subject), "conflict": conflict,
        "form": form or DecisionForm(), "mine": flag.acknowledged_by_id == request.user.pk,
        "held": gates.hold(user_of(request), flag, "read"), "contact": contact, "asked": asked,
        "tasks": gates.tasks(user_of(request), flag),
    }, status=422 if form else 200)


@scoped(Capability.CARE_QUEUE)
@require_safe
def show(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    try:
        flag = front(request, subject)
    except NotFound:
        return redirect("care_person", known.now_known(actor_of(request), subject))  # a stranger of before, under their own name now
    open_now = may_read(request, flag) and not file.other_side(user_of(request), flag)
    return _draw(request, flag) if open_now else _closed(request, flag)


@scoped(Capability.CARE_QUEUE)
@require_POST
def open_file(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    flag = front(request, subject)
    try:
        services.open_file(actor=actor_of(request), user=user_of(request), flag=flag)
    except Conflict as why:
        held = gates.hold(user_of(request), flag, "read") if why.code == gates.CODE else None
        return redirect(held.url) if held is not None else redirect("care_person", subject)
    mark_opened(request, subject)
    return redirect("care_person", subject)


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    """"I will contact": one press stops the clock and shows the number; the number is shown in this answer only."""
    flag = front(request, subject)
    if request.method != "POST":
        return redirect("care_person", subject)
    try:
        found = services.take_contact(actor=actor_of(request), user=user_of(request), flag=flag)
    except Conflict as why:
        if why.code == FULL:
            messages.warning(request, str(why))
            return redirect("care_exception", subject)
        if why.code != OTHER_SIDE:
            messages.warning(request, _("A colleague was faster and is already in touch."))
        return redirect("care_person", subject)
    if gates.hold(user_of(request), flag, "read") is not None:
        return _closed(request, front(request, subject), contact=found, asked=True)
    mark_opened(request, subject)
    return _draw(request, front(request, subject), contact=found, asked=True)


@scoped(Capability.CARE_QUEUE)
@require_POST
def hand_over(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    flag = front(request, subject)
    seen = request.POST.get("round", "")
    known = int(seen) if seen.isdecimal() and len(seen) < 5 else 0
    handed = services.hand_over(actor=actor_of(request), user=user_of(request), flag=flag, seen_round=known)
    messages.success(request, HANDED[handed])
    return redirect("care_queue")


@scoped(Capability.CARE_QUEUE)
@require_POST
def decide(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    """Accompany the other side too, for a written reason."""
    flag = front(request, subject)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            services.decide_conflict(
                actor=actor_of(request), user=user_of(request), flag=flag, reason=form.cleaned_data["reason"], press=form.form_id
            )
            return redirect("care_person", subject)
        except Invalid as why:
            for name, text in why.fields.items():
                form.add_error(name, str(text))
    return _closed(request, flag, form)


@scoped(Capability.CARE_QUEUE)
@require_POST
def reopen(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    """It has come back: a new hint for the same person, whose clock runs from now."""
    flag = door(request, subject)
    services.reopen_file(actor=actor_of(request), user=user_of(request), flag=flag)
    messages.success(request, _("Open again. The clock runs."))
    return redirect("care_person", subject)
