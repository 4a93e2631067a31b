"""Showing a code again for a short while, in the browser that received it and nowhere else (凭码的短时再现).

Nothing is stored: a code is derived from the server's key, what it is for, and random bits that only this browser holds in a
cookie. So a page that is loaded anew, a language that is switched and a button pressed twice all come to the same code; when
the cookie goes (quick exit, "I have written it down") or the time is over, nobody can show it again.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from mediation.common import clock

COOKIE = "n"  # the name tells nobody anything
SHOWN_FOR = timedelta(minutes=15)
_SHAPE = re.compile(r"[\w-]{22}")


def browser(request: HttpRequest) -> str:
    """The random bits of this browser (128), new where it has none; `remember` has to send them along with the answer."""
    held = request.COOKIES.get(COOKIE, "")
    if not _SHAPE.fullmatch(held):
        held = secrets.token_urlsafe(16)
        request.COOKIES[COOKIE] = held
    return held


def seed(request: HttpRequest, *purpose: str) -> str:
    """What a code of this browser is derived from. purpose: what it is for, e.g. `report` and the draft's id."""
    return "|".join((*purpose, browser(request)))


def remember(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Let the browser keep its bits until it is closed, a day at most."""
    answer.set_cookie(
        COOKIE, browser(request), max_age=24 * 3600, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def forget(answer: HttpResponseBase) -> None:
    """From now on nothing is shown again on this device."""
    answer.delete_cookie(COOKIE, samesite="Lax")


def still(since: datetime | None) -> bool:
    """Whether a code given at that moment may still be shown."""
    return since is not None and since > clock.now() - SHOWN_FOR
