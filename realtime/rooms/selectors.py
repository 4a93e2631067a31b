"""Reading rooms. Membership is checked at every fetch, not only when a socket opens."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.vault import sealing
from realtime.rooms import chain, kinds
from realtime.rooms.enums import RoomState, SeatRole, SeatState
from realtime.rooms.kinds import PreparedTalk
from realtime.rooms.models import DoorWord, Room, RoomHead, RoomLog, Seat
from realtime.rooms.records import Entry

PAGE = 200


def place(room_id: uuid.UUID, seq: int) -> str:
    """Where a body is sealed: bound to its room and number, so that no line can be moved to another place."""
    return f"room_log.body:{room_id}:{seq}"


def door_place(seat: int, client_id: uuid.UUID) -> str:
    return f"room_door.body:{seat}:{client_id}"


def door_words(room: Room) -> dict[int, list[tuple[bool, str]]]:
    """What was said at the door, for each seat that waits: (from the mediator, words), oldest first."""
    found: dict[int, list[tuple[bool, str]]] = {}
    rows = list(DoorWord.objects.filter(seat__room=room, seat__state=SeatState.WAITING).order_by("pk"))
    opened_words = sealing.unseal_all(room.scope, {door_place(r.seat_id, r.client_id): r.body for r in rows})
    for row in rows:
        found.setdefault(row.seat_id, []).append((row.from_mediator, opened_words[door_place(row.seat_id, row.client_id)]))
    return found


def seat_of(actor: Actor, room: Room) -> Seat | None:
    return Seat.objects.filter(room=room, actor_key=actor.key).first() if actor.subject else None


def seats_in(rooms: Iterable[uuid.UUID]) -> set[tuple[uuid.UUID, str]]:
    """Who has a seat in these rooms: room and actor's key."""
    return set(Seat.objects.filter(room__in=list(rooms)).values_list("room_id", "actor_key"))


def may_come(actor: Actor, room: Room) -> bool:
    """Whether the actor may stand at this door: the kind says yes, and a separate room was prepared for them."""
    return all_may_come([(actor, room)])[0]


def all_may_come(people: Sequence[tuple[Actor, Room]]) -> list[bool]:
    """The same of many people, each at the door of one room."""
    may = [False] * len(people)
    by_kind: dict[str, list[int]] = {}
    for n, (actor, room) in enumerate(people):
        if actor.subject:
            by_kind.setdefault(room.kind, []).append(n)
    for code, places in by_kind.items():
        try:
            answers = kinds.get(code).all_may_enter([people[n] for n in places])
        except LookupError:  # a kind that is not known here lets nobody in
            continue
        for n, yes in zip(places, answers, strict=True):
            may[n] = yes and (people[n][1].parent_id is None or _prepared_for(*people[n]))
    return may


def _prepared_for(actor: Actor, room: Room) -> bool:
    """Nobody enters a separate talk by himself; a mediator of the same matter may."""
    seat = seat_of(actor, room)
    if seat is None or seat.state == SeatState.REMOVED:
        return kinds.get(room.kind).seat(actor, room).role == SeatRole.MEDIATOR
    return True


def room_for(actor: Actor, room_id: uuid.UUID | str) -> Room:
    """The room, for somebody who may come to its door. Raises NotFound for absent and forbidden alike."""
    room = Room.objects.select_related("parent").filter(pk=room_id).first()
    if room is None or not may_come(actor, room):
        raise NotFound
    return room


def admitted(actor: Actor, room: Room) -> Seat:
    """The actor's seat if it is admitted now; else NotFound."""
    seat = seat_of(actor, room)
    if seat is None or seat.state != SeatState.ADMITTED:
        raise NotFound
    return seat


def is_mediator(actor: Actor, room: Room) -> bool:
    seat = seat_of(actor, room)
    return seat is not None and seat.state == SeatState.ADMITTED and seat.role == SeatRole.MEDIATOR


@dataclass(frozen=True, slots=True)
class Ready:
    """A prepared talk as it stands: who of it can be asked now, and how many are not in the room yet."""

    talk: PreparedTalk
    here: list[str]
    missing: int


def prepared(actor: Actor, room: Room) -> list[Ready]:
    """The talks prepared for a room. The caller has asked whether this is a mediator of it."""
    rows = Seat.objects.filter(room=room, state=SeatState.ADMITTED).exclude(role=SeatRole.OBSERVER)
    names = dict(rows.values_list("actor_key", "name"))
    found = []
    for talk in kinds.get(room.kind).prepared(actor, room):
        here = [names[key] for key in talk.people if key in names]
        found.append(Ready(talk, here, len(talk.people) - len(here)))
    return found


def may_read(actor: Actor, room: Room) -> bool:
    """Whether the log may be fetched by this actor now."""
    seat = seat_of(actor, room)
    return (
        seat is not None
        and seat.state == SeatState.ADMITTED
        and room.state != RoomState.ASKED
        and kinds.get(room.kind).may_enter(actor, room)
        and kinds.get(room.kind).visible_log(actor, room)
    )


def entries_after(actor: Actor, room: Room, seq: int, limit: int = PAGE) -> list[Entry]:
    """Entries with a number above `seq`, in order, at most 200. Raises NotFound unless the actor may read them now."""
    room.refresh_from_db(fields=["state", "generation"])
    if not may_read(actor, room):
        raise NotFound
    return read(room, seq, limit)


def read(room: Room, seq: int, limit: int = PAGE) -> list[Entry]:
    """The log itself, without asking who reads: for the hub, which asks for each reader, and for jobs."""
    rows = RoomLog.objects.filter(room=room, seq__gt=seq).order_by("seq")[: max(0, min(limit, PAGE))]
    return opened(room, rows)


def read_all(room: Room) -> list[Entry]:
    """The whole log, for the dossier and for jobs that check it."""
    return opened(room, RoomLog.objects.filter(room=room).order_by("seq"))


def opened(room: Room, rows: Iterable[RoomLog]) -> list[Entry]:
    rows = list(rows)
    if not rows:
        return []
    seats = {s.actor_key: s for s in Seat.objects.filter(room=room)}
    words = sealing.unseal_all(room.scope, {place(room.pk, row.seq): row.body for row in rows if row.body})
    entries = []
    for row in rows:
        body = json.loads(words[place(room.pk, row.seq)]) if row.body else {}
        seat = seats.get(row.author)
        entries.append(
            Entry(
                room.pk, row.seq, row.kind, row.author, row.client_id, row.created_at, body, redacted=row.redacted_at is not None,
                seat_id=seat.pk if seat else None, name=seat.name if seat else "",
            )
        )
    return entries


def head_of(room: Room) -> RoomHead:
    return RoomHead.objects.get(pk=room.pk)


def heads(room_ids: Iterable[str]) -> dict[str, str]:
    """For the hub's look around: room id to a mark that changes whenever the log or the seats change."""
    rows = RoomHead.objects.filter(pk__in=list(room_ids)).values_list("pk", "seq", "rev")
    return {str(pk): f"{seq}.{rev}" for pk, seq, rev in rows}


def first_bad(room: Room) -> int | None:
    """The number of the first entry that does not fit the chain, or None when the whole log is as it was written."""
    before, expected = "", 1
    for row in RoomLog.objects.filter(room=room).order_by("seq").iterator():
        if row.body:
            body = sealing.unseal(room.scope, place(room.pk, row.seq), row.body)
            if chain.body_hash(row.salt, body) != row.body_hash:
                return expected
        elif row.redacted_at is None:
            return expected
        linked = chain.link(
            before, room=room.pk, seq=row.seq, kind=row.kind, author=row.author, client_id=row.client_id,
            at=row.created_at, body=row.body_hash,
        )
        if row.seq != expected or linked != row.chain:
            return expected
        before, expected = row.chain, expected + 1
    head = head_of(room)
    return None if head.seq == expected - 1 and head.chain == before else expected
