"""The load: one process of its own with all pages of all rooms, on one clock. Told what to do line by line on standard input.

    python -m tests.bench.loader KIND PORT PLAN      KIND: product, text (the textbook's chat), socketio
    connect 25          open all sockets, 25 under way at a time   -> {"opened", "failed", "seconds"}
    rate 1600 4         1600 messages a second for 4 seconds        -> {"got", "lost", "doubled", "p50", "p99", …}
    quit

Messages are due at evenly spread moments whether or not the server follows, and a delay is counted from the moment the
message was due, not from when the loader came to send it: a slow server cannot slow the clock it is measured with.
It knows only public protocols: RFC 6455, Engine.IO 4 with Socket.IO 5, and docs/realtime-protocol.md.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import time
import uuid
from contextlib import suppress
from typing import Any

MARK = re.compile(rb"@T(\d+)\.(\d+)\.(\d+)\|")  # phase, moment due in microseconds, number within the room and phase
PAD = "x" * 190  # with the mark a message is about 220 bytes
HAVE = 48 * 1024  # bytes received until the product is told
TAIL = 2.0  # seconds after the last message is due in which deliveries still count as arrived


def now() -> int:
    return time.perf_counter_ns() // 1000


class Page(asyncio.Protocol):
    """One open page. `load` keeps the counts of all."""

    def __init__(self, load: Load, room: int, member: int) -> None:
        self.load, self.room, self.member = load, room, member
        self.held = b""
        self.upgraded = False
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.seen: set[int] = set()
        self.unsaid = 0
        self.last = 0  # the product: number of the last entry held
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self.load.handshake(self.room, self.member))

    def connection_lost(self, exc: Exception | None) -> None:
        self.load.closed += 1
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("closed"))

    def put(self, text: bytes, opcode: int = 1) -> None:
        size, mask = len(text), os.urandom(4)
        head = bytes((0x80 | opcode, 0x80 | size)) if size < 126 else bytes((0x80 | opcode, 0xFE)) + size.to_bytes(2, "big")
        key = int.from_bytes((mask * (size // 4 + 1))[:size], "big")
        if self.transport is not None:
            self.transport.write(head + mask + (int.from_bytes(text, "big") ^ key).to_bytes(size, "big"))

    def data_received(self, data: bytes) -> None:
        if self.held:
            data, self.held = self.held + data, b""
        at = 0
        if not self.upgraded:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self.held = data
                return
            if not data.startswith(b"HTTP/1.1 101"):
                self.transport and self.transport.close()
                return
            self.upgraded, at = True, end + 4
            self.load.opened(self)
        arrived, size = now(), len(data)
        while size - at >= 2:
            long, start = data[at + 1], at + 2
            if long == 126:
                if size - at < 4:
                    break
                long, start = data[at + 2] << 8 | data[at + 3], at + 4
            elif long == 127:
                if size - at < 10:
                    break
                long, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
            if size - start < long:
                break
            opcode = data[at] & 15
            if opcode == 1:
                self._text(data, start, start + long, arrived)
            elif opcode == 9:
                self.put(data[start : start + long], 10)
            elif opcode == 8 and self.transport is not None:
                self.transport.close()
            at = start + long
        if at < size:
            self.held = data[at:]

    def _text(self, data: bytes, start: int, end: int, arrived: int) -> None:
        load, found = self.load, False
        for mark in MARK.finditer(data, start, end):
            found = True
            if int(mark[1]) != load.phase:
                continue
            number = int(mark[3])
            if number in self.seen:
                load.doubled += 1
                continue
            self.seen.add(number)
            load.late.append(arrived - int(mark[2]))
        if not found:
            load.control(self, data[start:end])
        elif load.kind == "product":
            newest = data.rfind(b'{"n":', start, end) + 5
            self.last = int(data[newest : data.find(b",", newest)])
            self.unsaid += end - start
            if self.unsaid > HAVE:
                self.unsaid = 0
                self.put(b'{"t":"have","n":1}')


class Load:
    def __init__(self, kind: str, port: int, plan: dict[str, Any]) -> None:
        self.kind, self.port = kind, port
        self.rooms: list[str] = plan["rooms"]
        self.people: list[list[str]] = plan["people"]
        self.tickets: dict[tuple[int, int], str] = {}
        self.pages: list[list[Page]] = []
        self.closed = self.phase = self.doubled = 0
        self.late: list[int] = []

    # what differs between the products

    def handshake(self, room: int, member: int) -> bytes:
        path = {"product": f"/ws/rooms/{self.rooms[room]}/", "text": f"/ws/chat/{room}/"}.get(
            self.kind, "/socket.io/?EIO=4&transport=websocket"
        )
        cookie = f"Cookie: sessionid={self.people[room][member]}\r\n" if self.kind == "product" else ""
        return (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Origin: http://127.0.0.1:{self.port}\r\n{cookie}"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()

    def opened(self, page: Page) -> None:
        if self.kind == "product":
            page.put(json.dumps({"t": "hello", "ticket": self.tickets[page.room, page.member]}).encode())
        elif self.kind == "text" and not page.ready.done():
            page.ready.set_result(None)

    def control(self, page: Page, text: bytes) -> None:
        if self.kind == "product":
            if text.startswith(b'{"t":"state"') and not page.ready.done() and not page.last:
                page.last = json.loads(text)["head"]
                if page.last:  # a page that already has what was written in an earlier run
                    page.put(b'{"t":"need","after":%d}' % page.last)
                else:
                    page.ready.set_result(None)
            elif text.startswith(b'{"t":"page"') and not page.ready.done():
                page.ready.set_result(None)
            elif text.startswith((b'{"t":"nack"', b'{"t":"error"')):
                print(text.decode()[:200], file=sys.stderr)
            elif text.startswith(b'{"t":"head"'):  # it was told it lags: pull, as a page does
                page.put(b'{"t":"need","after":%d}' % page.last)
        elif self.kind == "socketio":
            if text[:1] == b"0":
                page.put(b"40")
            elif text[:2] == b"40":
                page.put(b'42["join","r%d"]' % page.room)
            elif text[:1] == b"2":
                page.put(b"3")
            elif text[:4] == b'42["' and not page.ready.done():
                page.ready.set_result(None)

    def message(self, due: int, number: int) -> bytes:
        words = f"@T{self.phase}.{due}.{number}|{PAD}"
        if self.kind == "product":
            return f'{{"t":"say","id":"{uuid.uuid4()}","body":{{"text":"{words}"}}}}'.encode()
        return (f'42["say","{words}"]' if self.kind == "socketio" else f'{{"message":"{words}"}}').encode()

    # what is measured

    async def mint(self) -> float:
        """The product's tickets, by the page's own request, ten connections at a time. Seconds."""
        begun = time.perf_counter()
        work = [(r, m) for r, circle in enumerate(self.people) for m in range(len(circle))]
        todo = iter(work)

        async def one() -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            token = "a" * 32
            for room, member in todo:
                writer.write(
                    (
                        f"POST /rooms/{self.rooms[room]}/ticket/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Length: 0\r\n"
                        f"Cookie: sessionid={self.people[room][member]}; csrftoken={token}\r\nX-CSRFToken: {token}\r\n"
                        f"Origin: http://127.0.0.1:{self.port}\r\nAccept: application/json\r\n\r\n"
                    ).encode()
                )
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                sized = re.search(rb"content-length: (\d+)", head)
                body = await reader.readexactly(int(sized[1])) if sized else b""
                if b" 200 " not in head.splitlines()[0]:
                    raise SystemExit(f"no ticket: {head.decode()[:300]} {body.decode()[:300]}")
                self.tickets[room, member] = json.loads(body)["ticket"]
            writer.close()

        await asyncio.gather(*(one() for _ in range(10)))
        return time.perf_counter() - begun

    async def connect(self, at_a_time: int) -> dict[str, Any]:
        minted = await self.mint() if self.kind == "product" else 0.0
        gate, failed = asyncio.Semaphore(at_a_time), 0
        loop = asyncio.get_running_loop()
        begun = time.perf_counter()
        times: list[float] = []

        async def one(room: int, member: int) -> Page | None:
            nonlocal failed
            async with gate:
                start = time.perf_counter()
                try:
                    async with asyncio.timeout(30):
                        _, page = await loop.create_connection(lambda: Page(self, room, member), "127.0.0.1", self.port)
                        await page.ready
                except (OSError, TimeoutError):
                    failed += 1
                    return None
                times.append(time.perf_counter() - start)
                return page

        order = [(r, m) for m in range(len(self.people[0])) for r in range(len(self.people))]
        pages = await asyncio.gather(*(one(*place) for place in order))
        self.pages = [[] for _ in self.people]
        for page in pages:
            if page is not None:
                self.pages[page.room].append(page)
        times.sort()
        return {
            "opened": len(times), "failed": failed, "seconds": time.perf_counter() - begun, "minted": minted,
            "p99": times[int(len(times) * 0.99)] * 1000 if times else 0,
        }

    async def rate(self, each_second: float, seconds: float) -> dict[str, Any]:
        self.phase += 1
        self.late, self.doubled = [], 0
        rooms = [pages for pages in self.pages if pages]
        numbers = [0] * len(rooms)
        for page in (p for pages in rooms for p in pages):
            page.seen = set()
        step, begun = 1e6 / each_second, now()
        end, sent, expected, behind = seconds * 1e6, 0, 0, 0
        closed = self.closed
        while (due := sent * step) < end:
            moment = now() - begun
            if moment < due:
                await asyncio.sleep((due - moment) / 1e6)
                continue
            behind = max(behind, moment - due)
            for _ in range(32):  # what is late goes out at once, but reading has its turn in between
                if due > moment or due >= end:
                    break
                r = sent % len(rooms)
                pages = rooms[r]
                pages[(sent // len(rooms)) % len(pages)].put(self.message(int(begun + due), numbers[r]))
                numbers[r] += 1
                expected += len(pages)
                sent += 1
                due = sent * step
            await asyncio.sleep(0)
        in_time = len(self.late)
        stop = time.perf_counter() + TAIL
        while len(self.late) < expected and time.perf_counter() < stop:  # noqa: ASYNC110 -- an event for each delivery would cost
            await asyncio.sleep(0.02)
        late = sorted(self.late)
        self.phase += 1  # whatever comes now is of no phase

        def at(part: float) -> float:
            return late[int((len(late) - 1) * part)] / 1000 if late else 0.0

        return {
            "asked": sent / seconds, "expected": expected, "got": len(late), "lost": expected - len(late), "doubled": self.doubled,
            "each_second": in_time / seconds, "p50": at(0.5), "p99": at(0.99), "behind": behind / 1000, "closed": self.closed - closed,
        }


async def main(load: Load) -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := (await reader.readline()).decode().split():
        if line[0] == "quit":
            return
        answer = await (load.connect(int(line[1])) if line[0] == "connect" else load.rate(float(line[1]), float(line[2])))
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    import gc

    import uvloop

    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    # a page far away has a processor of its own; here it must not wait behind PostgreSQL or Redis, for any contender
    with suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(20))
    with open(sys.argv[3], encoding="utf-8") as file:
        told = json.load(file)
    uvloop.run(main(Load(sys.argv[1], int(sys.argv[2]), told)))
