"""The editors' rooms open to those who may edit today; to everybody else they do not exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor

ROOMS = "/cms/"
DOORS = ("/cms/login/", "/cms/password_reset/")


class EditorsRoomMiddleware:
    """Stands after ActorMiddleware. Wagtail's groups are checked as well; this also holds a role that ended today."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        inside = request.path_info.startswith(ROOMS) and not request.path_info.startswith(DOORS)
        if inside and request.user.is_authenticated and not actor.holds(Capability.CONTENT_EDIT):
            raise Http404
