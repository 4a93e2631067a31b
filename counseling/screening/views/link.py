"""The way in from an invitation: the shared address with a code to type, and everybody's own link, used once by a press."""

from __future__ import annotations

import uuid
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from counseling.screening.models import Checkup, Invitee
from counseling.screening.services import checkups
from mediation.accounts import doors, limits
from mediation.accounts.middleware import enter_as_guest
from mediation.accounts.models import GuestAccess
from mediation.accounts.services import fresh_code
from mediation.common.errors import Conflict, NotFound
from mediation.common.routes import token

COOKIE = "care_k"  # on this device the way back in; good for one invitation
SALT = "care.checkup.device"
TRIES, WINDOW = 60, 3600  # an office behind one address has many people


def _spend(request: HttpRequest) -> None:
    limits.spend("checkup-link", doors.network(request.META.get("REMOTE_ADDR", "")), limit=TRIES, seconds=WINDOW)


@token
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, code: str) -> HttpResponseBase:
    """Behind the poster's QR code: type the code on your slip."""
    row = Checkup.objects.filter(code=code).first()
    if row is None:
        raise NotFound
    wrong = ""
    if request.method == "POST":
        _spend(request)
        typed = request.POST.get("code", "")[:60]
        try:
            found = checkups.find(code, typed)
            return redirect("care_checkup_link", code, checkups.clean_link(typed)) if found else redirect("care_checkup_door", code)
        except NotFound:
            wrong = _("This code is not known here. Please compare it with your slip; a new slip makes the old one invalid.")
    return _shown(request, "door", row, wrong=wrong, status=422 if wrong else 200)


@token
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, code: str, link: str) -> HttpResponseBase:
    """One's own link. Looking uses nothing up, nor does "it is somebody else's"; a yes does. On the device that said it, it leads back in.

    Nobody is named: whoever reads a stranger's message must not learn whose it is."""
    _spend(request)
    row = checkups.find(code, link)
    if (back := _back(request, row)) is not None:
        enter_as_guest(request, back)
        return redirect("care_me_invitation", row.screening_id) if row.screening_id else redirect("care_me")
    if request.user.is_authenticated:
        return _shown(request, "link", row.checkup, staff=True)
    if request.method != "POST":
        return _shown(request, "link", row.checkup, used=row.opened_at is not None)
    if row.opened_at is None and request.POST.get("mine") != "yes":
        said_no = request.POST.get("mine") == "no"
        return _shown(request, "link", row.checkup, not_mine=said_no, unsure=not said_no, status=200 if said_no else 422)
    try:
        screening, access = checkups.open_link(invitee=row, fresh=fresh_code())
    except Conflict as why:
        return _shown(request, "link", row.checkup, used=why.code == "used", told=str(why), status=409)
    enter_as_guest(request, access)
    answer = redirect("care_me_invitation", screening.id)
    answer.set_cookie(
        COOKIE, signing.dumps([str(row.id), str(access.pk), access.version], salt=SALT), path="/care/k/", httponly=True, samesite="Lax",
        secure=request.is_secure(), expires=row.checkup.closes_at,
    )
    return answer


def _back(request: HttpRequest, row: Invitee) -> GuestAccess | None:
    """The access this very device was given for this very invitation."""
    try:
        invitee, access, version = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    if invitee != str(row.id) or request.user.is_authenticated:
        return None
    return GuestAccess.objects.filter(pk=uuid.UUID(access), version=version, subject=row.subject).first()


def _shown(request: HttpRequest, name: str, row: Checkup, *, status: int = 200, **more: Any) -> HttpResponse:
    """more: `wrong`, `told` in words; `used`, `staff`, `not_mine`, `unsure` as facts."""
    answer = render(request, f"screening/{name}.html", {"row": row, **more}, status=status)
    answer.headers["Referrer-Policy"] = "same-origin"  # the own code stands in the address; its form still needs to be ours
    answer.headers["Cache-Control"] = "no-store"
    return answer
