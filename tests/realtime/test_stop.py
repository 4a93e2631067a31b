"""Under any server: on a signal the pages are told first, then the server's own handler has its turn."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from mediation.web.management.commands.serve import BACKLOG, Command
from realtime.gateway import stop


@pytest.fixture
def server() -> Iterator[list[str]]:
    """What happened, in order; and a server that has put its own handler, as uvicorn does before it starts an application."""
    happened: list[str] = []
    before = {name: signal.getsignal(name) for name in stop.SIGNALS}
    signal.signal(signal.SIGTERM, lambda _number, _frame: happened.append("server"))
    yield happened
    for name, handler in before.items():
        signal.signal(name, handler)


async def started() -> asyncio.Queue[dict[str, Any]]:
    inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    outbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    asyncio.get_running_loop().create_task(stop.lifespan({"type": "lifespan"}, inbox.get, outbox.put))
    await inbox.put({"type": "lifespan.startup"})
    assert await asyncio.wait_for(outbox.get(), 5) == {"type": "lifespan.startup.complete"}
    return inbox


async def until(happened: list[str], wanted: list[str]) -> None:
    async with asyncio.timeout(30):
        while happened != wanted:  # noqa: ASYNC110 -- a signal's handler fills the list
            await asyncio.sleep(0.01)


@pytest.mark.asyncio
async def test_pages_are_told_before_the_server_ends(server: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    async def goodbye() -> int:
        server.append("pages")
        return 0

    monkeypatch.setattr(stop, "drain", goodbye)
    await started()

    os.kill(os.getpid(), signal.SIGTERM)

    await until(server, ["pages", "server"])


@pytest.mark.asyncio
async def test_the_same_signal_again_ends_at_once(server: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    never = asyncio.Event()

    async def goodbye() -> int:
        server.append("pages")
        await never.wait()
        return 0

    monkeypatch.setattr(stop, "drain", goodbye)
    await started()

    os.kill(os.getpid(), signal.SIGTERM)
    await until(server, ["pages"])
    os.kill(os.getpid(), signal.SIGTERM)

    await until(server, ["pages", "server"])
    never.set()


@pytest.mark.asyncio
async def test_a_goodbye_that_fails_does_not_keep_the_server_alive(server: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    async def goodbye() -> int:
        raise RuntimeError("planted")

    monkeypatch.setattr(stop, "drain", goodbye)
    await started()
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _what: None)

    os.kill(os.getpid(), signal.SIGTERM)

    await until(server, ["server"])


def test_daphne_keeps_many_connections_waiting() -> None:
    assert BACKLOG >= 1000
    assert Command()._endpoints("127.0.0.1", 8000, https=False) == [f"tcp:port=8000:interface=127.0.0.1:backlog={BACKLOG}"]
