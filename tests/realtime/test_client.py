"""The client in Python: its rules without a network, and the whole of it against the served process."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from mediation.common.actor import Actor
from realtime.client import Ledger, Line, NoEntry, NotWritten, RoomClient, Written
from realtime.rooms import load, selectors, services
from realtime.rooms.models import Room
from tests.realtime.served import TrialSite
from tests.realtime.trial_rooms import TrialRoom, seated


def entry(n: int) -> dict[str, Any]:
    return {"n": n, "k": "chat", "by": 1, "who": "林静", "at": "", "c": f"c{n}", "b": {"text": str(n)}}


def state(head: int, epoch: str = "e1") -> dict[str, Any]:
    return {"t": "state", "you": {"seat": "admitted"}, "epoch": epoch, "head": head}


class Told:
    def __init__(self) -> None:
        self.lines: list[int] = []
        self.answers: list[Written | NotWritten] = []
        self.ledger = Ledger(lambda line: self.lines.append(line.n), self.answers.append, self.lines.clear)


def test_entries_are_taken_once_in_order_and_a_gap_is_asked_for() -> None:
    told = Told()

    asked = told.ledger.receive({"t": "log", "e": [entry(3)]})
    again = told.ledger.receive({"t": "log", "e": [entry(4)]})
    told.ledger.receive({"t": "page", "after": 0, "head": 4, "e": [entry(1), entry(2), entry(3)]})
    more = told.ledger.behind()
    told.ledger.receive({"t": "page", "after": 3, "head": 4, "e": [entry(3), entry(4)]})

    assert asked == [{"t": "need", "after": 0}]
    assert again == []  # already asked
    assert more == [{"t": "need", "after": 3}]
    assert told.lines == [1, 2, 3, 4]


def test_the_first_frame_resumes_and_another_epoch_begins_anew() -> None:
    told = Told()
    told.ledger.receive(state(2))
    told.ledger.receive({"t": "page", "after": 0, "head": 2, "e": [entry(1), entry(2)]})
    resumed = told.ledger.hello()

    asked = told.ledger.receive(state(1, "e2"))

    assert resumed == {"have": 2, "epoch": "e1"}
    assert asked == [{"t": "need", "after": 0}]
    assert told.lines == []


def test_a_message_stays_until_it_is_acknowledged_or_refused_for_good() -> None:
    told = Told()
    for name in ("a", "b", "c"):
        told.ledger.write(name, name)

    told.ledger.receive({"t": "nack", "id": "a", "code": "held"})
    told.ledger.receive({"t": "nack", "id": "b", "code": "too-long"})
    told.ledger.receive({"t": "ack", "id": "c", "n": 7, "dup": True})
    told.ledger.receive({"t": "ack", "id": "c", "n": 7, "dup": True})

    assert [f["id"] for f in told.ledger.unsent()] == ["a"]
    assert told.answers == [NotWritten("b", "too-long"), Written("c", 7, True)]


def test_the_server_is_told_what_has_arrived_before_it_stops_pushing() -> None:
    told = Told()

    answers = [told.ledger.receive({"t": "log", "e": [entry(n)]}, 40_000) for n in (1, 2, 3)]

    assert answers == [[], [{"t": "have", "n": 2}], []]


@pytest.fixture
def site(trial: TrialRoom, tmp_path: Path, db: None) -> Iterator[TrialSite]:
    with TrialSite(tmp_path) as served:
        yield served


Join = Callable[..., RoomClient]


def joined(site: TrialSite, room: Room, session: str, **more: Any) -> RoomClient:
    return RoomClient(site.url, room.pk, {settings.SESSION_COOKIE_NAME: session}, **more)


async def texts(client: RoomClient, count: int) -> list[str]:
    found: list[str] = []
    async with asyncio.timeout(20):
        async for line in client.lines():
            if line.kind == "chat":
                found.append(line.body["text"])
            if len(found) == count:
                break
    return found


def run(work: Awaitable[Any]) -> Any:
    async def main() -> Any:
        return await work

    return asyncio.run(main())


@pytest.mark.django_db(transaction=True)
def test_over_the_network(site: TrialSite, mediator: Actor, party: Actor, outsider: Actor) -> None:
    """A socket, requests without one, a cut line, a server that comes back, and somebody who may not come: one start of a server."""
    room = site.room("client", mediator, party)
    seated(room, mediator, party)
    services.append(mediator, room, "chat", {"text": "先前的话"}, uuid.uuid4())
    m, p, o = (site.session(a) for a in (mediator, party, outsider))

    async def talk() -> tuple[list[str], list[str], list[str]]:
        same = str(uuid.uuid4())
        async with joined(site, room, m) as a, joined(site, room, p, sockets=False) as b:
            first = await a.say("您请讲", same)
            again = await a.say("您请讲", same)
            assert (again.n, again.again) == (first.n, True)
            assert (await b.say("没有插座也能说")).n == first.n + 1
            with pytest.raises(ValueError, match="too-long"):
                await b.say("长" * 4001)
            assert a.wire is not None
            a.wire.cut()
            kept = a.write("线断了写的")
            await asyncio.to_thread(site.kill)
            late = a.write("服务器停着写的")
            await asyncio.to_thread(site.start)
            async with asyncio.timeout(40):
                await kept
                await late
            on_socket = await texts(a, 5)
            by_requests = await texts(b, 5)
            with pytest.raises(NoEntry):
                async with joined(site, room, o):
                    pass
        async with joined(site, room, p) as fresh:
            return on_socket, by_requests, await texts(fresh, 5)

    on_socket, by_requests, fresh = run(talk())

    stored = [e.body["text"] for e in selectors.read_all(room) if e.kind == "chat"]
    assert sorted(stored) == sorted(["先前的话", "您请讲", "没有插座也能说", "线断了写的", "服务器停着写的"])
    assert on_socket == by_requests == fresh == stored


@pytest.mark.django_db(transaction=True)
def test_the_load_command_measures_and_leaves_nothing_behind(site: TrialSite) -> None:
    before = Room.objects.count()

    figures = load.measure(site.url, rooms=3, people=3, rate=4, seconds=2, size=200)

    assert (figures.lost, figures.doubled) == (0, 0)
    assert figures.asked - 1 <= figures.committed <= figures.asked
    assert figures.delivered == figures.committed * 3
    assert 0 < figures.at(0.5) <= figures.at(0.95) <= figures.at(0.99)
    assert Room.objects.count() == before
    with pytest.raises(ValueError, match="people"):
        load.measure(site.url, rooms=1, people=11, rate=1, seconds=1, size=10)


def test_a_line_knows_what_was_removed() -> None:
    lines: list[Line] = []
    ledger = Ledger(lines.append)

    ledger.receive({"t": "log", "e": [{**entry(1), "b": {}, "x": True}]})

    assert lines[0].removed is True
