"""Tickets: minted by a CSRF-protected POST, sent as the first frame, good for one socket and 30 seconds.

A socket's handshake carries cookies from any page that opens it and cannot carry a CSRF token; an address ends in logs.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from realtime.gateway.models import Ticket

VALID = timedelta(seconds=30)


def mint(actor: Actor, session_key: str, purpose: str) -> str:
    """A ticket for `purpose` (`watch`, `room:<id>`). Raises NotFound for somebody without a session."""
    if not actor.subject or not session_key:
        raise NotFound
    now = clock.now()
    Ticket.objects.filter(expires_at__lt=now - timedelta(minutes=5)).delete()
    token = secrets.token_urlsafe(24)
    Ticket.objects.create(
        digest=_digest(token), purpose=purpose, actor_key=actor.key, session_key=session_key, expires_at=now + VALID
    )
    return token


def spend(token: str, purpose: str) -> Ticket | None:
    """The ticket, once; None for unknown, used, expired and tickets for something else alike."""
    now, digest = clock.now(), _digest(token)
    used = Ticket.objects.filter(digest=digest, purpose=purpose, used_at=None, expires_at__gte=now).update(used_at=now)
    return Ticket.objects.get(digest=digest) if used == 1 else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
