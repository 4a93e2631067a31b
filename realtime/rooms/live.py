"""A room as this process sees it: its open sockets, who is present, and fan-out of what is written.

A new entry is read and encoded once for all sockets of the room. A socket that does not keep up is told only how far the log
is and pulls pages; nothing is queued for it without bound and nothing is silently left out.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import uuid
from typing import TYPE_CHECKING, Any

from realtime.gateway.database import in_database
from realtime.gateway.frames import encode
from realtime.gateway.hub import hub
from realtime.rooms import attendance, snapshot
from realtime.rooms.enums import SeatRole
from realtime.rooms.media.engine import Engine
from realtime.rooms.minding import Minder
from realtime.rooms.records import Entry
from realtime.rooms.services.together import Done
from realtime.rooms.snapshot import Peer, Snapshot

if TYPE_CHECKING:
    from realtime.rooms.consumers import RoomSocket

logger = logging.getLogger(__name__)
UNSEEN_LIMIT = 256 * 1024  # bytes pushed to a socket that has not said it has them


def as_frame(entry: Entry) -> dict[str, Any]:
    """An entry as clients get it. `by` is the seat, never the actor's key."""
    frame: dict[str, Any] = {
        "n": entry.seq, "k": entry.kind, "by": entry.seat_id, "who": entry.name, "at": entry.at.isoformat(),
        "c": str(entry.client_id), "b": entry.body,
    }
    if entry.redacted:
        frame["x"] = True
    return frame


class LiveRoom:
    def __init__(self, room_id: uuid.UUID) -> None:
        self.room_id = room_id
        self.topic = f"room:{room_id}"
        self.sockets: set[RoomSocket] = set()
        self.peers: dict[str, Peer] = {}
        self.snap: Snapshot | None = None
        self.tail = -1  # the last number fanned out
        self.dirty = asyncio.Event()
        self.looking = asyncio.Lock()
        self.asked = self.served = 0  # how often a look was wanted, and how many of those wishes are fulfilled
        self.worker: asyncio.Task[None] | None = None
        self.engine = Engine()
        self.closing: set[asyncio.Task[None]] = set()
        self.stale_state = False
        self.minder = Minder(self)
        self.by_request = attendance.Follower(self)
        self.talked: dict[str, int] = {}  # seconds each person has spoken, by actor key; gone with the last page
        self.loop = asyncio.get_running_loop()

    # sockets come and go

    async def join(self, socket: RoomSocket) -> Snapshot | None:
        self.sockets.add(socket)
        hub.listen(self.topic, self)
        self.by_request.look()
        await self.look()
        return self.snap

    def leave(self, socket: RoomSocket) -> None:
        self.sockets.discard(socket)
        if self.peers.pop(socket.peer, None) is not None:
            self.restate()
        self.minder.look()
        if not self.sockets:
            hub.unlisten(self.topic, self)
            self.minder.stop()
            self.by_request.stop()
            if _rooms.get(self.room_id) is self:
                del _rooms[self.room_id]

    def present(self, peer: Peer) -> None:
        if self.peers.get(peer.id) != peer:
            self.peers[peer.id] = peer
            self.restate()

    def may_show(self, said: Peer) -> tuple[Peer, str]:
        """What a page may show of what it wants to, and the code of what it may not: one screen at a time, as many pictures as
        the engine carries, nothing from somebody who observes."""
        if self.snap is not None and self.snap.listens(said.actor_key):
            return dataclasses.replace(said, mic=False, camera=False, screen=False), ""
        others = [p for p in self.peers.values() if p.id != said.id]
        if said.screen and any(p.screen for p in others):
            return dataclasses.replace(said, screen=False, camera=False), "screen-taken"
        if said.camera and not self.engine.carries(1 + sum(p.camera for p in others)):
            return dataclasses.replace(said, camera=False, screen=False), "cameras-full"
        return said, ""

    def hand_on(self, frame: dict[str, Any]) -> None:
        """To everybody who hears now, and kept nowhere."""
        snap = self.snap
        text = encode(frame)
        for socket in list(self.sockets):
            if snap is not None and snap.hears(socket.actor.key):
                socket.post(text)

    # something moved

    def wake(self, topic: str) -> None:
        self.dirty.set()
        if self.worker is None or self.worker.done():
            self.worker = asyncio.create_task(self._work())

    def restate(self) -> None:
        """Who is present changed: tell everybody the state again."""
        self.stale_state = True
        self.wake(self.topic)

    async def _work(self) -> None:
        while self.dirty.is_set():
            self.dirty.clear()
            try:
                await self.look()
            except Exception as why:
                logger.error("room not refreshed: %s", type(why).__name__)
                return  # the look around of the hub tries again within a second

    async def look(self) -> None:
        """Read what is new and hand it out. One at a time, so that entries go out in order; who waits here shares one reading."""
        self.asked += 1
        mine = self.asked
        async with self.looking:
            if self.served >= mine:  # a reading that began after this wish has just ended
                return
            upto, after = self.asked, self.tail if self.tail >= 0 else None
            snap, entries = await in_database(snapshot.newer, self.room_id, after, self.snap)
            self.served = upto
            if snap is None:
                return
            before, self.snap = self.snap, snap
            if before is None or before.rev != snap.rev or self.stale_state:
                self.stale_state = False
                for peer in [p for p in self.peers.values() if not snap.hears(p.actor_key)]:
                    del self.peers[peer.id]
                for socket in list(self.sockets):
                    self._settle_engine(snap)
                    await self.tell_state(socket)
            if self.tail < 0:
                self.tail = snap.seq
            elif entries:
                self._hand_out(snap, entries)
                if entries[-1].seq < snap.seq:
                    self.dirty.set()
            hub.settle(self.topic, snap.mark)
            self.minder.look()

    # who has spoken how long

    async def spoke(self, actor_key: str, seconds: int) -> None:
        """Add up, and tell the mediators alone."""
        self.talked[actor_key] = self.talked.get(actor_key, 0) + seconds
        for socket in list(self.sockets):
            await self.tell_talked(socket)

    async def tell_talked(self, socket: RoomSocket) -> None:
        snap = self.snap
        if snap is None or not self.talked or not socket.greeted or not snap.admitted(socket.actor.key):
            return
        if snap.seats[socket.actor.key].role == SeatRole.MEDIATOR:
            by = [{"seat": snap.seats[key].pk, "s": s} for key, s in self.talked.items() if key in snap.seats]
            await socket.send({"t": "talked", "by": by})

    def wrote(self, before: Snapshot | None, done: Done) -> None:
        """This process has written itself: hand it out without reading it back. Not while `look` is under way."""
        first, last = done.entries[0].seq, done.seq
        snap = self.snap
        if snap is None or before is None or self.tail != first - 1 or (snap.seq, snap.rev) != (before.seq, before.rev):
            self.wake(self.topic)  # somebody else was quicker; what is missing is read
            return
        self.snap = snap = dataclasses.replace(snap, seq=last, chain=done.chain)
        self._hand_out(snap, done.entries)
        hub.settle(self.topic, snap.mark)

    def _settle_engine(self, snap: Snapshot) -> None:
        ended = self.engine.settle(self.room_id, snap.room.generation, sum(p.camera for p in self.peers.values()), snap.room.protected)
        if ended:
            task = asyncio.create_task(self.engine.close(ended))
            self.closing.add(task)
            task.add_done_callback(self.closing.discard)

    def without_engine(self) -> None:
        """LiveKit did not answer: everybody hears which way it goes now, and again when it is to be tried anew."""
        rest = self.engine.down(protected=self.snap is not None and self.snap.room.protected)
        self.restate()
        self.loop.call_later(rest + 0.1, self.restate)

    async def tell_state(self, socket: RoomSocket) -> None:
        snap = self.snap
        if snap is None or not socket.greeted:
            return
        if snap.hears(socket.actor.key) and socket.peer not in self.peers:
            socket.shown, _refused = self.may_show(dataclasses.replace(socket.shown, actor_key=socket.actor.key))
            self.peers[socket.peer] = socket.shown
            self.restate()
        if snap.hears(socket.actor.key) and socket.iced != snap.room.generation:
            await socket.tell_relays()
        state = snap.state_for(socket.actor.key, self.peers.values(), socket.peer, self.engine.code, self.by_request.people)
        news = snapshot.mark_of(state)
        if news != socket.told:  # what does not concern this person is not even a frame: a quiet asking for help stays quiet
            socket.told = news
            await socket.send(state)

    def _hand_out(self, snap: Snapshot, entries: list[Entry]) -> None:
        first, last = entries[0].seq, entries[-1].seq
        text = encode({"t": "log", "e": [as_frame(e) for e in entries]})
        size = len(text)
        for socket in list(self.sockets):
            if not snap.admitted(socket.actor.key) or not socket.reads:
                continue
            if socket.sent == first - 1 and socket.unseen + size <= UNSEEN_LIMIT:
                socket.sent = last
                socket.unseen += size
                socket.post(text)
            elif socket.sent < last and not socket.told_head:
                socket.told_head = True
                socket.post(f'{{"t":"head","head":{last}}}')
        self.tail = last


_rooms: dict[uuid.UUID, LiveRoom] = {}


def live(room_id: uuid.UUID) -> LiveRoom:
    """This process's view of the room; one while anybody is connected."""
    found = _rooms.get(room_id)
    if found is None or found.loop is not asyncio.get_running_loop():  # only tests have two loops
        found = _rooms[room_id] = LiveRoom(room_id)
    return found


def pages(room_id: uuid.UUID) -> tuple[Peer, ...]:
    """The pages that hold a socket here, for somebody who asks by request. From any thread."""
    room = _rooms.get(room_id)
    return tuple(room.peers.values()) if room is not None else ()


def watched(room_id: uuid.UUID) -> bool:
    """Whether any page holds a socket here, so that its minder looks after the room. From any thread."""
    room = _rooms.get(room_id)
    return room is not None and bool(room.sockets)


def came(room_id: uuid.UUID) -> None:
    """Somebody has come by request: the pages with a socket hear of it. From any thread."""
    room = _rooms.get(room_id)
    if room is not None and not room.loop.is_closed():
        room.loop.call_soon_threadsafe(room.by_request.look)
