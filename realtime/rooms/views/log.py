"""The log without a socket: for networks that refuse WebSockets, with the same guarantees."""

from __future__ import annotations

import threading
import time
import uuid
from typing import Any

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_http_methods

from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound, TooMany
from mediation.common.routes import scoped
from realtime.gateway import frames
from realtime.gateway.frames import Refused
from realtime.gateway.guard import stopping
from realtime.rooms import attendance, minding, selectors, services, snapshot
from realtime.rooms.enums import HeldFor
from realtime.rooms.live import as_frame, came, pages, watched
from realtime.rooms.models import Room
from realtime.rooms.views.answers import answered

WAIT_MOST = 25  # seconds
STEP = 0.5
_waiting = threading.BoundedSemaphore(100)  # requests that may wait at the same time; more are answered at once


@scoped()
@require_http_methods(["GET", "POST"])
@answered
def log(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    """GET `?after=n&wait=25&rev=r`: state and entries after n, as soon as there is something new. POST: one message."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    room = selectors.room_for(actor, room_id)
    if request.method == "POST":
        return _say(actor, room, request)
    return _read(actor, room, _number(request, "after"), min(_number(request, "wait"), WAIT_MOST), request.GET.get("rev", ""))


def _number(request: HttpRequest, name: str) -> int:
    raw = request.GET.get(name, "0")
    if not raw.isascii() or not raw.isdigit() or len(raw) > 15:
        raise Invalid(code="bad-field")
    return int(raw)


def _read(actor: Actor, room: Room, after: int, wait: int, rev: str) -> JsonResponse:
    if selectors.is_mediator(actor, room):
        wait = min(wait, attendance.WAIT_MOST)
        if room.held_for == HeldFor.AWAY:
            services.mediator_back(actor, room)
    if attendance.asked(room.pk, actor.key, wait):
        came(room.pk)
    until = time.monotonic() + wait
    may_wait = wait > 0 and _waiting.acquire(blocking=False)
    seen: tuple[Any, ...] = ()
    snap, mark, reads = None, rev, False
    try:
        while True:
            head = selectors.head_of(room)
            here = (head.rev, attendance.here(room.pk), pages(room.pk))
            if here != seen:  # something moved: whether this person may know of it is another question
                seen, snap = here, _taken(room.pk)
                mark, reads = snapshot.mark_of(_state(snap, actor)), snap.admitted(actor.key)
            if snap is not None and not watched(room.pk) and minding.without_mediator(snap):
                continue
            if mark != rev or (reads and head.seq > after) or not may_wait or stopping.is_set() or time.monotonic() >= until:
                break
            if not connection.in_atomic_block:
                connection.close()  # give it back while waiting
            stopping.wait(STEP)
    finally:
        attendance.answered(room.pk, actor.key)
        if may_wait:
            _waiting.release()
    room = selectors.room_for(actor, room.pk)  # asked again: the wait was long enough to be sent away
    snap = _taken(room.pk)
    state = _state(snap, actor)
    entries = selectors.entries_after(actor, room, after) if selectors.may_read(actor, room) else []
    return JsonResponse(
        {"state": {**state, "rev": snapshot.mark_of(state)}, "after": after,
         "head": snap.seq if entries or snap.admitted(actor.key) else 0, "e": [as_frame(e) for e in entries]},
        json_dumps_params={"ensure_ascii": False},
    )


def _taken(room_id: uuid.UUID) -> snapshot.Snapshot:
    snap, _ = snapshot.take(room_id)
    if snap is None:
        raise NotFound
    return snap


def _state(snap: snapshot.Snapshot, actor: Actor) -> dict[str, Any]:
    """What this person may know of the room now."""
    return snap.state_for(actor.key, pages(snap.room.pk), slow=attendance.here(snap.room.pk))


def _say(actor: Actor, room: Room, request: HttpRequest) -> JsonResponse:
    try:
        raw = request.body.decode()
        frame = frames.parse(raw, {"say": {"id": (True, frames.ident), "body": (True, frames.mapping), "gen": (False, frames.number())}})
    except UnicodeDecodeError:
        raise Invalid(code="not-json") from None
    except Refused as why:
        if "id" in why.more:
            return JsonResponse({"t": "nack", "code": why.code, "message": str(Invalid.message), **why.more}, status=422)
        raise Invalid(code=why.code) from None
    if not _budget(actor):
        raise TooMany(retry_after=5)
    try:
        entry = services.append(actor, room, "chat", {"text": frame["body"].get("text")}, frame["id"], generation=frame.get("gen"))
    except Conflict as why:
        return JsonResponse({"t": "nack", "id": str(frame["id"]), "code": why.code, "message": str(why.message)}, status=409)
    return JsonResponse({"t": "ack", "id": str(frame["id"]), "n": entry.seq, "dup": entry.dup})


_budgets: dict[str, frames.Bucket] = {}


def _budget(actor: Actor) -> bool:
    if len(_budgets) > 5000:
        _budgets.clear()
    return _budgets.setdefault(actor.key, frames.Bucket(20, 10)).take() == 0
