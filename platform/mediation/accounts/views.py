from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import remove_webauthn
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mediation.accounts import recovery, second_factor, services, staffing
from mediation.accounts.forms import NewUserForm, PlaceForm, SecondFactorOffForm
from mediation.accounts.roles import CAPABILITIES, Capability, Role
from mediation.common.errors import Conflict, Invalid, TooMany
from mediation.common.routes import scoped, signed_in

MANAGE = Capability.ACCOUNTS_MANAGE


@signed_in(MANAGE)
def people(request: HttpRequest) -> HttpResponse:
    """Who works here, with which role where; taking somebody on."""
    actor = request.actor  # type: ignore[attr-defined]
    form = NewUserForm(request.POST or None, actor=actor, capability=MANAGE)
    taken_on = None
    if request.method == "POST" and form.is_valid():
        try:
            taken_on = staffing.take_on(actor=actor, **form.cleaned_data)
            form = NewUserForm(actor=actor, capability=MANAGE)
        except Invalid as refusal:
            for field, why in refusal.fields.items():
                form.add_error(field, str(why))
    roles = [(Role(r).label, [c.label for c in sorted(held)]) for r, held in CAPABILITIES.items()]
    context = {"held": staffing.held_now(actor), "form": form, "taken_on": taken_on, "roles": roles, "nav": "people"}
    return render(request, "accounts/people.html", context, status=422 if form.errors else 200)


@scoped(MANAGE)
@require_POST
def add_role(request: HttpRequest, assignment: int) -> HttpResponse:
    """One more role for somebody who already works here."""
    actor = request.actor  # type: ignore[attr-defined]
    known = get_object_or_404(staffing.assignments.scope(actor, "change"), pk=assignment)
    form = PlaceForm(request.POST, actor=actor, capability=MANAGE)
    if form.is_valid():
        services.assign_role(actor=actor, user=known.user, **form.cleaned_data)
        messages.success(request, _("The role is given."))
    else:
        messages.error(request, _("Please choose a role and a place."))
    return redirect("people")


@scoped(MANAGE)
@require_POST
def end_role(request: HttpRequest, assignment: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    known = get_object_or_404(staffing.assignments.scope(actor, "change").select_related("user"), pk=assignment)
    try:
        staffing.end_role(actor=actor, assignment=known)
        messages.success(request, _("The role has ended."))
    except Invalid as refusal:
        messages.error(request, str(refusal))
    return redirect("people")


@scoped(MANAGE)
def help_sign_in(request: HttpRequest, assignment: int) -> HttpResponse:
    """For a colleague who cannot sign in any more: a link to a new password, or the lost second factor off."""
    actor = request.actor  # type: ignore[attr-defined]
    person = get_object_or_404(staffing.held_now(actor), pk=assignment).user
    off = request.method == "POST" and request.POST.get("what") == "second-factor"
    form = SecondFactorOffForm(request.POST if off else None)
    refusal, status = "", 200
    try:
        if off and form.is_valid():
            recovery.reset_second_factor(actor=actor, user=person, reason=recovery.Reason(form.cleaned_data["reason"]))
            messages.success(request, _("The second factor is off. %(name)s sets up a new one at the next sign-in.") % {"name": person})
            return redirect("help_sign_in", assignment)
        if request.method == "POST" and not off:
            recovery.send_password_link(actor=actor, user=person)
            messages.success(request, _("The link is on its way to %(name)s.") % {"name": person})
            return redirect("help_sign_in", assignment)
        recovery.require_helper(actor, person)
    except (Invalid, TooMany) as why:
        refusal, status = str(why), why.status
    context = {"person": person, "form": form, "refusal": refusal, "nav": "people"}
    return render(request, "accounts/help_sign_in.html", context, status=422 if form.errors else status)


@signed_in()
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponseBase:
    """allauth's own page would also take the last second factor away."""
    known = get_object_or_404(Authenticator, pk=pk, user=request.user.pk, type=Authenticator.Type.WEBAUTHN)
    if not second_factor.SecondFactor().can_delete_authenticator(known):
        raise Conflict(second_factor.LAST)
    answer: HttpResponseBase = remove_webauthn(request, pk=pk)
    return answer
