"""What a room looks like at one moment, and what each person in it may know of that.

`take` reads it on a database thread; `Snapshot.state_for` projects it for one person. Everything a party is not told about
the others is left out here, on the server, and nowhere else.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from realtime.rooms import selectors
from realtime.rooms.enums import Ask, HeldFor, RoomState, SeatRole, SeatState
from realtime.rooms.media import livekit, relay
from realtime.rooms.models import Room, RoomHead, RoomLog, Seat
from realtime.rooms.records import Entry
from realtime.rooms.services import joining


@dataclass(frozen=True, slots=True)
class Peer:
    """One open page of somebody in the room: ephemeral, never stored."""

    id: str
    actor_key: str
    mic: bool = False
    camera: bool = False
    screen: bool = False  # this page shows its screen to the room
    line: str = ""  # how it goes on over a poor line: "" all, "sound" no picture, "text" neither
    why: str = ""  # what it says is poor at its end: net, cpu, battery


@dataclass(frozen=True, slots=True)
class Snapshot:
    room: Room
    seq: int
    rev: int
    epoch: str
    chain: str  # hash of the last entry
    seats: dict[str, Seat]  # by actor key
    talk: Room | None  # the separate room that is asked for or running
    talk_seats: dict[str, Seat]
    declined: str  # who has just said no to a separate talk, for the mediator
    outside: list[Seat] = field(default_factory=list)  # of a talk apart: those of the joint room
    joins: dict[int, set[str]] = field(default_factory=dict)  # of a talk apart: who agrees to a mediator's coming in, by seat
    door: dict[int, list[tuple[bool, str]]] = field(default_factory=dict)  # words at the door, by the seat that waits

    @property
    def mark(self) -> str:
        return f"{self.seq}.{self.rev}"

    def admitted(self, actor_key: str) -> bool:
        seat = self.seats.get(actor_key)
        return seat is not None and seat.state == SeatState.ADMITTED

    def hears(self, actor_key: str) -> bool:
        """Whether this person hears and is heard in this room now."""
        return self.room.state == RoomState.OPEN and self.admitted(actor_key)

    def listens(self, actor_key: str) -> bool:
        """Whether this person only sees and hears."""
        seat = self.seats.get(actor_key)
        return seat is not None and seat.role == SeatRole.OBSERVER

    def media(self) -> bool:
        """Whether sound and picture may run at all: a protected room needs a relay or LiveKit, which hide addresses."""
        return not self.room.protected or relay.configured() or livekit.configured()

    def state_for(
        self, actor_key: str, peers: Iterable[Peer] = (), own_peer: str = "", engine: str = "mesh", slow: Collection[str] = ()
    ) -> dict[str, Any]:
        """peers: open pages with a socket. slow: who is here by request alone, without sound and picture."""
        seat = self.seats.get(actor_key)
        if seat is None or seat.state != SeatState.ADMITTED:
            # the waiting room: no title, no roster, no log
            bare: dict[str, Any] = {"t": "state", "you": {"seat": seat.state if seat else "none"}, "room": {"state": self.room.state}}
            if seat is not None and seat.pk in self.door:  # only words of this person and to this person
                bare["door"] = [{"mine": not by_mediator, "text": text} for by_mediator, text in self.door[seat.pk]]
            if seat is not None and self.room.parent_id is not None:  # who has left a talk apart belongs with the others
                bare["place"] = str(self.room.parent_id)
            return bare
        mediator = seat.role == SeatRole.MEDIATOR
        state: dict[str, Any] = {
            "t": "state", "gen": self.room.generation, "head": self.seq, "epoch": self.epoch,
            "room": {
                # what a mediator calls a talk is the mediator's own word, and told by the mediator alone
                "id": str(self.room.pk), "title": self.room.title if mediator or self.room.parent_id is None else "",
                "state": self.room.state, "held": self.room.held_for,
                "apart": self.room.parent_id is not None, "media": self.media(),
                "relay": self.room.protected, "engine": engine,
            },
            "you": {"seat": seat.state, "id": seat.pk, "role": seat.role, "name": seat.name, "peer": own_peer},
            "seats": [], "peers": [], "place": self._place(actor_key),
        }
        if self.hears(actor_key):
            here = [p for p in peers if self.admitted(p.actor_key)]
            fast = {p.actor_key for p in here}
            state["seats"] = [self._seat(s, fast, slow) for s in self.seats.values() if s.state == SeatState.ADMITTED]
            state["peers"] = [
                {
                    "id": p.id, "seat": self.seats[p.actor_key].pk, "mic": p.mic, "cam": p.camera, "screen": p.screen,
                    "line": p.line, "why": p.why,
                }
                for p in here
            ]
        if mediator:
            state["waiting"] = [
                {**self._seat(s, ()), "door": [{"mine": m, "text": text} for m, text in self.door.get(s.pk, [])]}
                for s in self.seats.values() if s.state == SeatState.WAITING and self.room.parent_id is None
            ]
            state["asks"] = [{**self._seat(s, ()), "what": what} for s, what in _asking(self.seats.values())]
            # who waits meanwhile and asks for something: the mediator sits here and would not see it there
            joint = str(self.room.parent_id)
            state["asks"] += [{**self._seat(s, ()), "what": what, "room": joint} for s, what in _asking(self.outside)]
            state["room"] |= {"locked": self.room.locked, "protected": self.room.protected}
            state["talk"] = self._talk(actor_key)
            state["wishes"] = [self._seat(s, ()) for s in self.seats.values() if s.wishes_apart and s.state == SeatState.ADMITTED]
            if self.room.parent_id is not None:  # with whom the mediator may talk next, without passing through the joint room
                waiting = [s for s in self.outside if s.state == SeatState.ADMITTED and s.role in (SeatRole.PARTY, SeatRole.GUEST)]
                waiting = [s for s in waiting if not self.admitted(s.actor_key)]
                state["outside"] = [self._seat(s, ()) for s in waiting]
                state["wishes"] += [self._seat(s, ()) for s in waiting if s.wishes_apart]
            if self.declined:
                state["declined"] = self.declined
        else:
            state["you"]["wish"] = seat.wishes_apart
            state["you"]["asks"] = seat.asks
        if self.room.parent_id is not None:  # a second mediator asks to come in: everybody in the talk sees who, and the parties answer
            state["joins"] = [
                {**self._seat(s, ()), "yes": actor_key in self.joins.get(s.pk, ())}
                for s in self.seats.values() if s.state == SeatState.WAITING and s.role == SeatRole.MEDIATOR
            ]
        if not mediator and self.talk is not None and self.talk.state == RoomState.ASKED:
            invited = self.talk_seats.get(actor_key)
            if invited is not None and invited.state == SeatState.INVITED:
                by = next((s.name for s in self.talk_seats.values() if s.role == SeatRole.MEDIATOR), "")
                state["ask"] = {"room": str(self.talk.pk), "by": by}
        return state

    def _seat(self, seat: Seat, fast: Collection[str], slow: Collection[str] = ()) -> dict[str, Any]:
        key = seat.actor_key
        here = key in fast or key in slow
        told: dict[str, Any] = {"id": seat.pk, "name": seat.name, "label": seat.label, "role": seat.role, "here": here}
        if key in slow and key not in fast:
            told["slow"] = True
        if seat.last_read:
            told["read"] = seat.last_read
        return {**told, "hand": seat.hand_at.isoformat()} if seat.hand_at is not None else told

    def _place(self, actor_key: str) -> str:
        """The room this person belongs in now: the separate one while it runs, the joint one when it is over."""
        if self.room.parent_id is not None:
            return str(self.room.parent_id if self.room.state == RoomState.CLOSED else self.room.pk)
        if self.talk is not None and self.talk.state == RoomState.OPEN:
            seat = self.talk_seats.get(actor_key)
            if seat is not None and seat.state == SeatState.ADMITTED:
                return str(self.talk.pk)
        return str(self.room.pk)

    def _talk(self, actor_key: str) -> dict[str, Any] | None:
        if self.talk is None:
            return None
        names = [s.name for s in self.talk_seats.values() if s.role != SeatRole.MEDIATOR]
        mine = self.talk_seats.get(actor_key)
        told = {"room": str(self.talk.pk), "state": self.talk.state, "with": names}
        return {**told, "you": mine.state, "seat": mine.pk} if mine is not None else told


def _asking(seats: Iterable[Seat]) -> list[tuple[Seat, Ask]]:
    """Who asks the mediator for what: those who are in the room, and whoever has fled from it."""
    return [(s, what) for s in seats for what in s.asks if s.state == SeatState.ADMITTED or what == Ask.EXIT]


def told(state: dict[str, Any]) -> dict[str, Any]:
    """What of a state is news by itself. How far the log is and who has read how far comes in frames of its own; were it news
    here, every quiet press of one person would still be seen by the others as a frame."""
    seats = [{k: v for k, v in seat.items() if k != "read"} for seat in state.get("seats", ())]
    return {**state, "head": 0, "seats": seats}


def mark_of(state: dict[str, Any]) -> str:
    """Changes whenever this person's own view changes, and says nothing of what else has moved in the room."""
    return hashlib.sha256(orjson.dumps(told(state), option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def newer(room_id: uuid.UUID, after: int | None, known: Snapshot | None) -> tuple[Snapshot | None, list[Entry]]:
    """As `take`; where the head says that nothing has moved since `known`, that one again."""
    if known is not None and after == known.seq and selectors.heads([str(room_id)]).get(str(room_id)) == known.mark:
        return known, []
    return take(room_id, after)


def take(room_id: uuid.UUID, after: int | None = None) -> tuple[Snapshot | None, list[Entry]]:
    """The room now, and the entries after a number.

    The entries are read before the seats: who was sent away before an entry was written is then never seen as admitted.
    """
    room = Room.objects.filter(pk=room_id).first()
    if room is None:
        return None, []
    entries = selectors.read(room, after) if after is not None else []
    head = RoomHead.objects.get(pk=room_id)
    room.refresh_from_db()
    seats = {s.actor_key: s for s in Seat.objects.filter(room_id=room_id).order_by("pk")}
    talk = Room.objects.filter(parent_id=room_id).order_by("-created_at").first() if room.parent_id is None else None
    talk_seats = {s.actor_key: s for s in Seat.objects.filter(room=talk).order_by("pk")} if talk else {}
    declined = ""
    if talk is not None and talk.state == RoomState.CLOSED:
        if room.held_for != HeldFor.CAUCUS and not RoomLog.objects.filter(room=talk).exists():  # it never began
            declined = ", ".join(s.name for s in talk_seats.values() if s.state == SeatState.LEFT)
        talk, talk_seats = None, {}
    outside = list(Seat.objects.filter(room_id=room.parent_id).order_by("pk")) if room.parent_id is not None else []
    asking = [s for s in seats.values() if s.state == SeatState.WAITING and room.parent_id is not None]
    joins = {s.pk: joining.agreed(room, s) for s in asking}
    door = selectors.door_words(room) if any(s.state == SeatState.WAITING for s in seats.values()) else {}
    snap = Snapshot(room, head.seq, head.rev, str(head.epoch), head.chain, seats, talk, talk_seats, declined, outside, joins, door)
    return snap, entries
