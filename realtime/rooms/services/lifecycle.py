"""Opening, holding and closing rooms."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.db.models import F

from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, NotFound
from mediation.common.push import publish_on_commit
from realtime.rooms import kinds, selectors
from realtime.rooms.enums import HeldFor, RoomState
from realtime.rooms.models import DoorWord, Room, RoomHead, Seat
from realtime.rooms.services import log


def open_room(
    actor: Actor, kind: str, ref: str, scope: str, title: str, parent: Room | None = None, *, protected: bool = False,
    state: RoomState = RoomState.OPEN, room_id: uuid.UUID | None = None,
) -> Room:
    """A room for one matter; the same kind and matter again give the same room. The area has checked its own policy."""
    retention = kinds.get(kind).retention
    if parent is None:
        known = Room.objects.filter(kind=kind, ref=str(ref), parent=None).first()
        if known is not None:
            return known
    try:
        with transaction.atomic():
            room = Room.objects.create(
                id=room_id or uuid.uuid4(), kind=kind,
                ref=str(ref), scope=scope, title=title[:120], parent=parent, state=state, created_by=actor.key,
                created_at=clock.now(), protected=protected or (parent is not None and parent.protected),
                retention_days=retention.days if retention else None,
            )
            RoomHead.objects.create(room=room)
            trail.record(actor, "rooms.open", ("room", room.pk), kind=kind, ref=str(ref), separate=parent is not None)
            return room
    except IntegrityError:  # two opened it at the same moment: the other's room holds
        if parent is not None:
            raise Conflict(code="caucus-open") from None
        return Room.objects.get(kind=kind, ref=str(ref), parent=None)


@transaction.atomic
def hold(actor: Actor, room: Room) -> None:
    """A pause: nobody hears or speaks until the mediator resumes. Twice is once."""
    log.lock(room, rev=True)
    _mediator(actor, room)
    Seat.objects.filter(room=room, needs_break=True).update(needs_break=False)
    if not _move(room, RoomState.OPEN, RoomState.HELD, HeldFor.PAUSE):
        if room.state == RoomState.HELD:
            return
        raise Conflict(code="closed")
    log.note(actor, room, "room.held", {})
    trail.record(actor, "rooms.hold", ("room", room.pk))
    publish_on_commit(f"room:{room.pk}")


@transaction.atomic
def resume(actor: Actor, room: Room) -> None:
    log.lock(room, rev=True)
    _mediator(actor, room)
    if room.held_for == HeldFor.CAUCUS:
        raise Conflict(code="caucus-open")
    if not _move(room, RoomState.HELD, RoomState.OPEN, HeldFor.NOTHING):
        if room.state == RoomState.OPEN:
            return
        raise Conflict(code="closed")
    log.note(actor, room, "room.resumed", {})
    trail.record(actor, "rooms.resume", ("room", room.pk))
    publish_on_commit(f"room:{room.pk}")


@transaction.atomic
def lock_door(actor: Actor, room: Room, *, locked: bool) -> None:
    """Nobody new comes to the door any more; who has a seat comes back as before. Twice is once."""
    log.lock(room, rev=True)
    _mediator(actor, room)
    if room.state == RoomState.CLOSED:
        raise Conflict(code="closed")
    if Room.objects.filter(pk=room.pk, locked=not locked).update(locked=locked) == 1:
        log.note(actor, room, "room.locked" if locked else "room.unlocked", {})
        trail.record(actor, "rooms.lock", ("room", room.pk), locked=locked)
        publish_on_commit(f"room:{room.pk}")


@transaction.atomic
def mediator_away(actor: Actor, room: Room) -> bool:
    """No mediator has been connected for a while: nobody goes on without one. Only the system says so. Whether it did anything."""
    if not actor.is_system:
        raise NotFound
    log.lock(room, rev=True)
    if not kinds.get(room.kind).minded or not _move(room, RoomState.OPEN, RoomState.HELD, HeldFor.AWAY):
        return False
    log.note(actor, room, "room.away", {})
    trail.record(actor, "rooms.away", ("room", room.pk))
    publish_on_commit(f"room:{room.pk}")
    return True


@transaction.atomic
def mediator_back(actor: Actor, room: Room) -> bool:
    """A mediator of the room is connected again: it goes on where it was held for that."""
    log.lock(room, rev=True)
    _mediator(actor, room)
    if room.held_for != HeldFor.AWAY or not _move(room, RoomState.HELD, RoomState.OPEN, HeldFor.NOTHING):
        return False
    log.note(actor, room, "room.resumed", {})
    trail.record(actor, "rooms.resume", ("room", room.pk))
    publish_on_commit(f"room:{room.pk}")
    return True


@transaction.atomic
def close_room(actor: Actor, room: Room) -> None:
    """The end. A separate talk that still runs ends with it. The mediator in the room or the system may. Twice is once."""
    log.lock(room, rev=True)
    if not actor.is_system:
        _mediator(actor, room)
    if room.state == RoomState.CLOSED:
        return
    for talk in Room.objects.filter(parent=room).exclude(state=RoomState.CLOSED):
        log.lock(talk, rev=True)
        end(actor, talk)
    log.note(actor, room, "room.closed", {})
    end(actor, room)


def end(actor: Actor, room: Room) -> None:
    """Close one room under its lock."""
    Room.objects.filter(pk=room.pk).update(
        state=RoomState.CLOSED, held_for=HeldFor.NOTHING, generation=F("generation") + 1, closed_at=clock.now()
    )
    DoorWord.objects.filter(seat__room=room).delete()
    Seat.objects.filter(room=room).update(needs_break=False, needs_help=False, left_quickly=False, hand_at=None)
    room.refresh_from_db()
    trail.record(actor, "rooms.close", ("room", room.pk), separate=room.parent_id is not None)
    publish_on_commit(f"room:{room.pk}")


def _mediator(actor: Actor, room: Room) -> None:
    if not selectors.is_mediator(actor, room):
        raise NotFound


def _move(room: Room, before: RoomState, after: RoomState, why: HeldFor) -> bool:
    moved = Room.objects.filter(pk=room.pk, state=before).update(
        state=after, held_for=why, generation=F("generation") + 1
    )
    room.refresh_from_db(fields=["state", "held_for", "generation"])
    return moved == 1
