"""Protecting addresses: from then on pages of a room reach each other through a relay only."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from mediation.audit import trail
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, NotFound
from mediation.common.push import publish_on_commit
from realtime.rooms import selectors
from realtime.rooms.enums import RoomState
from realtime.rooms.models import Room
from realtime.rooms.services import log


@transaction.atomic
def protect(actor: Actor, room: Room) -> None:
    """The mediator, or the area for which the room was opened (as the system), protects a room and its separate talks.

    Never taken back in a room: an address once shown cannot be made unseen. Twice is once.
    """
    joint = room.parent or room
    log.lock(joint)
    if not actor.is_system and not selectors.is_mediator(actor, room):
        raise NotFound
    if joint.state == RoomState.CLOSED:
        raise Conflict(code="closed")
    raise_guard(actor, joint)


def raise_guard(actor: Actor, room: Room) -> None:
    """Under the room's lock: mark it and its talks. Connections made without a relay are of an older generation then, and dead."""
    for row in [room, *Room.objects.filter(parent=room).exclude(state=RoomState.CLOSED)]:
        log.lock(row, rev=True)
        if Room.objects.filter(pk=row.pk, protected=False).update(protected=True, generation=F("generation") + 1) == 1:
            row.refresh_from_db(fields=["protected", "generation"])
            trail.record(actor, "rooms.protect", ("room", row.pk))
            publish_on_commit(f"room:{row.pk}")
