"""Ears: every live way out of the server, held open for one person, and everything that came out of it.

A person tries the watch socket with every topic there is, the socket of every room, entering every room, writing into it and
reading its log without a socket. What is refused is kept too: a refusal may not tell anything either.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from channels.testing import WebsocketCommunicator
from django.conf import settings

from mediation.common.actor import Actor
from mediation.config.asgi import application
from realtime.gateway.database import in_database
from tests.cast import client_of

TOPICS_AT_ONCE = 20


@dataclass
class Ear:
    """One person: their browser, their open sockets, the words that reached them and the topics they were told of."""

    name: str
    actor: Actor
    client: Any = None
    sockets: dict[str, WebsocketCommunicator] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    async def listen(self, path: str, ticket_path: str) -> None:
        """Open a socket at `path`; without a ticket of its own with one for something else, which must open nothing."""
        if self.client is None:
            self.client = await in_database(client_of, self.actor)
        answer = await in_database(self.client.post, ticket_path)
        self.words.append(answer.content.decode())
        ticket = answer.json()["ticket"] if answer.status_code == 200 else await self._other_ticket()
        cookie = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        socket = WebsocketCommunicator(
            application, path,
            headers=[
                (b"host", b"testserver"), (b"origin", b"http://testserver"),
                (b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie.value if cookie else ''}".encode()),
            ],
        )
        assert (await socket.connect(timeout=5))[0]
        await socket.send_to(text_data=json.dumps({"t": "hello", "ticket": ticket}))
        first = await self._next(socket)
        if first.get("t") == "welcome":
            self.sockets[path] = socket

    async def _other_ticket(self) -> str:
        answer = await in_database(self.client.post, "/live/ticket/")
        return str(answer.json()["ticket"]) if answer.status_code == 200 else "no-such-ticket"

    async def _next(self, socket: WebsocketCommunicator) -> dict[str, Any]:
        message = await socket.receive_output(timeout=5)
        self.words.append(message.get("text", ""))
        frame: dict[str, Any] = json.loads(message["text"]) if message.get("text") else {}
        return frame

    async def ask(self, topics: list[str]) -> None:
        """Ask for all these topics; what may not be watched is refused without a word about it."""
        socket = self.sockets.get("/ws/watch/")
        for start in range(0, len(topics), TOPICS_AT_ONCE):
            if socket is not None:
                await socket.send_to(text_data=json.dumps({"t": "watch", "topics": topics[start : start + TOPICS_AT_ONCE]}))

    async def try_room(self, room_id: object) -> None:
        """Enter, open the socket, ask for the whole log, read the log without a socket and try to write into it."""
        if self.client is None:
            self.client = await in_database(client_of, self.actor)
        entered = await in_database(self.client.post, f"/rooms/{room_id}/enter/")
        self.words.append(entered.content.decode())
        path = f"/ws/rooms/{room_id}/"
        await self.listen(path, f"/rooms/{room_id}/ticket/")
        await self.ask_for_log(room_id)

    async def ask_for_log(self, room_id: object) -> None:
        socket = self.sockets.get(f"/ws/rooms/{room_id}/")
        if socket is not None:
            await socket.send_to(text_data=json.dumps({"t": "need", "after": 0}))
        address = f"/rooms/{room_id}/log"
        for answer in (
            await in_database(self.client.get, f"{address}?after=0"),
            await in_database(self.client.get, f"/rooms/{room_id}/panels/"),
        ):
            self.words.append(answer.content.decode())

    async def write_into(self, room_id: object, text: str) -> int:
        """The status of an attempt to write without a socket."""
        body = json.dumps({"t": "say", "id": str(uuid.uuid4()), "body": {"text": text}})
        answer = await in_database(self.client.post, f"/rooms/{room_id}/log", body, "application/json")
        self.words.append(answer.content.decode())
        return int(answer.status_code)

    def collect(self) -> list[str]:
        """Everything that has arrived since the last time; the topics of new hints, sorted."""
        told = []
        for socket in self.sockets.values():
            while not socket.output_queue.empty():
                message = socket.output_queue.get_nowait()
                text = message.get("text", "")
                self.words.append(text)
                frame = json.loads(text) if text else {}
                if frame.get("t") == "hint":
                    told.append(frame["topic"])
        self.hints += told
        return sorted(set(told))

    async def leave(self) -> None:
        for socket in self.sockets.values():
            await socket.disconnect(timeout=5)

    @property
    def heard(self) -> str:
        return "\n".join(self.words)


async def settle(ears: dict[str, Ear], seconds: float = 0.6) -> dict[str, list[str]]:
    """Wait until what was done has gone out; who was told of which topics."""
    await asyncio.sleep(seconds)
    return {name: topics for name, ear in ears.items() if (topics := ear.collect())}
