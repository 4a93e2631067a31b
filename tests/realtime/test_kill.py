"""kill -9 of the served process while messages are sent: what was acknowledged is there, once, on whichever database runs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from mediation.common.actor import Actor
from realtime.gateway.database import in_database
from realtime.rooms import selectors, services
from realtime.rooms.models import Room
from tests.realtime.served import TrialSite
from tests.realtime.trial_rooms import TrialRoom, seated
from tests.realtime.wire import Wire, post

pytestmark = [pytest.mark.django_db(transaction=True)]
KILLS = 10 if os.environ.get("XINQIAO_SOAK") else 3
BROKEN = (ConnectionError, OSError, TimeoutError, asyncio.IncompleteReadError)


class Sender:
    """A client with an outbox: resends with the same id until acknowledged, over as many connections as it takes."""

    def __init__(self, site: TrialSite, room: Room, session: str, name: str) -> None:
        self.site, self.room, self.name = site, room, name
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session}"
        self.outbox: dict[str, str] = {}
        self.acked: dict[str, int] = {}
        self.count = 0
        self.stopping = False

    async def run(self) -> None:
        while not (self.stopping and not self.outbox):
            with contextlib.suppress(*BROKEN):
                await self.session()
            await asyncio.sleep(0.1)

    async def session(self) -> None:
        path = f"/rooms/{self.room.pk}/ticket/"
        ticket = (await asyncio.to_thread(post, self.site.url + path, self.cookie))["ticket"]
        wire = await Wire("127.0.0.1", self.site.port, f"/ws/rooms/{self.room.pk}/", self.cookie).open()
        try:
            await wire.put({"t": "hello", "ticket": ticket})
            while (await asyncio.wait_for(wire.get(), 5))["t"] != "welcome":
                pass
            while not (self.stopping and not self.outbox):
                if not self.outbox:
                    self.count += 1
                    self.outbox[str(uuid.uuid4())] = f"{self.name} {self.count}"
                for client_id, text in list(self.outbox.items()):
                    await wire.put({"t": "say", "id": client_id, "body": {"text": text}})
                    await self.answer(wire, client_id)
        finally:
            wire.close()

    async def answer(self, wire: Wire, client_id: str) -> None:
        while True:
            frame: dict[str, Any] = await asyncio.wait_for(wire.get(), 5)
            if frame["t"] == "nack" and frame["id"] == client_id:
                await asyncio.sleep(frame.get("after", 200) / 1000)
                return
            if frame["t"] == "ack" and frame["id"] == client_id:
                self.acked[self.outbox.pop(client_id)] = frame["n"]
                return


async def storm(site: TrialSite, senders: list[Sender], kills: int) -> None:
    tasks = [asyncio.create_task(s.run()) for s in senders]
    for n in range(kills):
        before = sum(len(s.acked) for s in senders)
        for _ in range(200):  # some messages must have gone through since the last start
            await asyncio.sleep(0.05)
            if sum(len(s.acked) for s in senders) >= before + 4 + n % 3:
                break
        await asyncio.to_thread(site.kill)
        await asyncio.to_thread(site.start)
    await asyncio.sleep(0.5)
    for s in senders:
        s.stopping = True
    await asyncio.wait_for(asyncio.gather(*tasks), 60)


def check(site: TrialSite, mediator: Actor, party: Actor, kills: int) -> None:
    room = site.room("kill", mediator, party)
    seated(room, mediator, party)
    senders = [Sender(site, room, site.session(mediator), "m"), Sender(site, room, site.session(party), "p")]
    with site:
        asyncio.run(storm(site, senders, kills))

    entries = [e for e in selectors.read_all(room) if e.kind == "chat"]
    stored = {e.body["text"]: e.seq for e in entries}
    acked = {text: seq for s in senders for text, seq in s.acked.items()}
    assert len(acked) > kills * 3
    assert {text: stored.get(text) for text in acked} == acked, "an acknowledged message was lost or renumbered"
    assert [text for text, times in Counter(e.body["text"] for e in entries).items() if times > 1] == []
    assert [e.seq for e in selectors.read_all(room)] == list(range(1, selectors.head_of(room).seq + 1))
    assert selectors.first_bad(room) is None


def test_kills_lose_nothing_acknowledged(trial: TrialRoom, tmp_path: Path, mediator: Actor, party: Actor) -> None:
    check(TrialSite(tmp_path), mediator, party, KILLS)


@pytest.mark.asyncio
async def test_a_message_is_acknowledged_only_after_the_commit(
    room: Room, party: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure at the very end of the transaction gives no acknowledgement and no entry."""
    from tests.realtime.pages import Page

    page = await Page(party, room).open()

    def broken(self: TrialRoom, *args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(TrialRoom, "on_event", broken)
    await page.put({"t": "say", "id": str(uuid.uuid4()), "body": {"text": "半路"}})
    error = await page.wait("error")
    monkeypatch.undo()

    assert error == {"t": "error", "code": "failed", "of": "say"}
    assert [e for e in await in_database(selectors.read_all, room) if e.kind == "chat"] == []
    assert (await in_database(services.append, party, room, "chat", {"text": "再来"}, uuid.uuid4())).seq == page.head + 1
    await page.leave()
