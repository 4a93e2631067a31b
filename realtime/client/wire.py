"""The client's side of a WebSocket (RFC 6455), as far as rooms need it: text frames, pings, closing."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import os
import ssl
from collections.abc import Mapping
from typing import cast
from urllib.parse import urlsplit

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # section 1.3
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
MOST = 4 * 1024 * 1024  # bytes of one frame; the server sends at most a page of 256 KiB


class WireClosed(ConnectionError):
    """The other end is gone. code: its close code, 1006 where it said none, 403 and the like where it never opened."""

    def __init__(self, code: int) -> None:
        super().__init__(f"closed with {code}")
        self.code = code


def encoded(payload: bytes, opcode: int = TEXT) -> bytes:
    """One masked frame (section 5.2)."""
    size, mask = len(payload), os.urandom(4)
    head = bytes([0x80 | opcode])
    if size < 126:
        head += bytes([0x80 | size])
    else:
        head += bytes([0x80 | 126]) + size.to_bytes(2, "big") if size < 65536 else bytes([0x80 | 127]) + size.to_bytes(8, "big")
    key = int.from_bytes((mask * (size // 4 + 1))[:size], "big")
    return head + mask + (int.from_bytes(payload, "big") ^ key).to_bytes(size, "big")


class Wire(asyncio.Protocol):
    """`await Wire.open(url, headers)`, `put(text)`, `await get()`; frames wait in a queue until they are fetched."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.held = bytearray()
        self.part = bytearray()  # of a message in several frames
        self.opened: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.texts: asyncio.Queue[str | None] = asyncio.Queue()
        self.code = 1006
        self.upgraded = False

    @classmethod
    async def open(cls, url: str, headers: Mapping[str, str], seconds: float = 10) -> Wire:
        """Raises WireClosed when the server refuses, OSError or TimeoutError when it does not answer."""
        parts = urlsplit(url)
        secure = parts.scheme == "wss"
        port = parts.port or (443 if secure else 80)
        key = base64.b64encode(os.urandom(16)).decode()
        context = ssl.create_default_context() if secure else None
        transport, wire = await asyncio.get_running_loop().create_connection(cls, parts.hostname or "", port, ssl=context)
        more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        transport.write(
            f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{more}\r\n".encode()
        )
        try:
            accepted = await asyncio.wait_for(wire.opened, seconds)
        except BaseException:
            wire.close()
            raise
        if accepted != base64.b64encode(hashlib.sha1(f"{key}{GUID}".encode(), usedforsecurity=False).digest()).decode():
            wire.close()
            raise WireClosed(1002)
        return wire

    def put(self, text: str) -> None:
        if self.transport is None or self.transport.is_closing():
            raise WireClosed(self.code)
        self.transport.write(encoded(text.encode()))

    async def get(self) -> str:
        """The next text. Raises WireClosed once everything that came has been fetched."""
        text = await self.texts.get()
        if text is None:
            self.texts.put_nowait(None)
            raise WireClosed(self.code)
        return text

    def close(self) -> None:
        if self.transport is not None and not self.transport.is_closing():
            with contextlib.suppress(OSError):
                self.transport.write(encoded((1000).to_bytes(2, "big"), CLOSE))
            self.transport.close()

    def cut(self) -> None:
        """As a dead line does it: no goodbye."""
        if self.transport is not None:
            self.transport.abort()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.held += data
        if not self.upgraded and not self._upgrade():
            return
        while self._frame():
            pass

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(WireClosed(self.code))
        self.texts.put_nowait(None)

    def _upgrade(self) -> bool:
        end = self.held.find(b"\r\n\r\n")
        if end < 0:
            return False
        status, *lines = self.held[:end].decode("latin1").split("\r\n")
        del self.held[: end + 4]
        if " 101 " in f"{status} ":
            self.upgraded = True
            named = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            self.opened.set_result(named.get("sec-websocket-accept", ""))
            return True
        self.code = int(status.split(" ")[1]) if status.count(" ") else 1006
        self.close()
        return False

    def _frame(self) -> bool:
        """Take one frame off the buffer; False when it holds no whole one."""
        held = self.held
        if len(held) < 2:
            return False
        first, size, start = held[0], held[1] & 0x7F, 2
        if size >= 126:
            wide = 2 if size == 126 else 8
            start = 2 + wide
            if len(held) < start:
                return False
            size = int.from_bytes(held[2:start], "big")
        if size > MOST:
            self.cut()
            return False
        if len(held) < start + size:
            return False
        payload = bytes(held[start : start + size])
        del held[: start + size]
        self._handle(first & 0x0F, payload, last=bool(first & 0x80))
        return True

    def _handle(self, opcode: int, payload: bytes, *, last: bool) -> None:
        if opcode in (0, TEXT):
            if last and not self.part:
                self.texts.put_nowait(payload.decode())
                return
            self.part += payload
            if last:
                self.texts.put_nowait(self.part.decode())
                self.part = bytearray()
        elif opcode == PING and self.transport is not None:
            self.transport.write(encoded(payload, PONG))
        elif opcode == CLOSE:
            self.code = int.from_bytes(payload[:2], "big") if len(payload) >= 2 else 1005
            self.close()
