"""A person's page in a test: their browser session, a ticket, and the socket it opens."""

from __future__ import annotations

import json
import uuid
from typing import Any

from channels.testing import WebsocketCommunicator
from django.conf import settings

from mediation.common.actor import Actor
from mediation.config.asgi import application
from realtime.gateway.database import in_database
from realtime.rooms.models import Room
from tests.cast import client_of

ORIGIN = "http://testserver"
PATIENCE = 30.0  # seconds; on a busy machine much is late, and only what never comes costs this long


class Page:
    def __init__(self, actor: Actor, room: Room) -> None:
        self.actor, self.room = actor, room
        self.client: Any = None
        self.ws: Any = None
        self.peer = ""
        self.head = 0
        self.purpose = f"room:{room.pk}"
        self.frames: list[dict[str, Any]] = []

    async def ticket(self) -> tuple[int, str]:
        if self.client is None:
            self.client = await in_database(client_of, self.actor)
        answer = await in_database(self.client.post, f"/rooms/{self.room.pk}/ticket/")
        return answer.status_code, answer.json().get("ticket", "")

    def cookie(self) -> bytes:
        name = settings.SESSION_COOKIE_NAME
        return f"{name}={self.client.cookies[name].value}".encode() if name in self.client.cookies else b""

    def socket(self, origin: str | None = ORIGIN) -> WebsocketCommunicator:
        headers = [(b"host", b"testserver"), (b"cookie", self.cookie())]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        return WebsocketCommunicator(application, f"/ws/rooms/{self.room.pk}/", headers=headers)

    async def open(self, *, catch_up: bool = True, **hello: Any) -> Page:
        _status, ticket = await self.ticket()
        self.ws = self.socket()
        assert (await self.ws.connect(timeout=PATIENCE))[0]
        await self.put({"t": "hello", "ticket": ticket, **hello})
        self.peer = (await self.wait("welcome"))["peer"]
        if catch_up and (await self.wait("state"))["you"]["seat"] == "admitted":
            await self.put({"t": "need", "after": 0})
            self.head = (await self.wait("page"))["head"]
        return self

    async def put(self, frame: dict[str, Any] | str) -> None:
        await self.ws.send_to(text_data=frame if isinstance(frame, str) else json.dumps(frame))

    async def get(self, seconds: float = PATIENCE) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(await self.ws.receive_from(timeout=seconds))
        self.frames.append(frame)
        return frame

    async def wait(self, kind: str, seconds: float = PATIENCE, **fields: Any) -> dict[str, Any]:
        """The next frame of this kind with these fields; others are kept in `frames`."""
        while True:
            frame = await self.get(seconds)
            if frame["t"] == kind and all(frame.get(k) == v for k, v in fields.items()):
                return frame

    async def closed(self, seconds: float = PATIENCE) -> int:
        """The close code, skipping frames still under way."""
        while True:
            message = await self.ws.receive_output(timeout=seconds)
            if message["type"] == "websocket.close":
                return int(message["code"])
            self.frames.append(json.loads(message["text"]))

    async def drain(self, seconds: float = 0.5) -> list[dict[str, Any]]:
        while not await self.ws.receive_nothing(timeout=seconds):
            await self.get()
        return self.frames

    async def say(self, text: str, client_id: uuid.UUID | None = None) -> dict[str, Any]:
        client_id = client_id or uuid.uuid4()
        await self.put({"t": "say", "id": str(client_id), "body": {"text": text}})
        while True:
            frame = await self.get()
            if frame["t"] in ("ack", "nack") and frame["id"] == str(client_id):
                return frame

    async def press(self, what: str, /, room: Any = None, **data: Any) -> Any:
        if self.client is None:
            self.client = await in_database(client_of, self.actor)
        return await in_database(self.client.post, f"/rooms/{(room or self.room).pk}/{what}/", data)

    async def leave(self, seconds: float = PATIENCE) -> None:
        """seconds: after that the server's side is ended by force, as by a kill."""
        if self.ws is not None:
            await self.ws.disconnect(timeout=seconds)
