"""What comes of a call: taken over, passed on with consent, linked by a person's decision. And what volunteers may do."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counseling.hotline.enums import Purpose, Right
from counseling.hotline.forms import DisputeForm, RightsForm
from counseling.hotline.policies import rights_of
from counseling.hotline.selectors import desk as reading
from counseling.hotline.selectors.volunteers import lists_of, own_list, volunteers_of
from counseling.hotline.services import consent, handover, volunteers
from counseling.hotline.views.desk import actor_of, user_of
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped, signed_in


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest, handover_id: uuid.UUID) -> HttpResponseBase:
    """What the woken counsellor sees first: how long, how urgent, one button. The words come after the button."""
    actor = actor_of(request)
    row = reading.handover_of(actor, handover_id)
    if request.method == "POST":
        try:
            handover.take_over(actor=actor, user=user_of(request), handover=row)
        except Conflict:
            messages.warning(request, _("A colleague was faster and has taken the call."))
            return redirect("hotline_handover", row.id)
        return redirect("hotline_call", row.call_id)
    return render(request, "hotline/handover.html", {"row": row, "now": clock.now(), "mine": row.taken_by_id == request.user.pk})


@scoped(Capability.HOTLINE_TAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def to_case(request: HttpRequest, call_id: uuid.UUID) -> HttpResponseBase:
    """With the caller's yes: the dispute goes to the mediators, the rest of the call stays here."""
    actor = actor_of(request)
    row = reading.call_of(actor, call_id)
    if Right.DISPUTE not in rights_of(actor):
        raise NotFound
    if row.consents.filter(purpose=Purpose.CASE).exists():
        return redirect("hotline_call", row.id)
    form = DisputeForm(request.POST if request.method == "POST" else None, actor=actor, initial={"area": row.area.public_id})
    if request.method == "POST" and form.is_valid():
        try:
            made = consent.to_case(actor=actor, user=user_of(request), call=row, **form.cleaned_data)
        except Invalid as why:
            for name, text in (why.fields or {"": why.message}).items():
                form.add_error(name if name in form.fields else None, str(text))
        else:
            messages.success(request, _("Case %(number)s is open. A mediator calls this person back.") % {"number": made.reference})
            return redirect("hotline_call", row.id)
    return render(request, "hotline/dispute.html", {"form": form, "call": row}, status=422 if form.errors else 200)


@scoped(Capability.HOTLINE_TAKE)
@require_POST
def to_file(request: HttpRequest, call_id: uuid.UUID) -> HttpResponseBase:
    actor = actor_of(request)
    row = reading.call_of(actor, call_id)
    try:
        consent.to_file(actor=actor, user=user_of(request), call=row, agreed=bool(request.POST.get("agreed")))
    except Invalid as why:
        messages.error(request, str(why.fields.get("agreed", why.message)))
    else:
        messages.success(request, _("A counsellor will call. The clock of the queue is running."))
    return redirect("hotline_call", row.id)


@scoped(Capability.CARE_QUEUE)
@require_POST
def link(request: HttpRequest, call_id: uuid.UUID) -> HttpResponseBase:
    actor = actor_of(request)
    row = reading.call_of(actor, call_id, "lead")
    other = reading.by_number(actor, request.POST.get("number", "").strip().upper()[:8])
    if other is None:
        messages.error(request, _("There is no call with this number in your area."))
        return redirect("hotline_call", row.id)
    try:
        if request.POST.get("undo"):
            consent.unlink(actor=actor, call=row, other=other)
        else:
            consent.link(actor=actor, user=user_of(request), call=row, other=other)
    except Invalid as why:
        messages.error(request, str(why.fields.get("number", why.message)))
    return redirect("hotline_call", row.id)


@signed_in(Capability.CARE_QUEUE)
@require_safe
def volunteer_list(request: HttpRequest) -> HttpResponseBase:
    rows = [(u, card, [Right(r).label for r in card.rights] if card else []) for u, card in lists_of(actor_of(request))]
    return render(request, "hotline/volunteers.html", {"rows": rows, "today": clock.today()})


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def volunteer(request: HttpRequest, user_id: uuid.UUID) -> HttpResponseBase:
    """One volunteer's list of rights."""
    actor = actor_of(request)
    person = volunteers_of(actor).filter(public_id=user_id).first()
    if person is None:
        raise NotFound
    card = own_list(person)
    initial = {"rights": card.rights, "until": card.until} if card else {}
    form = RightsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            volunteers.decide(
                actor=actor, user=user_of(request), volunteer=person, rights=form.cleaned_data["rights"], until=form.cleaned_data["until"]
            )
        except Invalid as why:
            form.say(why)
        else:
            messages.success(request, _("Decided. It holds from now on, and the person was told."))
            return redirect("hotline_volunteers")
    return render(request, "hotline/volunteer.html", {"form": form, "person": person, "card": card}, status=422 if form.errors else 200)
