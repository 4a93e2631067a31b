"""Who is behind a session right now: asked when a ticket is minted, spent, and every few seconds while its socket is open."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from types import SimpleNamespace
from typing import Any, cast

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.db import SessionStore as InTables
from django.utils import timezone

from mediation.accounts import selectors, services
from mediation.accounts.middleware import GUEST_SESSION, actor_of
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


def actors_of_sessions(keys: Iterable[str]) -> dict[str, Actor]:
    """As `actor_of_session`, for many. Guests, of whom there are many, are read together; people who sign in one by one."""
    keys = set(keys)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    if not issubclass(store, InTables):
        return {key: actor_of_session(key) for key in keys}
    rows = store.get_model_class().objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    opener, guests, found = store(), {}, dict.fromkeys(keys, ANONYMOUS)
    for key, data in rows.values_list("session_key", "session_data"):
        held = opener.decode(data)
        if auth.SESSION_KEY in held:  # signed in: password, second factor and roles are asked about as at every request
            found[key] = actor_of_session(key)
        elif GUEST_SESSION in held:
            guests[key] = (held[GUEST_SESSION]["access"], held[GUEST_SESSION]["version"])
    alive = services.current_accesses(guests.values())
    return found | {key: selectors.actor_of_guest(alive[one]) for key, one in guests.items() if one in alive}
