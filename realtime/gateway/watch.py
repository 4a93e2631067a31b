"""`/ws/watch/`: a page asks to be told when a topic moves, and then loads its fragment again by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, ClassVar

from realtime.gateway import frames, topics
from realtime.gateway.database import in_database
from realtime.gateway.frames import Refused, Schema
from realtime.gateway.hub import hub
from realtime.gateway.socket import Socket

MOST = 20  # topics a page
GATHER_SECONDS = 0.15  # hints within this time become one


class WatchSocket(Socket):
    schemas: ClassVar[Mapping[str, Schema]] = {"watch": {"topics": (True, frames.texts(MOST, 120))}, "ping": {}}

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.topics: set[str] = set()
        self.moved: set[str] = set()
        self.teller: asyncio.Task[None] | None = None

    def purpose(self) -> str:
        return "watch"

    async def opened(self, frame: dict[str, Any]) -> None:
        await self.send({"t": "welcome"})

    async def on_frame(self, frame: dict[str, Any]) -> None:
        if frame["t"] == "ping":
            await self.send({"t": "pong"})
            return
        wanted = set(frame["topics"])
        allowed = await in_database(self._allowed, wanted)
        for topic in allowed - self.topics:
            if len(self.topics) >= MOST:
                raise Refused("too-many-topics")
            self.topics.add(topic)
            hub.listen(topic, self)
        await self.send({"t": "watching", "topics": sorted(allowed)})
        if wanted - allowed:
            raise Refused("not-found", of_topics=len(wanted - allowed))

    def _allowed(self, wanted: set[str]) -> set[str]:
        return {t for t in wanted if topics.may_watch(self.actor, t)}

    def still_allowed(self) -> bool:
        return self._allowed(set(self.topics)) == self.topics

    def wake(self, topic: str) -> None:
        super().wake(topic)
        if topic in self.topics and self.open:
            self.moved.add(topic)
            if self.teller is None or self.teller.done():
                self.teller = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        await asyncio.sleep(GATHER_SECONDS)
        moved, self.moved = self.moved, set()
        for topic in sorted(moved):
            await self.send({"t": "hint", "topic": topic})

    async def gone(self) -> None:
        for topic in self.topics:
            hub.unlisten(topic, self)
