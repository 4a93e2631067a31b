"""The base of every socket: hello with a ticket, checked frames, a budget; `guard` asks "still allowed?" every few seconds.

A consumer translates frames into calls of services; nothing is decided here. Every refusal is a coded frame or a close
code, and one line in the log without what the frame said.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from mediation.common.actor import ANONYMOUS, Actor
from mediation.common.errors import DomainError, NotFound
from realtime.gateway import frames, tickets
from realtime.gateway.database import in_database
from realtime.gateway.eager import begin
from realtime.gateway.frames import Bucket, Refused, Schema
from realtime.gateway.guard import RESTART, guard, stopping
from realtime.gateway.hub import hub
from realtime.gateway.origin import Receive, Send, headers_of
from realtime.gateway.sessions import actor_of_session

logger = logging.getLogger(__name__)
HELLO_SECONDS = 10
FAULTS = 10  # refused frames until the socket is closed


class Closed(Exception):
    """End this socket with a code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Socket:
    schemas: ClassVar[Mapping[str, Schema]] = {}
    hello: ClassVar[Schema] = {"ticket": (True, frames.text(64))}

    def __init__(self, scope: dict[str, Any], send: Send) -> None:
        self.scope = scope
        self.raw_send = send
        self.actor: Actor = ANONYMOUS
        self.session_key = ""
        self.open = True
        self.faults = 0
        self.bucket = Bucket(200, 10)
        self.posted: list[str] = []  # almost always empty, and then smaller than a deque
        self.poster: asyncio.Task[None] | None = None

    # what a consumer fills in

    def purpose(self) -> str:
        """What the ticket must be for."""
        raise NotImplementedError

    async def opened(self, frame: dict[str, Any]) -> None:
        """After a good ticket."""

    async def on_frame(self, frame: dict[str, Any]) -> None:
        """A checked frame. Raise DomainError or Refused to refuse it."""

    def still_allowed(self) -> bool:
        """On a database thread: beyond the session, is there still a right to be here?"""
        return True

    @classmethod
    def all_allowed(cls, sockets: list[Self]) -> set[Self]:
        """The same question about many at once. On a database thread."""
        return {s for s in sockets if s.still_allowed()}

    async def gone(self) -> None:
        """The socket is over; let go of everything."""

    # the connection

    @classmethod
    def as_asgi(cls) -> Any:
        async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
            await cls(scope, send).run(receive)

        return app

    async def run(self, receive: Receive) -> None:
        await receive()  # websocket.connect
        await self.raw_send({"type": "websocket.accept"})
        if stopping.is_set():
            await self.close(RESTART)
            return
        try:
            try:
                await asyncio.wait_for(self._greet(receive), HELLO_SECONDS)
            except TimeoutError:
                raise Closed(4408) from None
            guard().watch(self)
            while self.open:
                await self._take(await receive())
        except Closed as end:
            await self.close(end.code)
        finally:
            self.open = False
            guard().forget(self)
            if self.poster is not None:
                self.poster.cancel()
            hub.unlisten(f"actor:{self.actor.key}", self)
            await self.gone()

    async def _greet(self, receive: Receive) -> None:
        message = await receive()
        if message["type"] != "websocket.receive":
            raise Closed(1000)
        try:
            frame = frames.parse(message.get("text"), {"hello": self.hello})
        except Refused as why:
            logger.info("hello refused: %s", why.code)
            await self.send({"t": "error", "code": why.code, **why.more})
            raise Closed(why.close or 4400) from None
        if not await in_database(self._admit, frame["ticket"]):
            if not self.session_key:
                logger.info("ticket refused")
                await self.send({"t": "error", "code": "ticket"})
            raise Closed(4401)
        hub.listen(f"actor:{self.actor.key}", self)
        try:
            await self.opened(frame)
        except DomainError as why:
            await self.send({"t": "error", "code": why.code})
            raise Closed(4404 if isinstance(why, NotFound) else 4409) from None

    def _admit(self, token: str) -> bool:
        """On a database thread, in one visit."""
        ticket = tickets.spend(token, self.purpose())
        if ticket is None or not self._same_browser(ticket.session_key):
            return False
        self.session_key = ticket.session_key
        self.actor = actor_of_session(self.session_key)
        return self.actor.key == ticket.actor_key and self.still_allowed()

    def _same_browser(self, session_key: str) -> bool:
        """The handshake's own cookie must be that of the session the ticket was minted in."""
        from django.conf import settings  # noqa: PLC0415 -- read late, tests change it

        name = settings.SESSION_COOKIE_NAME + "="
        held = [c.strip() for c in headers_of(self.scope).get("cookie", "").split(";")]
        return name + session_key in held

    async def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.disconnect":
            self.open = False
            return
        if message["type"] != "websocket.receive":
            return
        kind = ""
        try:
            wait = self.bucket.take()
            if wait:
                raise Refused("too-many", after=round(wait * 1000))
            frame = frames.parse(message.get("text"), self.schemas)
            kind = frame["t"]
            await self.on_frame(frame)
        except Refused as why:
            await self._refuse(why.code, why.close, kind, why.more)
        except DomainError as why:
            await self._refuse(why.code, 0, kind, {})
        except (Closed, asyncio.CancelledError):
            raise
        except Exception as why:
            # where it broke, never what was in the frame
            logger.error("frame %s failed: %s\n%s", kind, type(why).__name__, "".join(traceback.format_tb(why.__traceback__)))
            await self._refuse("failed", 0, kind, {})

    async def _refuse(self, code: str, close: int, kind: str, more: dict[str, Any]) -> None:
        logger.info("frame refused: %s %s", code, kind)
        # with an id the sender knows which message it was
        await self.send({"t": "nack" if "id" in more else "error", "code": code, **({"of": kind} if kind else {}), **more})
        self.faults += 1
        if close:
            raise Closed(close)
        if self.faults >= FAULTS:
            raise Closed(4429 if code == "too-many" else 4400)

    def wake(self, topic: str) -> None:
        if topic.startswith("actor:"):
            guard().ask(self)

    async def send(self, frame: dict[str, Any]) -> None:
        await self.send_text(frames.encode(frame))

    def post(self, text: str) -> None:
        """Send without waiting, in order among themselves: one page that does not read must not hold up the others.

        The caller bounds what may be under way.
        """
        if not self.open:
            return
        self.posted.append(text)
        if self.poster is None or self.poster.done():
            self.poster = begin(self._post())

    async def _post(self) -> None:
        while self.posted:
            await self.send_text(self.posted.pop(0))

    async def send_text(self, text: str) -> None:
        if not self.open:
            return
        try:
            await self.raw_send({"type": "websocket.send", "text": text})
        except Exception:  # the server says in its own way that the other end is gone
            self.open = False

    async def drain(self, after: float) -> None:
        """The server stops: come back after so many seconds."""
        await self.send({"t": "drain", "after": round(after * 1000)})
        await self.close(RESTART)

    async def close(self, code: int) -> None:
        if self.open:
            self.open = False
            try:
                await self.raw_send({"type": "websocket.close", "code": code})
            except Exception:
                logger.debug("socket was already closed")
        await self.gone()
