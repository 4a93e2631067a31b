"""Two server processes on one database: one is killed under load, Redis stops answering; nobody loses a word.

The short form runs with the suite. XINQIAO_SOAK=1 makes the load longer and Redis's silence thirty seconds.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from mediation.common.actor import Actor
from realtime.client import Line, RoomClient
from realtime.rooms import selectors
from realtime.rooms.models import Room
from tests.clusters import free_port, wait_for
from tests.realtime.served import TrialSite
from tests.realtime.trial_rooms import TrialRoom, seated

pytestmark = [pytest.mark.django_db(transaction=True)]
SOAK = bool(os.environ.get("XINQIAO_SOAK"))
SILENCE = 30.0 if SOAK else 3.0  # seconds Redis does not answer
LOAD = 20.0 if SOAK else 2.0  # seconds of messages in each phase
HEALED = 10.0  # seconds at most until everybody has everything again


class Redis:
    """Stopped with SIGSTOP: connections stay open and nothing answers, which is worse than refusing. Or killed and started anew, empty.
    Where none is installed it is never there."""

    def __init__(self, port: int, folder: Path) -> None:
        self.url, self.port, self.folder = f"redis://127.0.0.1:{port}/0", port, folder
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        binary = shutil.which("redis-server")
        if binary:
            command = [binary, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
            self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            wait_for(self.port, "Redis")

    def tell(self, what: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(what)

    def end(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(15)

    def empty(self) -> None:
        self.end()
        self.start()


@contextmanager
def redis_beside(folder: Path) -> Iterator[Redis]:
    redis = Redis(free_port(), folder)
    redis.start()
    try:
        yield redis
    finally:
        redis.end()


class Person:
    """Writes now and then, remembers what came, and goes to another server when a balancer would send it there."""

    def __init__(self, name: str, site: TrialSite, room: Room, session: str) -> None:
        self.name, self.lines, self.acked = name, list[Line](), dict[str, int]()
        self.client = RoomClient(site.url, room.pk, {settings.SESSION_COOKIE_NAME: session}, take=self.lines.append, seat=False)

    async def talk(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            text = f"{self.name} {len(self.acked)} {time.monotonic()}"
            try:
                async with asyncio.timeout(120):
                    self.acked[text] = (await self.client.say(text)).n
            except ValueError as why:
                raise AssertionError(f"refused: {why}") from why
            await asyncio.sleep(0.5)  # within the limit of twenty in ten seconds

    def move(self, site: TrialSite) -> None:
        self.client.base = site.url
        self.client.tries = 0
        if self.client.wire is not None:
            self.client.wire.cut()


async def heals(people: list[Person]) -> float:
    """Seconds until all have acknowledged everything and hold the same log, looked at twenty times a second."""
    start = time.monotonic()
    while time.monotonic() - start < 60:
        ledgers = [p.client.ledger for p in people]
        top = max(max(ledger.last, ledger.head) for ledger in ledgers)
        if all(ledger.last == top and not ledger.outbox for ledger in ledgers):
            return time.monotonic() - start
        await asyncio.sleep(0.05)
    raise AssertionError([(p.name, p.client.ledger.last, p.client.ledger.head, len(p.client.ledger.outbox)) for p in people])


async def connected(person: Person, before: object, since: float) -> float:
    """Seconds until this person's page holds another line than before."""
    async with asyncio.timeout(60):
        while person.client.wire in (None, before):  # noqa: ASYNC110 -- a page changes its line by itself
            await asyncio.sleep(0.02)
    return time.monotonic() - since


async def trouble(a: TrialSite, b: TrialSite, redis: Redis, people: list[Person]) -> dict[str, float]:
    """What happens, and how long each wound took to heal."""
    healed: dict[str, float] = {}
    p = people[1]
    for person in people:
        await person.client.__aenter__()
        await asyncio.wait_for(person.client.up.wait(), 30)
    await asyncio.gather(*(person.talk(LOAD) for person in people))
    healed["two processes"] = await heals(people)

    talking = asyncio.gather(*(person.talk(LOAD + 2) for person in people))
    await asyncio.sleep(LOAD / 2)
    old = [person.client.wire for person in people]
    struck = time.monotonic()
    b.kill()
    p.move(a)  # the third has no balancer and stays until the server is back
    healed["kill -9, moved to the other process"] = await connected(p, old[1], struck)
    await asyncio.to_thread(b.start)
    healed["kill -9, the process back"] = await connected(people[2], old[2], time.monotonic())
    await talking
    healed["kill -9, everybody equal"] = await heals(people)
    p.move(b)

    redis.tell(signal.SIGSTOP)
    talking = asyncio.gather(*(person.talk(SILENCE) for person in people))
    await talking
    healed["Redis silent"] = await heals(people)
    redis.tell(signal.SIGCONT)
    await asyncio.gather(*(person.talk(LOAD) for person in people))
    healed["Redis back"] = await heals(people)

    talking = asyncio.gather(*(person.talk(LOAD) for person in people))
    await asyncio.to_thread(redis.empty)
    await talking
    healed["Redis killed and empty"] = await heals(people)
    for person in people:
        await person.client.__aexit__(None, None, None)
    return healed


def test_two_processes_a_kill_and_a_silent_redis(
    trial: TrialRoom, tmp_path: Path, mediator: Actor, party: Actor, other_party: Actor
) -> None:
    with redis_beside(tmp_path) as redis:
        a, b = (TrialSite(tmp_path / name, redis_url=redis.url) for name in ("a", "b"))
        room = a.room("two", mediator, party, other_party)
        b.room("two", mediator, party, other_party)
        seated(room, mediator, party, other_party)
        people = [
            Person("m", a, room, a.session(mediator)), Person("p", b, room, a.session(party)), Person("q", b, room, a.session(other_party))
        ]
        with a, b:
            healed = asyncio.run(trouble(a, b, redis, people))

    entries = selectors.read_all(room)
    stored = {e.body["text"]: e.seq for e in entries if e.kind == "chat"}
    acked = {text: n for person in people for text, n in person.acked.items()}
    assert {text: stored.get(text) for text in acked} == acked, "an acknowledged message was lost or renumbered"
    assert [text for text, times in Counter(e.body.get("text") for e in entries if e.kind == "chat").items() if times > 1] == []
    assert [e.seq for e in entries] == list(range(1, len(entries) + 1))
    for person in people:
        assert [line.n for line in person.lines] == list(range(1, len(entries) + 1)), person.name
    assert selectors.first_bad(room) is None
    assert all(seconds < HEALED for seconds in healed.values()), healed
    print(f"\n{len(acked)} messages; seconds to heal: " + ", ".join(f"{what} {took:.2f}" for what, took in healed.items()))
