"""A client on a plain TCP connection: what a browser says to the server, and nothing more. Unmasked trust in the test only."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import struct
import urllib.request
from typing import Any


def post(url: str, cookie: str, data: bytes = b"", content: str = "application/x-www-form-urlencoded") -> dict[str, Any]:
    """POST as a page does: session cookie and CSRF token."""
    token = "c" * 32
    request = urllib.request.Request(
        url, data=data, method="POST",
        headers={
            "Cookie": f"{cookie}; csrftoken={token}", "X-CSRFToken": token, "Content-Type": content, "Origin": url.split("/rooms/")[0],
        },
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return dict(json.loads(answer.read()))


class Wire:
    def __init__(self, host: str, port: int, path: str, cookie: str) -> None:
        self.host, self.port, self.path, self.cookie = host, port, path, cookie
        self.reader: Any = None
        self.writer: Any = None

    async def open(self) -> Wire:
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        key = base64.b64encode(os.urandom(16)).decode()
        self.writer.write(
            f"GET {self.path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nOrigin: http://{self.host}:{self.port}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Cookie: {self.cookie}\r\n\r\n".encode()
        )
        head = await self.reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(head.split(b"\r\n")[0].decode())
        return self

    async def put(self, frame: dict[str, Any]) -> None:
        data = json.dumps(frame, ensure_ascii=False).encode()
        mask = os.urandom(4)
        size = bytes([0x80 | len(data)]) if len(data) < 126 else bytes([0x80 | 126]) + struct.pack(">H", len(data))
        self.writer.write(bytes([0x81]) + size + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))
        await self.writer.drain()

    async def get(self) -> dict[str, Any]:
        """The next text frame. Raises ConnectionError when the other end is gone."""
        while True:
            try:
                first, second = await self.reader.readexactly(2)
                size = second & 0x7F
                if size == 126:
                    (size,) = struct.unpack(">H", await self.reader.readexactly(2))
                elif size == 127:
                    (size,) = struct.unpack(">Q", await self.reader.readexactly(8))
                data = await self.reader.readexactly(size)
            except asyncio.IncompleteReadError as why:
                raise ConnectionError("gone") from why
            if first & 0x0F == 1:
                return dict(json.loads(data))
            if first & 0x0F == 8:
                raise ConnectionError("closed")

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
