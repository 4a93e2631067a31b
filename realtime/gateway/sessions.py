"""Who is behind a session right now: asked when a ticket is minted, spent, and every few seconds while its socket is open."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any, cast

from django.conf import settings
from django.contrib import auth

from mediation.accounts.middleware import actor_of
from mediation.common.actor import ANONYMOUS, Actor


def actor_of_session(session_key: str) -> Actor:
    """The actor, or ANONYMOUS when the session ended, the password changed or the guest's access was revoked or re-issued."""
    if not session_key:
        return ANONYMOUS
    engine = import_module(settings.SESSION_ENGINE)
    request = cast(Any, SimpleNamespace(session=engine.SessionStore(session_key), META={}))
    request.user = auth.get_user(request)
    actor = actor_of(request)
    if actor.is_user and settings.REQUIRE_SECOND_FACTOR and not actor.second_factor:
        return ANONYMOUS
    return actor
