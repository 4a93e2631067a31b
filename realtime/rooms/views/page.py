from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from mediation.common.routes import scoped
from realtime.rooms import kinds, selectors


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
        "rooms/room.html",
        {
            "room": found,
            "way_out": kind.way_out(actor, found),
            "spec": kind.seat(actor, found),
            "labels": kind.labels,
            "wechat": "micromessenger" in request.headers.get("User-Agent", "").lower(),
        },
    )
    response.headers["Permissions-Policy"] = "camera=(self), microphone=(self), display-capture=(self)"
    return response


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
