"""Coming to the door, being let in, being sent back, leaving."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, NotFound
from mediation.common.push import publish_on_commit
from realtime.rooms import kinds, selectors
from realtime.rooms.enums import Ask, RoomState, SeatRole, SeatState
from realtime.rooms.models import Room, RoomHead, Seat
from realtime.rooms.services import caucus, log, protection

ASKED = {Ask.BREAK: "needs_break", Ask.HELP: "needs_help", Ask.EXIT: "left_quickly"}


@transaction.atomic
def enter(actor: Actor, room: Room) -> Seat:
    """Come to the door. Mediators sit down at once, everybody else waits to be admitted; again from a new page is the same seat."""
    log.lock(room)
    if not selectors.may_come(actor, room):
        raise NotFound
    if room.state == RoomState.CLOSED:
        raise Conflict(code="closed")
    if room.parent_id is None and not room.protected and kinds.get(room.kind).protects(room):
        protection.raise_guard(system("rooms"), room)  # before anybody new is connected with anybody
    seat = selectors.seat_of(actor, room)
    if seat is not None and seat.state in (SeatState.WAITING, SeatState.ADMITTED):
        return seat
    spec = kinds.get(room.kind).seat(actor, room)
    if room.locked and seat is None and spec.role != SeatRole.MEDIATOR:
        raise Conflict(_("The mediator has locked the room. Please call the mediator."), code="locked")
    if seat is not None and seat.state == SeatState.REMOVED and spec.role != SeatRole.MEDIATOR:
        raise NotFound
    # a party comes into a separate talk by accepting, a second mediator by asking (`ask_in`); nobody by coming to its door
    if room.parent_id:
        raise NotFound
    state = SeatState.ADMITTED if spec.role == SeatRole.MEDIATOR else SeatState.WAITING
    seat, _made = Seat.objects.update_or_create(
        room=room, actor_key=actor.key,
        defaults={
            "name": spec.name or actor.name, "label": (spec.code or str(spec.label))[:40], "role": spec.role, "state": state,
            "since": clock.now(), "left_quickly": False, "hand_at": None,
        },
    )
    trail.record(actor, "rooms.enter", ("room", room.pk), seat=seat.pk, state=state)
    _tell(room)
    return seat


@transaction.atomic
def admit(actor: Actor, room: Room, seat: Seat) -> None:
    """Let somebody in who waits. Twice is once. Into a talk apart nobody is let in like this: there the party says yes (`answer_in`)."""
    log.lock(room)
    _mediator(actor, room)
    if room.parent_id is not None:
        raise NotFound
    if not _move(room, seat, (SeatState.WAITING,), SeatState.ADMITTED):
        if seat.state == SeatState.ADMITTED:
            return
        raise Conflict
    log.note(actor, room, "seat.admitted", {"seat": seat.pk, "name": seat.name})
    trail.record(actor, "rooms.admit", ("room", room.pk), seat=seat.pk)
    _tell(room)


@transaction.atomic
def send_back(actor: Actor, room: Room, seat: Seat) -> None:
    """Back to the waiting room: from this moment nothing of the room reaches this person."""
    log.lock(room)
    _mediator(actor, room)
    if not _move(room, seat, (SeatState.ADMITTED,), SeatState.WAITING):
        return
    _narrowed(room)
    caucus.leave_behind(actor, room, seat.actor_key)
    log.note(actor, room, "seat.sent_back", {"seat": seat.pk, "name": seat.name})
    trail.record(actor, "rooms.send_back", ("room", room.pk), seat=seat.pk)
    _tell(room)


@transaction.atomic
def remove(actor: Actor, room: Room, seat: Seat) -> None:
    """Out, and not back in by oneself."""
    log.lock(room)
    _mediator(actor, room)
    if not _move(room, seat, (SeatState.INVITED, SeatState.WAITING, SeatState.ADMITTED, SeatState.LEFT), SeatState.REMOVED):
        return
    _narrowed(room)
    caucus.leave_behind(actor, room, seat.actor_key)
    log.note(actor, room, "seat.removed", {"seat": seat.pk, "name": seat.name})
    trail.record(actor, "rooms.remove", ("room", room.pk), seat=seat.pk)
    _tell(room)


@transaction.atomic
def leave(actor: Actor, room: Room) -> None:
    """The person goes, from a talk apart out of the joint room too. Coming again means waiting again."""
    if room.parent is not None and not selectors.is_mediator(actor, room):
        caucus.step_out(actor, room)
        room = Room.objects.get(pk=room.parent.pk)
    log.lock(room)
    seat = selectors.seat_of(actor, room)
    if seat is None:
        raise NotFound
    was = seat.state
    if not _move(room, seat, (SeatState.INVITED, SeatState.WAITING, SeatState.ADMITTED), SeatState.LEFT):
        return
    if was == SeatState.ADMITTED:
        _narrowed(room)
        if room.state != RoomState.CLOSED:
            log.note(actor, room, "seat.left", {"seat": seat.pk, "name": seat.name})
    caucus.leave_behind(actor, room, actor.key)
    trail.record(actor, "rooms.leave", ("room", room.pk), seat=seat.pk)
    _tell(room)


@transaction.atomic
def leave_quickly(actor: Actor, room: Room) -> None:
    """The emergency exit: out of this room and the joint one at once. The log says nothing, only mediators learn of it. Twice is once."""
    joint = Room.objects.get(pk=room.parent_id or room.pk)
    for each in [joint, room] if room.parent_id else [room]:  # in the order in which everybody locks them
        log.lock(each)
        seat = selectors.seat_of(actor, each)
        if seat is None:
            raise NotFound
        admitted = seat.state == SeatState.ADMITTED
        if not _move(each, seat, (SeatState.INVITED, SeatState.WAITING, SeatState.ADMITTED), SeatState.LEFT):
            continue
        Seat.objects.filter(pk=seat.pk).update(left_quickly=each.parent_id is None, hand_at=None, needs_break=False, needs_help=False)
        if admitted:
            _narrowed(each)
        trail.record(actor, "rooms.leave", ("room", each.pk), seat=seat.pk)
        _tell(each)
    caucus.leave_behind(actor, joint, actor.key)
    _tell_apart(joint)


@transaction.atomic
def send_away(actor: Actor, room: Room, actor_key: str) -> None:
    """The area has taken somebody's right to be here: out of the room and of any talk apart, at once. Twice is once."""
    if not actor.is_system:
        raise NotFound
    for each in [room, *Room.objects.filter(parent=room).exclude(state=RoomState.CLOSED)]:
        log.lock(each)
        seat = Seat.objects.filter(room=each, actor_key=actor_key).first()
        if seat is None or not _move(each, seat, (SeatState.INVITED, SeatState.WAITING, SeatState.ADMITTED), SeatState.LEFT):
            continue
        _narrowed(each)
        if each.state != RoomState.CLOSED:
            log.note(actor, each, "seat.left", {"seat": seat.pk, "name": seat.name})
        trail.record(actor, "rooms.remove", ("room", each.pk), seat=seat.pk)
        _tell(each)
    caucus.leave_behind(actor, room, actor_key)


@transaction.atomic
def raise_hand(actor: Actor, room: Room, *, up: bool) -> None:
    """Somebody wishes to speak, or no longer. Everybody in the room sees it; the log does not keep it. Twice is once."""
    log.lock(room)
    seat = selectors.admitted(actor, room)
    if seat.role == SeatRole.OBSERVER:
        raise NotFound
    if room.state == RoomState.CLOSED:
        raise Conflict(code="closed")
    _hand(room, seat, up=up)


@transaction.atomic
def lower_hand(actor: Actor, room: Room, seat: Seat) -> None:
    """A mediator has given this person the floor."""
    log.lock(room)
    _mediator(actor, room)
    _hand(room, seat, up=False)


def _hand(room: Room, seat: Seat, *, up: bool) -> None:
    rows = Seat.objects.filter(pk=seat.pk, room=room, hand_at__isnull=up)
    if rows.update(hand_at=clock.now() if up else None) == 1:
        _tell(room)


@transaction.atomic
def wish_apart(actor: Actor, room: Room, *, wish: bool) -> None:
    """A party asks for a talk of their own, or takes it back. Only the mediators are told; the log says nothing."""
    log.lock(room)
    seat = selectors.admitted(actor, room)
    if seat.role in (SeatRole.MEDIATOR, SeatRole.OBSERVER) or room.parent_id is not None:
        raise NotFound
    if room.state == RoomState.CLOSED:
        raise Conflict(code="closed")
    if Seat.objects.filter(pk=seat.pk).exclude(wishes_apart=wish).update(wishes_apart=wish) == 1:
        trail.record(actor, "rooms.wish_apart", ("room", room.pk), wish=wish)
        _tell(room)


@transaction.atomic
def ask(actor: Actor, room: Room, *, what: Ask, wish: bool = True) -> None:
    """Somebody asks the mediator quietly for a break or for help, or takes it back. The log says nothing, the others see nothing."""
    log.lock(room)
    seat = selectors.admitted(actor, room)
    if seat.role == SeatRole.MEDIATOR or what == Ask.EXIT:
        raise NotFound
    if room.state == RoomState.CLOSED:
        raise Conflict(code="closed")
    if Seat.objects.filter(pk=seat.pk, **{ASKED[what]: not wish}).update(**{ASKED[what]: wish}) == 1:
        trail.record(actor, "rooms.ask", ("room", room.pk), seat=seat.pk)
        _tell(room)
        _tell_apart(room)


@transaction.atomic
def answered(actor: Actor, room: Room, seat: Seat, *, what: Ask) -> None:
    """The mediator has seen to what this person asked for."""
    log.lock(room)
    _mediator(actor, room)
    if Seat.objects.filter(pk=seat.pk, room=room, **{ASKED[what]: True}).update(**{ASKED[what]: False}) == 1:
        trail.record(actor, "rooms.answered", ("room", room.pk), seat=seat.pk)
        _tell(room)
        _tell_apart(room)


def mark_read(actor: Actor, room_id: uuid.UUID, seq: int) -> int:
    """The person has seen everything up to `seq`. Only ever grows, and never beyond what was written. The new number, or 0."""
    top = min(seq, RoomHead.objects.values_list("seq", flat=True).get(pk=room_id))
    seen = Seat.objects.filter(room=room_id, actor_key=actor.key, state=SeatState.ADMITTED, last_read__lt=top).update(last_read=top)
    return top if seen else 0


def _mediator(actor: Actor, room: Room) -> None:
    if not selectors.is_mediator(actor, room):
        raise NotFound


def _move(room: Room, seat: Seat, before: tuple[SeatState, ...], after: SeatState) -> bool:
    moved = Seat.objects.filter(pk=seat.pk, room=room, state__in=before).exclude(role=SeatRole.MEDIATOR, state=after).update(
        state=after, since=clock.now(), hand_at=None
    )
    seat.refresh_from_db()
    return moved == 1


def _narrowed(room: Room) -> None:
    Room.objects.filter(pk=room.pk).update(generation=F("generation") + 1)
    room.refresh_from_db(fields=["generation"])


def _tell_apart(joint: Room) -> None:
    """The mediator who sits in a talk apart must hear what the others quietly ask for."""
    for talk in Room.objects.filter(parent=joint).exclude(state=RoomState.CLOSED):
        _tell(talk)


def _tell(room: Room) -> None:
    log.lock(room, rev=True)
    publish_on_commit(f"room:{room.pk}")
