"""Invited people: the mediator asks, each party answers, the invited person comes in by a personal link."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mediation.accounts import limits
from mediation.accounts.middleware import enter_as_guest
from mediation.accounts.models import User
from mediation.accounts.services import fresh_code
from mediation.casework.models import Sitting
from mediation.casework.views.asking import actor_of, origin_of
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped
from mediation.common.routes import token as by_token
from mediation.sittings.enums import GuestRole
from mediation.sittings.models import PreparedTalk, SittingGuest
from mediation.sittings.selectors import guests as selectors
from mediation.sittings.services import guests as services
from mediation.sittings.services import table
from mediation.sittings.views.page import said, show

ROLES = [(code, label) for code, label in GuestRole.choices if code != GuestRole.TRAINEE]  # apprentices are asked for from their own page


def _guest(sitting: Sitting, key: str) -> SittingGuest:
    try:
        row = SittingGuest.objects.select_related("sitting__case__organisation", "user").filter(sitting=sitting, pk=uuid.UUID(key)).first()
    except ValueError:
        row = None
    if row is None:
        raise NotFound
    return row


@scoped()
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    """Who is invited and what the parties say; the form to invite somebody more."""
    actor = actor_of(request)
    sitting = selectors.sitting_for(actor, sitting_id, "lead")
    errors: dict[str, str] = {}
    typed: dict[str, Any] = {}
    if request.method == "POST":
        given = request.POST
        try:
            if given.get("do") == "back":
                services.take_back(actor=actor, guest=_guest(sitting, given.get("guest", "")))
            elif given.get("do") == "again":
                services.send_again(
                    actor=actor, guest=_guest(sitting, given.get("guest", "")), phone=given.get("phone", ""), origin=origin_of(request)
                )
                messages.success(request, _("A new link is on its way. The one before does not work any more."))
            else:
                colleague = _colleague(given.get("user", "")) if given.get("role") == GuestRole.CO_MEDIATOR else None
                services.invite(
                    actor=actor, sitting=sitting, role=given.get("role", ""), name=given.get("name", ""), purpose=given.get("purpose", ""),
                    phone=given.get("phone", ""), origin=origin_of(request), user=colleague,
                )
                messages.success(request, _("The parties are asked whether they agree."))
            return redirect("sitting_guests", sitting.pk)
        except Invalid as why:
            errors, typed = said(why), given.dict()
    context = {
        "sitting": sitting, "case": sitting.case, "guests": selectors.guests_of(sitting), "roles": ROLES,
        "colleagues": selectors.colleagues(actor, sitting), "errors": errors, "typed": typed, "talks": _talks(sitting),
        "parties": selectors.parties_of(sitting),
    }
    return show(request, "guests", context, title=_("Who else is there"), status=422 if errors else 200)


def _talks(sitting: Sitting) -> list[PreparedTalk]:
    return list(PreparedTalk.objects.filter(sitting=sitting).prefetch_related("parties__person", "guests"))


def _colleague(public_id: str) -> User | None:
    try:
        return User.objects.filter(public_id=uuid.UUID(public_id)).first()
    except ValueError:
        return None


@scoped()
@require_http_methods(["POST"])
def talks(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    """Prepare a talk apart, or take one out."""
    actor = actor_of(request)
    sitting = selectors.sitting_for(actor, sitting_id, "lead")
    if request.POST.get("drop"):
        for row in PreparedTalk.objects.filter(sitting=sitting):
            if str(row.pk) == request.POST["drop"]:
                table.drop_talk(actor=actor, talk=row)
        return redirect("sitting_guests", sitting.pk)
    try:
        table.prepare_talk(actor=actor, sitting=sitting, title=request.POST.get("title", ""), people=request.POST.getlist("people"))
    except Invalid as why:
        context = {
            "sitting": sitting, "case": sitting.case, "guests": selectors.guests_of(sitting), "roles": ROLES,
            "colleagues": selectors.colleagues(actor, sitting), "errors": said(why), "talks": _talks(sitting),
            "typed": {**request.POST.dict(), "people": request.POST.getlist("people")}, "parties": selectors.parties_of(sitting),
        }
        return show(request, "guests", context, title=_("Who else is there"), status=422)
    return redirect("sitting_guests", sitting.pk)


@scoped()
@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    """A party reads who is to be invited, and says yes or no to each; later too."""
    actor = actor_of(request)
    sitting = selectors.sitting_for(actor, sitting_id, "attend")
    refused = ""
    if request.method == "POST":
        try:
            services.answer(
                actor=actor, guest=_guest(sitting, request.POST.get("guest", "")), yes=request.POST.get("yes") == "1",
                seen_hash=request.POST.get("hash", ""),
            )
            if not request.headers.get("HX-Request"):
                return redirect("sitting_consent", sitting.pk)
        except Conflict as why:
            refused = str(why.message)
    rows = []
    for guest in selectors.guests_of(sitting):
        words = services.consent_words(guest.row)
        mine = next((a.yes for a in guest.answers if str(a.party.subject) == actor.subject), None)
        rows.append((guest, words, hashlib.sha256(words.encode()).hexdigest(), mine))
    context = {"sitting": sitting, "case": sitting.case, "guests": rows, "refused": refused}
    return show(request, "consent", context, title=_("Who else is to be there"), status=409 if refused else 200)


@by_token
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The personal link. Looking is free; only the press uses it up."""
    limits.spend("invited", request.META.get("REMOTE_ADDR", ""), limit=200, seconds=3600)
    try:
        if request.method == "POST":
            if actor_of(request).is_user:  # staff who try a link stay themselves and do not use it up
                return redirect("invited_home")
            _row, access = services.come_in(token=token, fresh=fresh_code())
            enter_as_guest(request, access)
            return redirect("invited_home")
        guest = services.behind(token)
    except NotFound:
        if actor_of(request).is_guest and selectors.own_invitations(actor_of(request)):
            return redirect("invited_home")  # the same browser, pressed twice
        return render(request, "sittings/no_link.html", status=404)
    context = {"guest": guest, "sitting": guest.sitting, "organisation": guest.sitting.case.organisation}
    return render(request, "sittings/link.html", context)


@scoped()
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """An invited person's own page: when, as what, whether the parties have agreed, and the way in."""
    actor = actor_of(request)
    rows = [(g, selectors.welcome(g)) for g in selectors.own_invitations(actor)]
    if not rows and actor.is_guest:
        raise NotFound
    return show(request, "invited", {"rows": rows}, title=_("You are invited"))
