from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from mediation.common.routes import scoped
from realtime.gateway import tickets


@scoped()
@require_POST
def watch_ticket(request: HttpRequest) -> JsonResponse:
    """A ticket for the page's watch socket. Anonymous visitors get the same 404 as anything that does not exist."""
    token = tickets.mint(request.actor, request.session.session_key or "", "watch")  # type: ignore[attr-defined]
    return JsonResponse({"ticket": token})
