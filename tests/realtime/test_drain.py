"""The server stops: open pages hear when to come back, waiting requests are answered, nobody holds up the stop."""

from __future__ import annotations

import asyncio
import json
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from mediation.common.actor import Actor
from realtime.client import RoomClient
from realtime.client.wire import Wire, WireClosed
from realtime.gateway import drain
from tests.realtime.served import TrialSite
from tests.realtime.trial_rooms import TrialRoom, seated

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]


def test_pages_are_told_when_to_come_back_and_a_long_request_does_not_hold_up_the_stop(
    trial: TrialRoom, tmp_path: Path, mediator: Actor, party: Actor, other_party: Actor
) -> None:
    site = TrialSite(tmp_path / "site")
    room = site.room("drain", mediator, party, other_party)
    seated(room, mediator, party, other_party)
    cookies = [{settings.SESSION_COOKIE_NAME: site.session(actor)} for actor in (mediator, party)]
    waiting_cookie = {settings.SESSION_COOKIE_NAME: site.session(other_party)}

    asks = threading.Event()

    def long_request() -> float:
        address = f"{site.url}/rooms/{room.pk}/log?after=0&wait=0"
        rev, head = _state(address, waiting_cookie)
        asks.set()
        begun = time.monotonic()
        _state(f"{site.url}/rooms/{room.pk}/log?after={head}&wait=25&rev={rev}", waiting_cookie)
        return time.monotonic() - begun

    async def walk() -> tuple[list[dict[str, object]], int, float, float]:
        page = RoomClient(site.url, room.pk, cookies[0], seat=False)
        frames: list[dict[str, object]] = []
        minted = await page.press("ticket")
        cookie = "; ".join(f"{k}={v}" for k, v in cookies[0].items())
        wire = await Wire.open(f"{site.url.replace('http', 'ws', 1)}/ws/rooms/{room.pk}/", {"Origin": site.url, "Cookie": cookie})
        wire.put(json.dumps({"t": "hello", "ticket": minted.words["ticket"]}))
        while (frame := json.loads(await wire.get()))["t"] != "state":
            pass
        waited = asyncio.create_task(asyncio.to_thread(long_request))
        await asyncio.to_thread(asks.wait, 60)
        await asyncio.sleep(1.5)  # it is on its way; nothing here can tell that the server has it
        begun = time.monotonic()
        stopped = asyncio.create_task(asyncio.to_thread(site.stop))
        code = 0
        try:
            while True:
                frame = json.loads(await asyncio.wait_for(wire.get(), 10))
                frames.append(frame)
        except WireClosed as end:
            code = end.code
        await stopped
        return frames, code, time.monotonic() - begun, await waited

    with site:
        frames, code, stop_seconds, waited = asyncio.run(walk())

    goodbye = [f for f in frames if f["t"] == "drain"]
    assert len(goodbye) == 1 and code == 4503
    assert 0 <= int(str(goodbye[0]["after"])) <= drain.MOST * 1000
    assert waited < 6, "the long request was answered when the stop began"
    assert stop_seconds < 8, site.log[-2000:]


def _state(address: str, cookies: dict[str, str]) -> tuple[str, int]:
    cookie = "; ".join(f"{k}={v}" for k, v in cookies.items())
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Cookie": cookie}), timeout=30) as answer:
        page = json.loads(answer.read())
    return page["state"]["rev"], page["head"]


class Page:
    def __init__(self, told: list[float]) -> None:
        self.told = told

    async def drain(self, after: float) -> None:
        self.told.append(after)


@pytest.mark.asyncio
async def test_a_thousand_pages_come_back_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[float] = []
    pages = [Page(told) for _ in range(1000)]
    monkeypatch.setattr(drain, "guard", lambda: type("G", (), {"sockets": lambda self: pages})())
    monkeypatch.setattr(drain, "stopping", type("E", (), {"set": lambda self: None})())

    assert await drain.drain() == 1000

    assert max(told) <= drain.MOST
    seconds = [sum(n <= t < n + 1 for t in told) for n in range(int(drain.MOST))]
    assert max(seconds) < 2.5 * 1000 / drain.MOST, "nowhere a crush"
