from __future__ import annotations

import re
import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from mediation.common.errors import NotFound
from mediation.common.routes import public, scoped
from realtime.rooms import kinds, selectors
from realtime.rooms.media import livekit

MAY_USE = "camera=(self), microphone=(self), display-capture=(self), picture-in-picture=(self)"


@scoped()
@require_GET
def room(request: HttpRequest, room_id: uuid.UUID) -> HttpResponse:
    """The one page for all kinds of room. Opening it changes nothing: one enters by a press."""
    actor = request.actor  # type: ignore[attr-defined]
    found = selectors.room_for(actor, room_id)
    if found.parent_id is not None:  # a separate talk happens inside the page of its joint room
        return redirect("room", room_id=found.parent_id)
    kind = kinds.get(found.kind)
    response = render(
        request,
        kind.page,
        {
            "room": found,
            "way_out": kind.way_out(actor, found),
            "spec": kind.seat(actor, found),
            "labels": kind.labels,
            "lines": kind.lines,
            "livekit": livekit.configured(),
            **_in_wechat(request, "/c/" if actor.is_guest else request.path),
            "styles": kind.styles,
            "modules": kind.modules,
        },
    )
    if livekit.configured():  # this page alone may talk to it, besides this site
        response._csp_update = {"connect-src": [settings.LIVEKIT_URL, re.sub(r"^ws", "http", settings.LIVEKIT_URL)]}  # type: ignore[attr-defined]
    response.headers["Permissions-Policy"] = MAY_USE
    return response


@public
@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """Camera, microphone and line, tried in peace before the day. Nothing leaves the page."""
    response = render(request, "rooms/check.html", _in_wechat(request, request.path))
    response.headers["Permissions-Policy"] = MAY_USE
    return response


def _in_wechat(request: HttpRequest, way_in: str) -> dict[str, object]:
    """Whether this is WeChat's own browser, and the address to open in another one."""
    inside = "micromessenger" in request.headers.get("User-Agent", "").lower()
    return {"wechat": inside, "way_in": request.build_absolute_uri(way_in)}


@scoped()
@require_GET
def panels(request: HttpRequest, room_id: uuid.UUID) -> HttpResponse:
    """The tabs of papers, once somebody has been admitted."""
    actor = request.actor  # type: ignore[attr-defined]
    found = selectors.room_for(actor, room_id)
    selectors.admitted(actor, found)
    kind = kinds.get(found.kind)
    return render(
        request, "rooms/panels.html", {"panels": kind.panels(actor, found), "header": kind.header(actor, found), "room": found}
    )


@scoped()
@require_GET
def talks(request: HttpRequest, room_id: uuid.UUID) -> HttpResponse:
    """The separate talks prepared for this room, for its mediators: who of each is here now."""
    actor = request.actor  # type: ignore[attr-defined]
    found = selectors.room_for(actor, room_id)
    if not selectors.is_mediator(actor, found):
        raise NotFound
    return render(request, "rooms/talks.html", {"talks": selectors.prepared(actor, found.parent or found)})
