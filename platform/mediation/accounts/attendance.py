"""How long somebody who signed in stays signed in (登录时效).

Half an hour without a page, twelve hours in all. Whoever sits in a room has one page open for hours and is not idle: four hours.
Parties' sessions are shorter and end in `enter_as_guest`. The machine's own time, as in allauth's records of the same session.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout

KEY = "attendance"
SAVED_EACH = 60  # seconds: the session is not written for every page


def begin(request: Any, **more: Any) -> None:
    """At signing in."""
    if request is not None:
        now = int(time.time())
        request.session[KEY] = [now, now, False]


def check(request: Any) -> None:
    """Sign out whoever has been away for too long, else note that they are here."""
    session = request.session
    if SESSION_KEY not in session:
        return
    now = int(time.time())
    began, seen, in_room = session.get(KEY, (now, 0, False))
    idle = settings.STAFF_IDLE_IN_ROOM if in_room else settings.STAFF_IDLE
    if now - began > settings.SESSION_COOKIE_AGE or (seen and now - seen > idle):
        logout(request)
        return
    here = request.path_info.startswith("/rooms/")
    if now - seen >= SAVED_EACH or (here and not in_room):
        session[KEY] = [began, now, here]
