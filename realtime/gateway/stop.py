"""The stop, the same under every server: pages are told first, then the server's own end goes on.

Daphne hands its signals to `serve`. Other servers (uvicorn, hypercorn) put handlers of their own before they start the
application, and tell it of the end (`lifespan.shutdown`) only when every request is over: too late for one that waits for news. So
what they put is kept and called after the goodbyes. Only public interfaces: `signal` and the lifespan of ASGI.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any

from realtime.gateway.drain import drain

SIGNALS = (signal.SIGTERM, signal.SIGINT)
Message = dict[str, Any]
Handler = Callable[[int, FrameType | None], Any]


def gently(loop: asyncio.AbstractEventLoop, end: Callable[[int], object]) -> Callable[[int], None]:
    """What to do on a signal, on `loop`: at the first, say goodbye and then `end(number)`; at the next, `end(number)` at once."""
    told: list[asyncio.Task[None]] = []

    async def goodbye(number: int) -> None:
        try:
            await drain()
        finally:
            end(number)

    def on_signal(number: int) -> None:
        if told:
            end(number)
        else:
            told.append(loop.create_task(goodbye(number)))

    return on_signal


def wrap_signals(loop: asyncio.AbstractEventLoop) -> None:
    """Put the goodbye before the handlers a server has set. Where it has set none of its own, nothing is touched."""
    if os.name == "nt" or threading.current_thread() is not threading.main_thread():
        return
    for name in SIGNALS:
        before = signal.getsignal(name)
        if callable(before) and before is not signal.default_int_handler:
            _wrap(loop, name, before)


def _wrap(loop: asyncio.AbstractEventLoop, name: signal.Signals, before: Handler) -> None:
    on_signal = gently(loop, lambda number: before(number, None))
    signal.signal(name, lambda number, _frame: loop.call_soon_threadsafe(on_signal, number))


async def lifespan(scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
    """The ASGI application for `lifespan`. Daphne sends none."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            wrap_signals(asyncio.get_running_loop())
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await send({"type": "lifespan.shutdown.complete"})
            return
