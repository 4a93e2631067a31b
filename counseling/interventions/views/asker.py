"""Who asks, and whether the file in front of them has been opened in this session."""

from __future__ import annotations

import uuid
from typing import cast

from django.http import HttpRequest

from counseling.interventions import gates
from counseling.screening.models import Flag
from mediation.accounts.models import User
from mediation.common import clock
from mediation.common.actor import Actor

OPENED = "care_open"
OPEN_FOR = 15 * 60  # seconds; afterwards the opening is written down anew


def actor_of(request: HttpRequest) -> Actor:
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def user_of(request: HttpRequest) -> User:
    return cast("User", request.user)


def mark_opened(request: HttpRequest, subject: uuid.UUID) -> None:
    now = clock.now().timestamp()
    held: dict[str, float] = {k: v for k, v in request.session.get(OPENED, {}).items() if v > now}
    request.session[OPENED] = {**held, str(subject): now + OPEN_FOR}


def is_opened(request: HttpRequest, subject: uuid.UUID) -> bool:
    until: float = request.session.get(OPENED, {}).get(str(subject), 0)
    return until > clock.now().timestamp()


def may_read(request: HttpRequest, flag: Flag) -> bool:
    """Opened in this session, and nothing holds the reading back (a minor's file without approval, a supervised one)."""
    return is_opened(request, flag.subject) and gates.hold(user_of(request), flag, "read") is None
