"""The separate talk (背对背): a room of its own with its own log, key, generation and media.

The party is asked first and may say no. While it runs the joint room is on hold: its generation has been raised, so that
media and signalling of before are dead, and nobody in it hears, speaks or sees who is where.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from realtime.rooms import kinds, selectors
from realtime.rooms.enums import HeldFor, RoomState, SeatRole, SeatState
from realtime.rooms.models import Room, Seat
from realtime.rooms.services import joining, lifecycle, log


@transaction.atomic
def open_caucus(actor: Actor, room: Room, seats: Sequence[Seat], title: str = "") -> Room:
    """Ask the people on `seats` for a talk apart. Nothing changes for anybody until they have answered. `title` is for mediators."""
    log.lock(room, rev=True)
    if room.parent_id is not None:
        raise NotFound
    if room.state != RoomState.OPEN:
        _mediator(actor, room)
        raise Conflict(code=room.state)
    return _ask(actor, room, seats, title)


@transaction.atomic
def move_on(actor: Actor, room: Room, seats: Sequence[Seat], title: str = "") -> Room:
    """From one talk apart (`room`) straight to the next, with people on `seats` of the joint room: the joint room stays held in between.

    The first talk is over, and its people wait with the others; a no of those who are asked now brings all together again.
    """
    joint = _joint(room)
    log.lock(joint, rev=True)
    log.lock(room, rev=True)
    _mediator(actor, room)
    if room.state != RoomState.OPEN or joint.state != RoomState.HELD or joint.held_for != HeldFor.CAUCUS:
        raise Conflict(code="caucus-over")
    there = Seat.objects.filter(room=room, state__in=(SeatState.INVITED, SeatState.ADMITTED)).values_list("actor_key", flat=True)
    if {s.actor_key for s in seats} <= set(there):
        raise Invalid(code="caucus-seats")
    lifecycle.end(actor, room)
    talk = _ask(actor, joint, seats, title)
    _tell(room)
    return talk


def _ask(actor: Actor, room: Room, seats: Sequence[Seat], title: str) -> Room:
    """Under the joint room's lock."""
    mine = _mediator(actor, room)
    asked = list(Seat.objects.filter(room=room, pk__in=[s.pk for s in seats], state=SeatState.ADMITTED).exclude(pk=mine.pk))
    if any(s.role == SeatRole.OBSERVER for s in asked):  # somebody who only listens has no part in what is said apart
        raise Invalid(code="caucus-seats")
    if not asked or len(asked) != len({s.pk for s in seats}):
        raise Invalid(code="caucus-seats")
    if Room.objects.filter(parent=room).exclude(state=RoomState.CLOSED).exists():
        raise Conflict(code="caucus-open")
    talk_id = uuid.uuid4()
    try:
        with transaction.atomic():
            talk = lifecycle.open_room(
                actor, kinds.get(room.kind).caucus or room.kind, room.ref, f"room:{talk_id}", title or room.title, parent=room,
                state=RoomState.ASKED, room_id=talk_id,
            )
    except IntegrityError:
        raise Conflict(code="caucus-open") from None
    for seat, state in [(mine, SeatState.ADMITTED), *((s, SeatState.INVITED) for s in asked)]:
        Seat.objects.create(
            room=talk, actor_key=seat.actor_key, name=seat.name, label=seat.label, role=seat.role, state=state, since=clock.now()
        )
    trail.record(actor, "rooms.ask_apart", ("room", talk.pk), parent=str(room.pk))
    _tell(room, talk)
    return talk


def open_prepared(actor: Actor, room: Room, code: str) -> Room:
    """Ask the people of a prepared talk, out of another talk apart too. Who is not in the room is not asked; nobody there is Invalid."""
    _mediator(actor, room)
    apart = room if room.parent_id is not None else None
    room = _joint(room) if apart is not None else room
    talk = next((t for t in kinds.get(room.kind).prepared(actor, room) if t.code == code), None)
    if talk is None:
        raise NotFound
    seats = list(Seat.objects.filter(room=room, actor_key__in=talk.people, state=SeatState.ADMITTED).exclude(role=SeatRole.OBSERVER))
    if not seats:
        raise Invalid(_("Nobody of this talk is in the room yet."), code="caucus-seats")
    return move_on(actor, apart, seats, talk.title) if apart is not None else open_caucus(actor, room, seats, talk.title)


@transaction.atomic
def answer_caucus(actor: Actor, room: Room, *, yes: bool) -> None:
    """A party's answer to being asked apart (`room` is the separate room). One no ends it; the last yes opens it."""
    joint = _joint(room)
    log.lock(joint, rev=True)
    log.lock(room, rev=True)
    seat = selectors.seat_of(actor, room)
    if seat is None or seat.role == SeatRole.MEDIATOR:
        raise NotFound
    if room.state != RoomState.ASKED or seat.state != SeatState.INVITED:
        if yes and seat.state == SeatState.ADMITTED and room.state != RoomState.CLOSED:
            return  # pressed twice
        raise Conflict(code="caucus-over")
    trail.record(actor, "rooms.answer_apart", ("room", room.pk), yes=yes)
    Seat.objects.filter(room=joint, actor_key=actor.key).update(wishes_apart=False)  # asked for or not: answered now
    if not yes:
        Seat.objects.filter(pk=seat.pk).update(state=SeatState.LEFT, since=clock.now())
        _reunite(actor, joint, room)  # where the mediator came from another talk the joint room is held for nothing else now
        _tell(joint, room)
        return
    Seat.objects.filter(pk=seat.pk).update(state=SeatState.ADMITTED, since=clock.now())
    if not Seat.objects.filter(room=room, state=SeatState.INVITED).exists():
        held = Room.objects.filter(Q(state=RoomState.OPEN) | Q(state=RoomState.HELD, held_for=HeldFor.CAUCUS), pk=joint.pk).update(
            state=RoomState.HELD, held_for=HeldFor.CAUCUS, generation=F("generation") + 1
        )
        if held != 1:
            raise Conflict(code="held")
        Room.objects.filter(pk=room.pk).update(state=RoomState.OPEN, generation=F("generation") + 1)
    _tell(joint, room)


@transaction.atomic
def close_caucus(actor: Actor, room: Room) -> None:
    """Back together: the separate room is closed for good, the joint one opens again. Also withdraws an unanswered question."""
    joint = _joint(room)
    log.lock(joint, rev=True)
    log.lock(room, rev=True)
    if not selectors.is_mediator(actor, room):
        raise NotFound
    if room.state == RoomState.CLOSED:
        return
    _reunite(actor, joint, room)
    _tell(joint, room)


@transaction.atomic
def step_out(actor: Actor, room: Room, seat: Seat | None = None) -> None:
    """Out of the separate talk, back to where the others wait: by oneself, or `seat` by the mediator. Twice is once.

    Who has left reads nothing more of it, and its media start anew without them. When nobody is left to talk with, all are together again.
    """
    joint = _joint(room)
    log.lock(joint, rev=True)
    log.lock(room, rev=True)
    own = selectors.seat_of(actor, room)
    who = seat if seat is not None else own
    if own is None or who is None or who.room_id != room.pk:
        raise NotFound
    if who.role == SeatRole.MEDIATOR and (who.pk != own.pk or not _led_without(room, who)):
        raise NotFound
    if who.pk != own.pk and not selectors.is_mediator(actor, room):
        raise NotFound
    here = (SeatState.INVITED, SeatState.ADMITTED)
    seats = Seat.objects.filter(pk=who.pk, state__in=here)
    if room.state == RoomState.CLOSED or seats.update(state=SeatState.LEFT, since=clock.now()) != 1:
        return
    Room.objects.filter(pk=room.pk).update(generation=F("generation") + 1)
    log.note(actor, room, "seat.left", {"seat": who.pk, "name": who.name})
    trail.record(actor, "rooms.step_out", ("room", room.pk), seat=who.pk)
    if not Seat.objects.filter(room=room, state__in=here).exclude(role=SeatRole.MEDIATOR).exists():
        room.refresh_from_db()
        _reunite(actor, joint, room)
    else:
        joining.settle(actor, room)
    _tell(joint, room)


def leave_behind(actor: Actor, joint: Room, actor_key: str) -> None:
    """Who is no longer with the others is in no talk apart either, asked or running; under the joint room's lock.

    A question to somebody who has gone must not be answered from outside, and no mediator stays alone in a talk while the others wait.
    """
    here = (SeatState.INVITED, SeatState.ADMITTED)
    for talk in Room.objects.filter(parent=joint).exclude(state=RoomState.CLOSED):
        theirs = Seat.objects.filter(room=talk, actor_key=actor_key).exclude(role=SeatRole.MEDIATOR)
        if not theirs.exists():
            continue
        log.lock(talk, rev=True)
        if theirs.filter(state__in=here).update(state=SeatState.LEFT, since=clock.now()):
            Room.objects.filter(pk=talk.pk).update(generation=F("generation") + 1)
        if not Seat.objects.filter(room=talk, state__in=here).exclude(role=SeatRole.MEDIATOR).exists():
            talk.refresh_from_db()
            _reunite(actor, joint, talk)
        elif actor_key == actor.key:
            joining.settle(actor, talk)
        _tell(joint, talk)


def _reunite(actor: Actor, joint: Room, room: Room) -> None:
    """Under both locks: the separate room is over for good, the joint one goes on."""
    lifecycle.end(actor, room)
    Room.objects.filter(pk=joint.pk, state=RoomState.HELD, held_for=HeldFor.CAUCUS).update(
        state=RoomState.OPEN, held_for=HeldFor.NOTHING, generation=F("generation") + 1
    )


def _led_without(room: Room, seat: Seat) -> bool:
    """Whether another mediator stays in the talk when this one goes back to the others."""
    return Seat.objects.filter(room=room, role=SeatRole.MEDIATOR, state=SeatState.ADMITTED).exclude(pk=seat.pk).exists()


def _mediator(actor: Actor, room: Room) -> Seat:
    seat = selectors.admitted(actor, room)
    if seat.role != SeatRole.MEDIATOR:
        raise NotFound
    return seat


def _joint(room: Room) -> Room:
    if room.parent_id is None:
        raise NotFound
    return Room.objects.get(pk=room.parent_id)


def _tell(*rooms: Room) -> None:
    for room in rooms:
        publish_on_commit(f"room:{room.pk}")
