"""A second mediator at the door of a talk apart: announced, and let in only when everybody who talks there has said yes.

A party speaks alone with one mediator because of what they were promised. So the wish stands in the talk's log, the party is asked, a no is
enough, and nobody hears a word before.
"""

from __future__ import annotations

import uuid

from django.db import transaction

from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, NotFound
from mediation.common.push import publish_on_commit
from realtime.rooms import selectors
from realtime.rooms.enums import RoomState, SeatRole, SeatState
from realtime.rooms.models import Room, RoomLog, Seat
from realtime.rooms.services import log


@transaction.atomic
def ask_in(actor: Actor, room: Room) -> Seat:
    """A mediator of the matter who sits in the joint room asks to come into the talk apart. Twice is once."""
    joint, seat = _locked(actor, room)
    mine = selectors.admitted(actor, joint)
    if room.state != RoomState.OPEN or mine.role != SeatRole.MEDIATOR or not selectors.may_come(actor, room):
        raise NotFound
    if seat is not None and seat.state in (SeatState.WAITING, SeatState.ADMITTED):
        return seat
    seat, _made = Seat.objects.update_or_create(
        room=room, actor_key=actor.key,
        defaults={"name": mine.name, "label": mine.label, "role": SeatRole.MEDIATOR, "state": SeatState.WAITING, "since": clock.now()},
    )
    log.note(actor, room, "seat.asks_in", {"seat": seat.pk, "name": seat.name})
    trail.record(actor, "rooms.ask_in", ("room", room.pk), seat=seat.pk)
    _tell(joint, room)
    return seat


@transaction.atomic
def answer_in(actor: Actor, room: Room, seat: Seat, *, yes: bool) -> None:
    """What somebody in the talk says to a mediator who asks to come in. Each party must say yes; anybody's no ends it.

    The one who asks takes the question back with a no of their own.
    """
    joint, mine = _locked(actor, room)
    seat.refresh_from_db()
    own = seat.actor_key == actor.key
    if mine is None or seat.room_id != room.pk or (not own and mine.state != SeatState.ADMITTED):
        raise NotFound
    if yes and mine.role == SeatRole.MEDIATOR:  # it is the party's talk: no mediator says yes for them
        raise NotFound
    if seat.state != SeatState.WAITING or room.state != RoomState.OPEN:
        if yes and seat.state == SeatState.ADMITTED:
            return  # pressed twice
        raise Conflict(code="caucus-over")
    trail.record(actor, "rooms.answer_in", ("room", room.pk), seat=seat.pk, yes=yes)
    if yes:
        log.note(actor, room, "seat.agreed", {"seat": seat.pk, "name": seat.name}, client_id=_mark(seat))
        settle(actor, room)
    else:
        Seat.objects.filter(pk=seat.pk).update(state=SeatState.LEFT, since=clock.now())
        log.note(actor, room, "seat.not_in", {"seat": seat.pk, "name": seat.name})
    _tell(joint, room)


def settle(actor: Actor, room: Room) -> None:
    """Under the locks: whoever has the yes of everybody who is still there comes in."""
    here = set(_parties(room))
    for seat in Seat.objects.filter(room=room, state=SeatState.WAITING, role=SeatRole.MEDIATOR):
        if here and here <= agreed(room, seat):
            Seat.objects.filter(pk=seat.pk).update(state=SeatState.ADMITTED, since=clock.now())
            log.note(actor, room, "seat.admitted", {"seat": seat.pk, "name": seat.name})


def agreed(room: Room, seat: Seat) -> set[str]:
    """The keys of those who have said yes to this asking."""
    return set(RoomLog.objects.filter(room=room, client_id=_mark(seat), kind="seat.agreed").values_list("author", flat=True))


def _parties(room: Room) -> list[str]:
    rows = Seat.objects.filter(room=room, state=SeatState.ADMITTED).exclude(role=SeatRole.MEDIATOR)
    return list(rows.values_list("actor_key", flat=True))


def _mark(seat: Seat) -> uuid.UUID:
    """Names one asking: the same person asking again later is asked about again."""
    return uuid.uuid5(seat.room_id, f"in:{seat.pk}:{seat.since.isoformat()}")


def _locked(actor: Actor, room: Room) -> tuple[Room, Seat | None]:
    if room.parent_id is None:
        raise NotFound
    joint = Room.objects.get(pk=room.parent_id)
    log.lock(joint, rev=True)
    log.lock(room, rev=True)
    return joint, selectors.seat_of(actor, room)


def _tell(*rooms: Room) -> None:
    for room in rooms:
        publish_on_commit(f"room:{room.pk}")
