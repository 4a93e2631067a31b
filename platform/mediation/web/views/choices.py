"""Display choices kept in cookies, and the quick way out."""

from __future__ import annotations

import calendar
import uuid

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mediation.common import clock, showing
from mediation.common.actor import Actor
from mediation.common.errors import DomainError
from mediation.common.routes import public
from realtime.rooms.selectors import room_for
from realtime.rooms.services import leave_quickly

YEAR = 365 * 24 * 3600


@public
@require_POST
def large_text(request: HttpRequest) -> HttpResponse:
    """Large text on or off (关怀模式), and back to where the person was."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        target = "/"
    answer = redirect(target)
    if request.POST.get("on") == "1":
        answer.set_cookie("large_text", "1", max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True)
    else:
        answer.delete_cookie("large_text", samesite="Lax")
    return answer


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: the session ends here, and the browser is told to forget what it kept of this site.

    Out of a room (`room`) the person leaves it in the same moment, and only its mediators learn of it.
    """
    _out_of_room(request)
    logout(request)
    answer = redirect("neutral")
    showing.forget(answer)
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@public
@never_cache
def neutral(request: HttpRequest) -> HttpResponse:
    """A plain calendar: nothing on it says where somebody was."""
    today = clock.today()
    weeks = calendar.Calendar(firstweekday=0).monthdayscalendar(today.year, today.month)
    return render(request, "web/neutral.html", {"today": today, "weeks": weeks})


def _out_of_room(request: HttpRequest) -> None:
    """Nothing that is wrong with the room may keep somebody from getting away."""
    try:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        leave_quickly(actor, room_for(actor, uuid.UUID(request.POST["room"])))
    except (KeyError, ValueError, LookupError, DomainError):
        return
