"""Who asks, and whether the file in front of them has been opened in this session."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from counseling.interventions import gates
from counseling.interventions.selectors import file
from counseling.screening.models import Flag
from mediation.accounts.models import User
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Elsewhere

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


def mark_shut(request: HttpRequest, subject: uuid.UUID) -> None:
    """The next look has to be written down anew."""
    request.session[OPENED] = {k: v for k, v in request.session.get(OPENED, {}).items() if k != str(subject)}


def is_opened(request: HttpRequest, subject: uuid.UUID) -> bool:
    until: float = request.session.get(OPENED, {}).get(str(subject), 0)
    return until > clock.now().timestamp()


def may_read(request: HttpRequest, flag: Flag) -> bool:
    """Opened in this session, and nothing holds the reading back (a minor's file without approval, a supervised one)."""
    return is_opened(request, flag.subject) and gates.hold(user_of(request), flag, "read") is None


def front(request: HttpRequest, subject: uuid.UUID) -> Flag:
    """Before the door: the shut file, and the ways to open it, to call, to hand over. It shows nothing out of the file."""
    return file.flag_of(actor_of(request), subject)


def door(request: HttpRequest, subject: uuid.UUID, act: str = "") -> Flag:
    """The door every page of a person's file passes: never for whoever accompanies the other side without a written decision.

    `act` (see `gates`): also not while something holds that act back. Without it the service behind the page holds back, so that
    nothing typed is lost. Raises NotFound, and Elsewhere to the page where it can be settled.
    """
    return passed(request, file.flag_of(actor_of(request), subject), act)


def passed(request: HttpRequest, flag: Flag, act: str = "") -> Flag:
    """The same door for a page that is reached by something else than the person."""
    if file.other_side(user_of(request), flag):
        raise Elsewhere(reverse("care_person", args=[flag.subject]))
    held = gates.hold(user_of(request), flag, act) if act else None
    if held is not None:
        messages.warning(request, str(held.words))
        raise Elsewhere(held.url)
    return flag
