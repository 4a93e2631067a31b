"""One per process: who listens to which topic, and the look around that finds what other processes did.

A hint may be lost, doubled or late and nothing breaks: listeners always look into the tables, and while anybody listens the
hub compares every second the marks of the topics listened to. Redis, where it is configured, only shortens that second.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from realtime.gateway import redis
from realtime.gateway.database import in_database

logger = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
OWN_SECONDS = 0.05  # what this process has just committed itself is settled within this time, and is nothing to look for
PROCESS = secrets.token_hex(6)  # names this process in hints, so that it does not wake itself twice

Marks = dict[str, Any]
# (topics, marks known so far) -> (marks now, topics that moved); runs on a database thread
Reader = Callable[[Sequence[str], Marks], tuple[Marks, set[str]]]


class Listener(Protocol):
    def wake(self, topic: str) -> None:
        """The topic may have moved. Called on the event loop; must not block."""


class Hub:
    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.listeners: dict[str, set[Listener]] = {}
        self.marks: Marks = {}
        self.readers: dict[str, Reader] = {}
        self.looking: asyncio.Task[None] | None = None
        self.hearing: asyncio.Task[None] | None = None
        self.looked_at = 0.0

    def reader(self, prefix: str, read: Reader) -> None:
        """How to find out by looking whether topics with this prefix moved; `*` is for all others."""
        self.readers[prefix] = read

    def listen(self, topic: str, listener: Listener) -> None:
        """On the event loop. From now on `listener.wake(topic)` follows every change within about a second."""
        loop = self._bind()
        self.listeners.setdefault(topic, set()).add(listener)
        if self.looking is None or self.looking.done():
            self.looked_at = time.monotonic()
            self.looking = loop.create_task(self._look())
            self.hearing = loop.create_task(redis.hear(self.wake, self.wake_all, PROCESS))

    def unlisten(self, topic: str, listener: Listener) -> None:
        held = self.listeners.get(topic)
        if held is None:
            return
        held.discard(listener)
        if not held:
            del self.listeners[topic]
            self.marks.pop(topic, None)

    def hint(self, topic: str) -> None:
        """From any thread."""
        loop = self.loop
        if loop is None or topic not in self.listeners or loop.is_closed():
            return
        loop.call_soon_threadsafe(self.wake, topic)

    def wake(self, topic: str) -> None:
        for listener in list(self.listeners.get(topic, ())):
            listener.wake(topic)

    def wake_all(self) -> None:
        for topic in list(self.listeners):
            self.wake(topic)

    def settle(self, topic: str, mark: Any) -> None:
        """A listener has just seen the topic at this mark: no need to wake it for that again."""
        if topic in self.listeners:
            self.marks[topic] = mark

    def _bind(self) -> asyncio.AbstractEventLoop:
        loop = asyncio.get_running_loop()
        if self.loop is not loop:  # only tests have more than one loop
            self.loop, self.listeners, self.marks, self.looking = loop, {}, {}, None
        return loop

    async def _look(self) -> None:
        while self.listeners:
            try:
                await self._look_once()
            except Exception as why:  # the database may be away for a while; keep looking
                logger.error("look around failed: %s", type(why).__name__)
            self.looked_at = time.monotonic()
            await asyncio.sleep(LOOK_SECONDS)
        if self.hearing is not None:
            self.hearing.cancel()

    async def _look_once(self) -> None:
        groups: dict[str, list[str]] = {}
        for topic in self.listeners:
            prefix = topic.partition(":")[0]
            groups.setdefault(prefix if prefix in self.readers else "*", []).append(topic)
        for prefix, topics in groups.items():
            known = {t: self.marks[t] for t in topics if t in self.marks}
            marks, moved = await in_database(self.readers[prefix], topics, known)
            if moved:
                await asyncio.sleep(OWN_SECONDS)
            for topic, mark in marks.items():
                # settled meanwhile: whoever did that has seen it later than this reading, or looks again in a second
                if topic in self.listeners and self.marks.get(topic) == known.get(topic):
                    self.marks[topic] = mark
                    if topic in moved:
                        self.wake(topic)


hub = Hub()


def alive() -> bool:
    """For /readyz: nobody listens, or the look around happened within the last 15 seconds."""
    if hub.looking is None or not hub.listeners:
        return True
    return not hub.looking.done() and time.monotonic() - hub.looked_at < 15
