"""`/ws/rooms/<id>/`: one page of one person in one room. See docs/realtime-protocol.md for the frames."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.conf import settings

from mediation.common.errors import DomainError, NotFound
from realtime.gateway import frames
from realtime.gateway.database import in_database
from realtime.gateway.frames import Bucket, Schema
from realtime.gateway.socket import Socket
from realtime.rooms import kinds, selectors, services
from realtime.rooms.addresses import without_addresses
from realtime.rooms.enums import SeatRole
from realtime.rooms.intake import intake
from realtime.rooms.kinds import RoomKind
from realtime.rooms.live import LiveRoom, as_frame, live
from realtime.rooms.media import engine, relay
from realtime.rooms.models import Room
from realtime.rooms.records import Entry
from realtime.rooms.snapshot import Peer

PAGE_BYTES = 256 * 1024
CAPTION_LIMIT = 300  # characters of one line
SPOKE_MOST = 15  # seconds of speaking a page may report at once
SPOKE_EACH = 10  # seconds between two reports


class RoomSocket(Socket):
    hello: ClassVar[Schema] = {
        "ticket": (True, frames.text(64)),
        "have": (False, frames.number()),
        "epoch": (False, frames.text(36)),
    }
    schemas: ClassVar[Mapping[str, Schema]] = {
        "say": {"id": (True, frames.ident), "body": (True, frames.mapping), "gen": (False, frames.number())},
        "need": {"after": (True, frames.number())},
        "have": {"n": (True, frames.number())},
        "read": {"n": (True, frames.number())},
        "typing": {},
        "media": {
            "mic": (True, frames.yes_or_no), "cam": (True, frames.yes_or_no), "screen": (False, frames.yes_or_no),
            "line": (False, frames.one_of("", "sound", "text")), "why": (False, frames.one_of("", "net", "cpu", "battery")),
        },
        "cap": {"n": (True, frames.number()), "text": (True, frames.text(CAPTION_LIMIT)), "auto": (True, frames.yes_or_no)},
        "join": {"gen": (True, frames.number())},
        "spoke": {"s": (True, frames.number(1, SPOKE_MOST))},
        "sig": {"gen": (True, frames.number()), "to": (True, frames.text(16)), "d": (True, frames.mapping)},
        "ice": {},
        "ping": {},
        "beat": {},
    }

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.room_id: uuid.UUID = self.scope["url_route"]["kwargs"]["room_id"]
        self.peer = secrets.token_hex(6)
        self.greeted = False
        self.reads = False  # may see the log; asked again every few seconds
        self.shown = Peer(self.peer, "")  # what this page has said of its sound and picture
        self.sent = 0  # the last number this socket was given
        self.unseen = 0  # bytes pushed since it last said what it has
        self.words = Bucket(RoomKind.words, 10)
        self.spoke = Bucket(2, 2 * SPOKE_EACH)
        self.captions = Bucket(20, 10)
        self.types = Bucket(3, 6)
        self.told_head = False  # it lags, was told how far the log is, and has not yet asked
        self.iced = 0  # the generation for which it was told its relays
        self.told = ""  # the mark of the state this page was told last
        self.heard = time.monotonic()  # when this page last said anything
        self.answers = False  # has ever answered a `beat`
        self.room: LiveRoom | None = None

    # connection

    def purpose(self) -> str:
        return f"room:{self.room_id}"

    def still_allowed(self) -> bool:
        try:
            room = selectors.room_for(self.actor, self.room_id)
        except (NotFound, LookupError):
            return False
        self.reads = kinds.get(room.kind).visible_log(self.actor, room)
        return selectors.seat_of(self.actor, room) is not None

    @classmethod
    def all_allowed(cls, sockets: list[Self]) -> set[Self]:
        rooms = Room.objects.select_related("parent").in_bulk({s.room_id for s in sockets})
        seats = selectors.seats_in(rooms)
        here = [(s, rooms[s.room_id]) for s in sockets if (s.room_id, s.actor.key) in seats]
        may = selectors.all_may_come([(s.actor, room) for s, room in here])
        allowed = {s: room for (s, room), yes in zip(here, may, strict=True) if yes}
        for socket, room in allowed.items():
            socket.reads = kinds.get(room.kind).visible_log(socket.actor, room)
        return set(allowed)

    async def opened(self, frame: dict[str, Any]) -> None:
        self.room = live(self.room_id)
        snap = await self.room.join(self)
        if snap is None:
            raise NotFound
        have = frame.get("have", 0)
        self.sent = have if frame.get("epoch") == snap.epoch and have <= snap.seq else 0
        self.words = Bucket(kinds.get(snap.room.kind).words, 10)
        self.greeted = True
        await self.send({"t": "welcome", "peer": self.peer, "have": self.sent})
        await self.room.tell_state(self)
        if snap.hears(self.actor.key):
            self.room.restate()
        else:
            self.room.minder.look()  # a mediator who is back finds the room held

    async def gone(self) -> None:
        room, self.room = self.room, None
        if room is not None:
            room.leave(self)

    # frames

    async def on_frame(self, frame: dict[str, Any]) -> None:
        self.heard = time.monotonic()
        match frame["t"]:
            case "say":
                await self._say(frame)
            case "need":
                await self._need(frame["after"])
            case "have":
                self.unseen = 0
            case "read":
                await self._seen(frame["n"])
            case "typing":
                self._typing()
            case "media":
                await self._media(frame)
            case "spoke":
                await self._spoke(frame["s"])
            case "cap":
                self._caption(frame)
            case "join":
                await self._join(frame["gen"])
            case "sig":
                await self._signal(frame)
            case "ice":
                await self.tell_relays()
            case "ping":
                await self.send({"t": "pong"})
            case "beat":
                self.answers = True

    async def _say(self, frame: dict[str, Any]) -> None:
        wait = self.words.take()
        if wait:
            await self.send({"t": "nack", "id": str(frame["id"]), "code": "too-many", "after": round(wait * 1000)})
            return
        try:
            if self.room is None:
                raise NotFound
            entry = await intake().say(self.room, self.actor, frame["id"], {"text": frame["body"].get("text")}, frame.get("gen"))
        except DomainError as why:
            await self.send({"t": "nack", "id": str(frame["id"]), "code": why.code})
            return
        await self.send({"t": "ack", "id": str(frame["id"]), "n": entry.seq, "dup": entry.dup})

    async def _need(self, after: int) -> None:
        entries, head = await in_database(self._page, after)
        page: list[str] = []
        size, last = 0, after
        for entry in entries:
            text = frames.encode(as_frame(entry))
            if page and size + len(text) > PAGE_BYTES:
                break
            page.append(text)
            size, last = size + len(text), entry.seq
        self.sent, self.unseen, self.told_head = max(last, 0), size, False
        await self.send_text(f'{{"t":"page","after":{after},"head":{head},"e":[{",".join(page)}]}}')

    def _page(self, after: int) -> tuple[list[Entry], int]:
        room = Room.objects.get(pk=self.room_id)
        entries = selectors.entries_after(self.actor, room, after)
        return entries, selectors.head_of(room).seq

    async def _seen(self, n: int) -> None:
        """A receipt: kept beside the log, and told to those who are here. In a pause it is kept and not told."""
        room = self.room
        top = await in_database(services.mark_read, self.actor, self.room_id, n)
        snap = room.snap if room is not None else None
        if room is not None and snap is not None and top and snap.hears(self.actor.key) and not snap.listens(self.actor.key):
            snap.seats[self.actor.key].last_read = top  # no reason to read the room again
            room.hand_on({"t": "seen", "by": snap.seats[self.actor.key].pk, "n": top})

    def _typing(self) -> None:
        """Somebody is writing: told to those who are here, kept nowhere."""
        room = self.room
        snap = room.snap if room is not None else None
        if room is not None and snap is not None and snap.hears(self.actor.key) and not self.types.take():
            room.hand_on({"t": "typing", "by": snap.seats[self.actor.key].pk})

    async def _media(self, frame: dict[str, Any]) -> None:
        room = self.room
        said = Peer(
            self.peer, self.actor.key, frame["mic"], frame["cam"], frame.get("screen", False), frame.get("line", ""), frame.get("why", "")
        )
        if room is None:
            return
        self.shown, refused = room.may_show(said)
        if self.peer in room.peers:
            room.present(self.shown)
        if refused:
            await self.send({"t": "error", "code": refused})

    def _caption(self, frame: dict[str, Any]) -> None:
        """A line of captions, to everybody who hears now; written nowhere. Own speech from everybody who may speak, typed ones
        from mediators and guests (an interpreter, a captioner)."""
        room = self.room
        snap = room.snap if room is not None else None
        if room is None or snap is None or not snap.hears(self.actor.key) or self.captions.take():
            return
        seat = snap.seats[self.actor.key]
        if seat.role == SeatRole.OBSERVER or (not frame["auto"] and seat.role not in (SeatRole.MEDIATOR, SeatRole.GUEST)):
            raise NotFound
        room.hand_on({"t": "cap", "by": seat.pk, "n": frame["n"], "text": frame["text"], "auto": frame["auto"]})

    async def _join(self, generation: int) -> None:
        """The way into the media room of this generation of this room, for one page."""
        room = self.room
        snap = room.snap if room is not None else None
        if room is None or snap is None or not snap.hears(self.actor.key) or generation != snap.room.generation:
            return
        if room.engine.code != engine.LIVEKIT:
            return
        try:
            way_in = await room.engine.join(self.room_id, generation, self.peer, publish=not snap.listens(self.actor.key))
        except engine.Down:
            room.without_engine()
            return
        await self.send({"t": "join", "gen": generation, **way_in})

    async def _spoke(self, seconds: int) -> None:
        """Seconds this page heard its own person speak since the last report. Added up for the mediators, kept nowhere."""
        room = self.room
        if room is None or room.snap is None or not room.snap.hears(self.actor.key) or self.spoke.take():
            return
        await room.spoke(self.actor.key, seconds)

    async def tell_relays(self) -> None:
        """Where this page finds relays, for as long as their passwords are good. Only while it hears: a name is of one generation."""
        snap = self.room.snap if self.room is not None else None
        if snap is None or not snap.hears(self.actor.key):
            return
        self.iced = snap.room.generation
        ice = relay.servers(self.room_id, self.iced, self.peer) if snap.media() else []
        await self.send({"t": "ice", "gen": self.iced, "ice": ice, "for": settings.TURN_SECONDS})

    async def _signal(self, frame: dict[str, Any]) -> None:
        """Hand on, only within this generation of this room, only between people admitted now. Anything else is dropped."""
        room = self.room
        if room is None or room.snap is None:
            return
        mark = await in_database(selectors.heads, [str(self.room_id)])
        if mark.get(str(self.room_id), "").partition(".")[2] != str(room.snap.rev):
            await room.look()
        snap = room.snap
        target: Peer | None = room.peers.get(frame["to"])
        if (
            target is None
            or frame["gen"] != snap.room.generation
            or self.peer not in room.peers
            or not snap.hears(self.actor.key)
            or not snap.hears(target.actor_key)
            or not snap.media()
        ):
            # expected while the room moves on under candidates in flight: said, but not held against the sender
            await self.send({"t": "error", "code": "sig-dropped", "gen": snap.room.generation})
            return
        body = without_addresses(frame["d"]) if snap.room.protected else frame["d"]
        if body is None:
            return
        for socket in list(room.sockets):
            if socket.peer == target.id:
                await socket.send({"t": "sig", "gen": frame["gen"], "from": self.peer, "d": body})
