"""Small things every view of casework begins with."""

from __future__ import annotations

from django.http import HttpRequest

from mediation.common.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def origin_of(request: HttpRequest) -> str:
    """Scheme and host under which this page was asked for; the host is one of ALLOWED_HOSTS."""
    return f"{request.scheme}://{request.get_host()}"
