"""Rooms full of nobody, to measure what a server carries: `mediation room_load`.

The rooms, their people and their sessions are made beforehand straight in the tables and taken away afterwards; everything
in between goes through the front door, as pages do it.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from typing import ClassVar

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from mediation.accounts.middleware import GUEST_SESSION
from mediation.accounts.models import GuestAccess
from mediation.common.actor import Actor, system
from mediation.vault import sealing
from realtime.client import Line, RoomClient
from realtime.rooms.enums import SeatRole, SeatState
from realtime.rooms.kinds import RoomKind, SeatSpec
from realtime.rooms.models import Room, Seat
from realtime.rooms.selectors import seats_in
from realtime.rooms.services import open_room

ME = system("room_load")
SETTLE = 30.0  # seconds for the last messages to arrive


class LoadRoom(RoomKind):
    """A room only those come into whom `room_load` has seated. Its limit on messages is high; nothing else differs."""

    code: ClassVar[str] = "load"
    retention: ClassVar[timedelta | None] = timedelta(days=1)
    words: ClassVar[int] = 100_000
    minded: ClassVar[bool] = False

    def may_enter(self, actor: Actor, room: Room) -> bool:
        return Seat.objects.filter(room=room, actor_key=actor.key).exists()

    def all_may_enter(self, people: Sequence[tuple[Actor, Room]]) -> list[bool]:
        seats = seats_in({room.pk for _, room in people})
        return [(room.pk, actor.key) in seats for actor, room in people]

    def seat(self, actor: Actor, room: Room) -> SeatSpec:
        return SeatSpec(SeatRole.PARTY, "load")


@dataclass(frozen=True, slots=True)
class Figures:
    """Times in milliseconds, from sending to arrival at each page, on one clock."""

    sockets: int
    seconds: float
    asked: int  # messages to be sent by now at the given rate; fewer sent means the loader or the server could not follow
    committed: int
    delivered: int
    lost: int
    doubled: int
    connect_seconds: float
    times: list[float] = field(repr=False, default_factory=list)

    def at(self, part: float) -> float:
        return self.times[min(len(self.times) - 1, int(len(self.times) * part))] if self.times else 0.0

    def __str__(self) -> str:
        return (
            f"{self.sockets} sockets opened in {self.connect_seconds:.1f} s; in {self.seconds:.1f} s {self.committed} of {self.asked} "
            f"messages committed, {self.delivered / self.seconds:.0f} committed deliveries/s; "
            f"p50 {self.at(0.5):.1f} ms, p95 {self.at(0.95):.1f} ms, p99 {self.at(0.99):.1f} ms; "
            f"lost {self.lost}, doubled {self.doubled}"
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """`people[n]` are the session keys of those who sit in `rooms[n]`: everybody somebody else, as in life."""

    rooms: list[uuid.UUID]
    people: list[list[str]]


@contextmanager
def prepared(rooms: int, people: int) -> Iterator[Prepared]:
    """Make everything, and take it away again. Ten people are the most, as no sitting is larger."""
    if not (0 < rooms <= 2000 and 0 < people <= 10):
        raise ValueError("1 to 2000 rooms of 1 to 10 people")
    run = uuid.uuid4().hex[:12]
    now = timezone.now()
    guests = GuestAccess.objects.bulk_create(
        GuestAccess(
            name=f"load {n % people}", locator_index=f"load-{run}-{n}", created_at=now, expires_at=now + timedelta(hours=6),
            secret_hash="!",  # noqa: S106 -- opens nothing: no code has this hash
        )
        for n in range(rooms * people)
    )
    circles = [guests[n : n + people] for n in range(0, len(guests), people)]
    made = [_room(run, n, circle) for n, circle in enumerate(circles)]
    stores = [[_session(guest) for guest in circle] for circle in circles]
    try:
        yield Prepared([room.pk for room in made], [[store.session_key or "" for store in circle] for circle in stores])
    finally:
        for store in (s for circle in stores for s in circle):
            store.delete()
        for room in made:
            sealing.destroy(room.scope)
        Room.objects.filter(pk__in=[room.pk for room in made]).delete()
        GuestAccess.objects.filter(pk__in=[guest.pk for guest in guests]).delete()


def _room(run: str, n: int, guests: Sequence[GuestAccess]) -> Room:
    room_id = uuid.uuid4()
    room = open_room(ME, LoadRoom.code, f"{run}:{n}", f"room:{room_id}", "load", room_id=room_id)
    Seat.objects.bulk_create(
        Seat(
            room=room, actor_key=f"guest:{g.subject}", name=g.name, label="load", role=SeatRole.PARTY, state=SeatState.ADMITTED,
            since=g.created_at,
        )
        for g in guests
    )
    return room


def _session(guest: GuestAccess) -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore()
    store[GUEST_SESSION] = {"access": str(guest.pk), "version": guest.version}
    store.create()
    return store


class Crowd:
    """All pages of all rooms in one event loop, on one clock."""

    def __init__(self, base: str, made: Prepared, size: int) -> None:
        self.filler = "字" * max(0, (size - 20) // 3)
        self.sent: dict[str, float] = {}
        self.times: list[float] = []
        self.delivered = self.doubled = 0
        self.committed: dict[str, uuid.UUID] = {}
        self.seen: list[set[str]] = []
        self.rooms: list[list[RoomClient]] = []
        for room, sessions in zip(made.rooms, made.people, strict=True):
            pages = []
            for session in sessions:
                seen: set[str] = set()
                self.seen.append(seen)
                cookies = {settings.SESSION_COOKIE_NAME: session}
                pages.append(RoomClient(base, room, cookies, take=self._taker(seen), seat=False))
            self.rooms.append(pages)

    def _taker(self, seen: set[str]) -> Callable[[Line], None]:
        def take(line: Line) -> None:
            at = time.perf_counter()
            if line.client_id in seen:
                self.doubled += 1
            seen.add(line.client_id)
            self.delivered += 1
            begun = self.sent.get(line.client_id)
            if begun is not None:
                self.times.append((at - begun) * 1000)

        return take

    async def run(self, rate: float, seconds: float) -> Figures:
        """`rate`: messages a second in each room, from its people in turn."""
        pages = [page for room in self.rooms for page in room]
        begun = time.perf_counter()
        await self._open(pages)
        connected = time.perf_counter() - begun
        self.times.clear()
        start, delivered = time.perf_counter(), self.delivered
        asked = await self._send(rate, seconds, start)
        await self._settle(pages)
        took = self.ended - start
        lost = sum(
            page.room == str(room) and client_id not in seen
            for page, seen in zip(pages, self.seen, strict=True)
            for client_id, room in self.committed.items()
        )
        for page in pages:
            await page.__aexit__(None, None, None)
        await asyncio.sleep(0.5)  # the server notices before the rooms are taken away
        return Figures(
            len(pages), took, asked, len(self.committed), self.delivered - delivered, lost, self.doubled, connected, sorted(self.times)
        )

    async def _open(self, pages: list[RoomClient]) -> None:
        for page in pages:
            await page.__aenter__()
        async with asyncio.timeout(120):
            for page in pages:
                await page.up.wait()

    async def _send(self, rate: float, seconds: float, start: float) -> int:
        """Evenly spread over the rooms; what is late is sent at once, so that a slow server cannot slow the rate."""
        step, n = 1 / (rate * len(self.rooms)), 0
        while (now := time.perf_counter() - start) < seconds:
            while n * step <= now:
                room = self.rooms[n % len(self.rooms)]
                self._write(room[n // len(self.rooms) % len(room)])
                n += 1
            await asyncio.sleep(max(step, 0.001))
        self.ended = time.perf_counter()
        return n

    def _write(self, page: RoomClient) -> None:
        client_id = str(uuid.uuid4())
        self.sent[client_id] = time.perf_counter()
        answer = page.write(f"{len(self.sent)} {self.filler}", client_id)
        room = uuid.UUID(page.room)
        answer.add_done_callback(lambda done: done.cancelled() or done.exception() or self.committed.setdefault(client_id, room))

    async def _settle(self, pages: list[RoomClient]) -> None:
        """Until every page has everything that was sent, or nothing more comes."""
        until = time.perf_counter() + SETTLE
        while time.perf_counter() < until:
            if not any(page.ledger.outbox for page in pages) and all(
                page.ledger.last == room[0].ledger.last and page.ledger.head <= page.ledger.last for room in self.rooms for page in room
            ):
                await asyncio.sleep(0.2)
                self.ended = max(self.ended, time.perf_counter() - 0.2)
                return
            await asyncio.sleep(0.05)


def measure(base: str, *, rooms: int, people: int, rate: float, seconds: float, size: int) -> Figures:
    """Fill `rooms` rooms of `people` on the server at `base`, which works on the same database as this process."""
    with prepared(rooms, people) as made:
        return asyncio.run(Crowd(base, made, size).run(rate, seconds))
