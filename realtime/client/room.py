"""A room over the network: a socket that never gives up, and long requests where no socket opens."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from types import TracebackType
from typing import Any

from realtime.client.ledger import Frame, Ledger, Line, NotWritten, Written
from realtime.client.requests import Answer, request
from realtime.client.wire import Wire, WireClosed

LADDER = (0, 0.3, 1.2, 2.7, 4.8, 7.0)  # seconds between attempts, as the pages do it; the last one again and again
SOCKETS_FIRST = 3  # failed sockets until requests take over
AGAIN = 4.0  # seconds until what is not acknowledged is sent again
QUIET = 25.0  # seconds without a word until the line counts as dead
BROKEN = (OSError, TimeoutError, ValueError, KeyError)  # what a bad line or a half answer can raise


class NoEntry(Exception):
    """The room does not exist for this session: absent and forbidden are the same."""


class RoomClient:
    """One person in one room. Use as `async with`; leaving the block ends the connection and keeps the seat.

    base: address of the site. cookies: those of a signed-in browser, at least the session's. take: called with every entry
    as it comes, instead of `lines()`. seat: `enter()` is called first unless False.
    """

    def __init__(
        self, base: str, room: uuid.UUID | str, cookies: Mapping[str, str], *, take: Callable[[Line], None] | None = None,
        sockets: bool = True, seat: bool = True,
    ) -> None:
        self.base, self.room, self.cookies = base.rstrip("/"), str(room), dict(cookies)
        self.sockets, self.seat = sockets, seat
        self.got: asyncio.Queue[Line | None] = asyncio.Queue()
        self.ledger = Ledger(take or self.got.put_nowait, self._told)
        self.answers: dict[str, asyncio.Future[Written]] = {}
        self.state: Frame = {}
        self.over: BaseException | None = None
        self.wire: Wire | None = None
        self.up = asyncio.Event()  # connected, by socket or by requests
        self.tries = 0
        self.spread = 0.0  # the server stops and has said when to come back
        self.task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> RoomClient:
        if self.seat:
            await self.press("enter")
        self.task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None) -> None:
        if self.task is not None:
            self.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.task
        if self.wire is not None:
            self.wire.close()

    # what one does in a room

    def write(self, text: str, client_id: str = "") -> asyncio.Future[Written]:
        """Send a message, now or when the line is back. The future is done when it is committed; ValueError(code) if refused."""
        frame = self.ledger.write(text, client_id)
        answer = self.answers.setdefault(frame["id"], asyncio.get_running_loop().create_future())
        self._put(frame)
        return answer

    async def say(self, text: str, client_id: str = "") -> Written:
        """As `write`, and wait for it."""
        return await self.write(text, client_id)

    async def lines(self) -> AsyncIterator[Line]:
        """Every entry from the first, in order, once. Ends when the room does not exist for this session any more."""
        while (line := await self.got.get()) is not None:
            yield line

    async def press(self, what: str, **form: str) -> Answer:
        """A control of the room page, e.g. `press("admit", seat="7")`. Raises NoEntry where the page gets 404."""
        answer = await request("POST", f"{self.base}/rooms/{self.room}/{what}/", self.cookies, form=form)
        if answer.status == 404:
            raise NoEntry
        return answer

    async def caught_up(self, n: int, seconds: float = 30) -> None:
        """Wait until entry n has been taken. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while self.ledger.last < n:  # noqa: ASYNC110 -- entries come by a callback that knows of no event
                await asyncio.sleep(0.02)

    # the line

    async def _run(self) -> None:
        try:
            while True:
                if self.sockets:
                    with contextlib.suppress(*BROKEN):
                        await self._socket()
                    self.up.clear()
                    self.tries += 1
                    await asyncio.sleep(self.spread)
                    self.spread = 0.0
                if not self.sockets or self.tries >= SOCKETS_FIRST:
                    await self._requests(0 if not self.sockets else 1)
                    self.up.clear()
                await asyncio.sleep(LADDER[min(self.tries, len(LADDER) - 1)] * (0.5 + random.random() / 2) if self.sockets else 0)  # noqa: S311
        except NoEntry as why:
            self.over = why
            self.got.put_nowait(None)
            for answer in self.answers.values():
                answer.set_exception(why)
            self.answers.clear()

    async def _socket(self) -> None:
        """One connection, from the ticket to its end."""
        minted = await self.press("ticket")
        url = f"{self.base.replace('http', 'ws', 1)}/ws/rooms/{self.room}/"
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        wire = await Wire.open(url, {"Origin": self.base, "Cookie": cookie})
        keeper: asyncio.Task[None] | None = None
        try:
            wire.put(json.dumps({"t": "hello", "ticket": minted.words["ticket"], **self.ledger.hello()}))
            while True:
                async with asyncio.timeout(QUIET):
                    text = await wire.get()
                frame = json.loads(text)
                if frame["t"] == "welcome":
                    self.wire, self.tries = wire, 0
                    self.up.set()
                    keeper = asyncio.create_task(self._keep())
                self._receive(frame, len(text))
        finally:
            self.wire = None
            if keeper is not None:
                keeper.cancel()
            wire.close()

    async def _keep(self) -> None:
        """Send again what is not acknowledged, and ask whether the line still lives."""
        while True:
            for frame in [*self.ledger.unsent(), *self.ledger.behind()]:
                self._put(frame)
            await asyncio.sleep(AGAIN)
            self._put({"t": "ping"})

    def _receive(self, frame: Frame, size: int) -> None:
        if frame["t"] == "state":
            self.state = frame
        elif frame["t"] == "drain":
            self.spread = frame["after"] / 1000
            return
        elif frame["t"] == "beat":
            self._put({"t": "beat"})
            return
        for answer in self.ledger.receive(frame, size):
            self._put(answer)

    def _put(self, frame: Frame) -> None:
        if self.wire is not None:
            with contextlib.suppress(WireClosed):
                self.wire.put(json.dumps(frame, ensure_ascii=False))

    async def _requests(self, rounds: int) -> None:
        """The same log by long requests, for `rounds` of them or (0) for ever."""
        done, rev = 0, ""
        while not rounds or done < rounds:
            done += 1
            try:
                for frame in self.ledger.unsent():
                    self._receive(await self._post(frame), 0)
                wait = 2 if self.ledger.outbox or not rev else 20
                url = f"{self.base}/rooms/{self.room}/log?after={self.ledger.last}&wait={wait}&rev={rev}"
                answer = await request("GET", url, self.cookies, seconds=wait + 15)
                if answer.status == 404:
                    raise NoEntry
                page = answer.words
                rev = str(page["state"]["rev"])
                self._receive(page["state"], 0)
                self._receive({"t": "page", "after": page["after"], "head": page["head"], "e": page["e"]}, 0)
                self.up.set()
            except BROKEN:
                self.up.clear()
                await asyncio.sleep(1)

    async def _post(self, frame: Frame) -> Frame:
        answer = await request("POST", f"{self.base}/rooms/{self.room}/log", self.cookies, frame=frame)
        if answer.words.get("t"):
            return answer.words
        code = "too-many" if answer.status in (429, 503) else str(answer.words["code"])
        return {"t": "nack", "id": frame["id"], "code": code}

    def _told(self, answer: Written | NotWritten) -> None:
        waiting: asyncio.Future[Any] | None = self.answers.pop(answer.client_id, None)
        if waiting is None or waiting.done():
            return
        if isinstance(answer, Written):
            waiting.set_result(answer)
        else:
            waiting.set_exception(ValueError(answer.code))
