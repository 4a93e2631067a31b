"""Who asks."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.errors import NotFound


def actor_of(request: HttpRequest) -> Actor:
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def user_of(request: HttpRequest) -> User:
    return cast("User", request.user)


def reader_of(request: HttpRequest) -> Actor:
    """Organisers and supervisors may read the registers; for everybody else there is no such page."""
    actor = actor_of(request)
    if not (actor.holds(Capability.PROGRAMMES_RUN) or actor.holds(Capability.CASE_OVERSEE)):
        raise NotFound
    return actor
