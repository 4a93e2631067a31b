"""The few HTTP requests a room needs, on asyncio: one connection each, JSON back."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

TOKEN = "c" * 32  # sent as cookie and header alike, which is what the double-submit check of the site compares
MOST = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    words: dict[str, Any]


async def request(
    method: str, url: str, cookies: Mapping[str, str], *, form: Mapping[str, str] | None = None, frame: Mapping[str, Any] | None = None,
    seconds: float = 30,
) -> Answer:
    """`form` is sent as a form, `frame` as JSON. Raises OSError, TimeoutError, or ConnectionError for a broken answer."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    body, kind = (json.dumps(frame).encode(), "application/json") if frame is not None else (
        urlencode(form or {}).encode(), "application/x-www-form-urlencoded"
    )
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    held = "; ".join(f"{name}={value}" for name, value in {"csrftoken": TOKEN, **cookies}.items())
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\nAccept: application/json\r\nCookie: {held}\r\n"
        f"Origin: {parts.scheme}://{parts.netloc}\r\nReferer: {parts.scheme}://{parts.netloc}/\r\nX-CSRFToken: {TOKEN}\r\n"
    )
    if method != "GET":
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    async with asyncio.timeout(seconds):
        port = parts.port or (443 if secure else 80)
        reader, writer = await asyncio.open_connection(
            parts.hostname, port, ssl=ssl.create_default_context() if secure else None, limit=MOST
        )
        try:
            writer.write(f"{head}\r\n".encode() + (body if method != "GET" else b""))
            return await _read(reader)
        except asyncio.IncompleteReadError as why:
            raise ConnectionError("the answer broke off") from why
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Answer:
    status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = b""
        while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            body += (await reader.readexactly(size + 2))[:-2]
    elif "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    else:
        body = await reader.read(MOST)
    try:
        words = json.loads(body)
    except ValueError:
        words = {}
    return Answer(int(status.split(" ")[1]), words if isinstance(words, dict) else {})
