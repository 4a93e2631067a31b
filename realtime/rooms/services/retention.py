"""When a room's time is over its words go: the entries stay as empty lines whose hashes still form the chain."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.vault import sealing
from realtime.rooms import selectors
from realtime.rooms.enums import RoomState
from realtime.rooms.models import Room, RoomLog
from realtime.rooms.services import log


def empty_overdue(actor: Actor) -> int:
    """Empty every closed room whose retention is over. How many. Each in a transaction of its own; safe to run twice."""
    if not actor.is_system:
        raise NotFound
    rooms = Room.objects.filter(state=RoomState.CLOSED, closed_at__isnull=False, retention_days__isnull=False)
    due = [r for r in rooms.iterator() if r.closed_at and r.closed_at + timedelta(days=r.retention_days or 0) <= clock.now()]
    return sum(empty(actor, room) for room in due)


@transaction.atomic
def empty(actor: Actor, room: Room) -> bool:
    """Take the words of one closed room away for good; where the key is the room's own, destroy it. Whether there were any."""
    log.lock(room)
    gone = RoomLog.objects.filter(room=room).exclude(body="").update(body="", salt="", redacted_at=clock.now())
    own_key = room.scope == f"room:{room.pk}"
    if not gone:
        return False
    if own_key:
        sealing.destroy(room.scope)
    trail.record(actor, "rooms.emptied", ("room", room.pk), entries=gone, chain_whole=selectors.first_bad(room) is None)
    return True
