"""Words between somebody who waits and the mediator: two-way, seen by nobody else, part of no log."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound, TooMany
from mediation.common.push import publish_on_commit
from mediation.vault import sealing
from realtime.rooms import selectors
from realtime.rooms.enums import RoomState, SeatState
from realtime.rooms.models import DoorWord, Room, Seat
from realtime.rooms.services import log

LENGTH = 500  # characters
MOST = 60  # words at one seat


@transaction.atomic
def say_at_door(actor: Actor, room: Room, text: str, client_id: uuid.UUID, *, seat: Seat | None = None) -> None:
    """The one who waits says something to the mediators, or (with `seat`) a mediator to the one who waits. Twice is once."""
    log.lock(room)
    mediator = seat is not None
    if seat is None:
        seat = selectors.seat_of(actor, room)
    elif not selectors.is_mediator(actor, room) or seat.room_id != room.pk:
        raise NotFound
    if seat is None:
        raise NotFound
    seat.refresh_from_db()
    if seat.state != SeatState.WAITING:
        raise NotFound if not mediator else Conflict(_("This person is no longer waiting."), code="not-waiting")
    if room.state == RoomState.CLOSED:
        raise Conflict(code="closed")
    text = text.strip()
    if not text or "\0" in text:
        raise Invalid(_("Please write something first."), code="empty")
    if len(text) > LENGTH:
        raise Invalid(_("That is too long for here: at most 500 characters."), code="too-long")
    if DoorWord.objects.filter(seat=seat, from_mediator=mediator, client_id=client_id).exists():
        return
    if DoorWord.objects.filter(seat=seat).count() >= MOST:
        raise TooMany(retry_after=600)
    DoorWord.objects.create(
        seat=seat, from_mediator=mediator, client_id=client_id, at=clock.now(),
        body=sealing.seal(room.scope, selectors.door_place(seat.pk, client_id), text),
    )
    trail.record(actor, "rooms.say_at_door", ("room", room.pk), seat=seat.pk)
    log.lock(room, rev=True)
    publish_on_commit(f"room:{room.pk}")
