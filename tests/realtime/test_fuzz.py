"""Thousands of bent frames against the real socket: no traceback, nothing of another room, steady memory.

The detector is first shown to catch each of three planted faults. XINQIAO_SOAK=1 sends 100,000 frames.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mediation.common.actor import Actor
from realtime.gateway.database import in_database
from realtime.gateway.frames import Bucket
from realtime.rooms import selectors, services
from realtime.rooms.consumers import RoomSocket
from realtime.rooms.models import Room
from tests.realtime.fuzz import Watch, frame
from tests.realtime.pages import Page
from tests.realtime.trial_rooms import TrialRoom, make_room, seated

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
SOAK = bool(os.environ.get("XINQIAO_SOAK"))
FRAMES = 100_000 if SOAK else 1_500
ROUNDS = 15
GROWTH = 4_000  # objects
BATCH = 25  # frames between two questions
SILENCE = 120.0  # seconds without a single message: a server that hangs
FLOOD = 2_000  # messages to one batch
_marks = itertools.count()
CANARY = "金丝雀-别的房间的话"


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """One socket takes many frames, or most of the time would go into opening new ones. The limits have tests of their own."""
    monkeypatch.setattr("realtime.gateway.socket.FAULTS", 10**9)
    monkeypatch.setattr("realtime.gateway.socket.Bucket", lambda size, seconds: Bucket(10**9, 1))


@pytest.fixture
def elsewhere(trial: TrialRoom, mediator: Actor, other_party: Actor) -> Room:
    """A room the sender of the frames is not in."""
    room = seated(make_room("elsewhere", mediator, other_party), mediator, other_party)
    services.append(mediator, room, "chat", {"text": CANARY}, uuid.uuid4())
    return room


def memory() -> int:
    return next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))


@dataclass
class Pace:
    """How a server answers: a slow machine makes it late, a hang makes it silent, a flood makes it say more than it was asked."""

    slowest: float = 0.0  # seconds for one batch
    most: int = 0  # messages to one batch

    def took(self, seconds: float, messages: int) -> None:
        self.slowest, self.most = max(self.slowest, seconds), max(self.most, messages)
        assert messages < FLOOD, f"{messages} messages to {BATCH} frames"


async def answers(page: Page, watch: Watch, pace: Pace) -> int:
    """Everything the page was sent until a question that nobody else asks is answered; the close code if the socket has ended, else 0.

    Silence is what fails here, not slowness: a machine busy with other work answers a batch in half a minute, and goes on doing so.
    """
    mark = 10**9 + next(_marks)
    await page.put({"t": "need", "after": mark})
    begun, messages = time.monotonic(), 0
    while True:
        message = await page.ws.receive_output(timeout=SILENCE)
        messages += 1
        if message["type"] == "websocket.close":
            return int(message["code"])
        watch.sent(message["text"])
        pace.took(time.monotonic() - begun, messages)
        if message["text"].startswith(f'{{"t":"page","after":{mark},'):
            return 0


async def storm(actor: Actor, room: Room, watch: Watch, frames: int, seed: int = 1, pace: Pace | None = None) -> Counter[int]:
    """So many frames over as many sockets as it takes. How often each close code came."""
    pace = pace or Pace()
    chance, closed = random.Random(seed), Counter[int]()
    page = await Page(actor, room).open()
    each = max(1, frames // ROUNDS)
    for n in range(frames):
        await page.ws.send_input(frame(chance))
        if n % BATCH == BATCH - 1:
            code = await answers(page, watch, pace)
            if code:
                closed[code] += 1
                page = await Page(actor, room).open()
        if n % each == each - 1:
            watch.weigh()
    await page.leave()
    return closed


async def test_bent_frames_find_nothing(patient: None, room: Room, elsewhere: Room, party: Actor) -> None:
    begun, pace = time.monotonic(), Pace()
    with Watch(CANARY) as watch:
        closed = await storm(party, room, watch, FRAMES, pace=pace)

    assert watch.traces == []
    assert watch.leaks == []
    assert watch.grown() < GROWTH, watch.sizes
    assert set(closed) <= {4400, 4413}, closed
    assert await in_database(selectors.first_bad, room) is None
    entries = await in_database(selectors.read_all, room)
    assert [e.seq for e in entries] == list(range(1, len(entries) + 1))
    told = f"{FRAMES} frames in {time.monotonic() - begun:.0f} s, {len(entries)} messages kept, closed {dict(closed)}"
    slow = f"slowest {BATCH} in {pace.slowest:.1f} s, at most {pace.most} messages to them"
    print(f"\n{told}, {slow}, objects {watch.sizes}, {memory()} kB resident")


async def test_the_detector_catches_a_frame_that_breaks_the_server(
    patient: None, room: Room, party: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = RoomSocket.on_frame

    async def broken(self: RoomSocket, frame: dict[str, Any]) -> None:
        if frame["t"] == "have" and frame["n"] % 2:
            raise KeyError("planted")
        await whole(self, frame)

    monkeypatch.setattr(RoomSocket, "on_frame", broken)
    with Watch(CANARY) as watch:
        await storm(party, room, watch, 200)

    assert any("KeyError" in line for line in watch.traces)


async def test_the_detector_catches_a_word_of_another_room(
    patient: None, room: Room, elsewhere: Room, party: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "entries_after", lambda actor, room, seq, limit=200: selectors.read(elsewhere, 0))
    with Watch(CANARY) as watch:
        await storm(party, room, watch, 100)

    assert watch.leaks != []


async def test_the_detector_catches_memory_that_grows(
    patient: None, room: Room, party: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[list[int]] = []
    whole = RoomSocket.on_frame

    async def hoarding(self: RoomSocket, frame: dict[str, Any]) -> None:
        kept.extend([n] for n in range(200))
        await whole(self, frame)

    monkeypatch.setattr(RoomSocket, "on_frame", hoarding)
    with Watch(CANARY) as watch:
        await storm(party, room, watch, 450)

    assert watch.grown() > GROWTH
    await asyncio.sleep(0)
    assert json.dumps(watch.traces) == "[]"
