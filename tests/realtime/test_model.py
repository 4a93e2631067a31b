"""Whatever is lost, doubled or cut off on the way: when it is quiet again every page holds exactly the log."""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediation.common.actor import Actor
from realtime.gateway.database import in_database
from realtime.gateway.hub import Hub, hub
from realtime.rooms import selectors, services
from realtime.rooms.models import Room
from tests.realtime.pages import Page
from tests.realtime.trial_rooms import TrialRoom, make_room, seated

pytestmark = pytest.mark.django_db(transaction=True)
WHO = st.sampled_from([0, 1])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), WHO),  # a message of this page
        st.tuples(st.just("twice"), WHO),  # the same message sent twice
        st.tuples(st.just("elsewhere"), WHO),  # written by another process
        st.tuples(st.just("cut"), WHO),  # the socket is gone, the page comes back
        st.tuples(st.just("deaf"), WHO),  # hints are lost from here on
        st.tuples(st.just("hearing"), WHO),  # hints come again
        st.tuples(st.just("echo"), WHO),  # a hint about nothing
    ),
    min_size=3, max_size=14,
)


class Browser:
    """The rules of `chat.js`: take the next number, ask for what is missing, say what has arrived, resend until acknowledged."""

    def __init__(self, actor: Actor, room: Room) -> None:
        self.actor, self.room = actor, room
        self.log: list[tuple[int, str]] = []
        self.outbox: dict[str, str] = {}
        self.epoch = ""
        self.page: Page | None = None
        self.pump: asyncio.Task[None] | None = None

    @property
    def last(self) -> int:
        return self.log[-1][0] if self.log else 0

    async def come(self) -> None:
        hello = {"have": self.last, "epoch": self.epoch} if self.epoch else {}
        self.page = await Page(self.actor, self.room).open(catch_up=False, **hello)
        self.pump = asyncio.create_task(self.listen(self.page))
        for client_id in list(self.outbox):
            await self.post(client_id)

    async def post(self, client_id: str) -> None:
        assert self.page is not None
        await self.page.put({"t": "say", "id": client_id, "body": {"text": self.outbox[client_id]}})

    async def say(self, text: str, times: int) -> None:
        client_id = str(uuid.uuid4())
        self.outbox[client_id] = text
        for _ in range(times):
            await self.post(client_id)

    async def cut(self) -> None:
        assert self.page is not None
        assert self.pump is not None
        self.pump.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.pump
        await self.page.leave()

    async def listen(self, page: Page) -> None:
        while True:
            message = await page.ws.output_queue.get()
            if message["type"] != "websocket.send":
                return
            frame: dict[str, Any] = json.loads(message["text"])
            kind = frame["t"]
            if kind == "state":
                self.epoch = frame["epoch"]
                if frame["head"] > self.last:
                    await page.put({"t": "need", "after": self.last})
            elif kind in ("log", "page"):
                for entry in frame["e"]:
                    if entry["n"] == self.last + 1:
                        self.log.append((entry["n"], entry["b"].get("text", "")))
                    elif entry["n"] > self.last:
                        await page.put({"t": "need", "after": self.last})
                        break
                if kind == "page" and frame["head"] > self.last:
                    await page.put({"t": "need", "after": self.last})
                await page.put({"t": "have", "n": self.last})
            elif kind == "head" and frame["head"] > self.last:
                await page.put({"t": "need", "after": self.last})
            elif kind == "ack":
                self.outbox.pop(frame["id"], None)


async def play(room: Room, people: list[Actor], steps: list[tuple[str, int]]) -> tuple[list[list[tuple[int, str]]], list[tuple[int, str]]]:
    hub.deaf = False  # type: ignore[attr-defined]
    browsers = [Browser(who, room) for who in people]
    for browser in browsers:
        await browser.come()
    for n, (what, who) in enumerate(steps):
        if what in ("say", "twice"):
            await browsers[who].say(f"{n}", 2 if what == "twice" else 1)
        elif what == "elsewhere":
            await in_database(services.append, people[who], room, "chat", {"text": f"{n}"}, uuid.uuid4())
        elif what == "cut":
            await browsers[who].cut()
            await browsers[who].come()
        elif what == "echo":
            hub.hint(f"room:{room.pk}")
        else:
            hub.deaf = what == "deaf"  # type: ignore[attr-defined]
    for _ in range(200):
        await asyncio.sleep(0.03)
        head = (await in_database(selectors.head_of, room)).seq
        if all(b.last == head and not b.outbox for b in browsers):
            break
    stored = [(e.seq, e.body.get("text", "")) for e in await in_database(selectors.read_all, room)]
    for browser in browsers:
        await browser.cut()
    return [b.log for b in browsers], stored


def test_every_page_ends_with_the_log(
    trial: TrialRoom, mediator: Actor, party: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("realtime.gateway.hub.LOOK_SECONDS", 0.1)
    hear = Hub.hint
    monkeypatch.setattr(Hub, "hint", lambda self, topic: None if getattr(self, "deaf", False) else hear(self, topic))

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(STEPS)
    def run(steps: list[tuple[str, int]]) -> None:
        room = make_room(str(uuid.uuid4()), mediator, party)
        seated(room, mediator, party)
        logs, stored = asyncio.run(play(room, [mediator, party], steps))
        said = [str(n) for n, (what, _) in enumerate(steps) if what in ("say", "twice", "elsewhere")]
        assert [log == stored for log in logs] == [True, True]
        assert [n for n, _ in stored] == list(range(1, len(stored) + 1))
        assert sorted(text for _, text in stored if text) == sorted(said)

    run()
