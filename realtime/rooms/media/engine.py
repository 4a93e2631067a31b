"""Which engine carries sound and picture of a room: between the pages (mesh) or through LiveKit. One port, two engines.

A talk begins between the pages, which needs nothing installed and is encrypted from end to end. When a fifth picture comes, each page would
have to send four times what a telephone's line carries: then the room moves to LiveKit, where one is set, in the middle of the talk. It
goes back only when a new talk begins (the next generation), never under people who speak. A protected room uses LiveKit at once: each page
then talks to the server alone.
"""

from __future__ import annotations

import logging
import time
import uuid
from typing import Protocol

from realtime.rooms.media import livekit

logger = logging.getLogger(__name__)
MESH, LIVEKIT = "mesh", "livekit"
MESH_PICTURES = 4
LIVEKIT_PICTURES = 20
REST_SECONDS = 60.0  # after LiveKit did not answer, until it is tried again
ALONE_REST_SECONDS = 5.0  # the same in a protected room: nothing else may carry its sound


class Down(Exception):
    """The engine does not answer."""


class MediaPort(Protocol):
    """What an engine outside the pages must be able to do. Raises OSError, TimeoutError or `livekit.Refused` when it cannot."""

    async def ensure(self, name: str) -> None: ...
    async def close(self, name: str) -> None: ...
    def way_in(self, name: str, identity: str, *, publish: bool) -> dict[str, str]: ...


class Engine:
    """The choice for one room, kept in the process that holds its sockets."""

    def __init__(self, port: MediaPort | None = None) -> None:
        self.code = MESH
        self.port = port
        self.generation = 0
        self.resting = 0.0
        self.opened = ""  # the LiveKit room this process has opened

    def carries(self, pictures: int) -> bool:
        return pictures <= (LIVEKIT_PICTURES if self.available() else MESH_PICTURES)

    def available(self) -> bool:
        return (self.port is not None or livekit.configured()) and time.monotonic() >= self.resting

    def settle(self, room_id: uuid.UUID, generation: int, pictures: int, protected: bool) -> str:
        """Choose for what is in the room now. Gives back the name of a LiveKit room that is over, else ""."""
        ended = ""
        if generation != self.generation:
            ended, self.opened = self.opened, ""
            self.generation, self.code = generation, MESH
        if self.available() and (pictures > MESH_PICTURES or protected):
            self.code = LIVEKIT
        return ended

    def down(self, *, protected: bool = False) -> float:
        """LiveKit does not answer: the talk goes on between the pages as far as it may. Seconds until LiveKit is to be tried again."""
        rest = ALONE_REST_SECONDS if protected else REST_SECONDS
        logger.error("livekit does not answer; tried again in %.0f s", rest)
        self.code = MESH
        self.resting = time.monotonic() + rest
        return rest

    async def join(self, room_id: uuid.UUID, generation: int, peer: str, *, publish: bool) -> dict[str, str]:
        """Address and token for one page. Raises Down."""
        port = self.port or livekit.LiveKit.from_settings()
        name = livekit.room_name(room_id, generation)
        await livekit.loaded()
        try:
            await port.ensure(name)  # each time: LiveKit's process may have begun again, without the room
            self.opened = name
            return port.way_in(name, peer, publish=publish)
        except (OSError, TimeoutError, livekit.Refused) as why:
            logger.error("livekit: %s", type(why).__name__)
            raise Down from why

    async def close(self, name: str) -> None:
        """End a LiveKit room: whoever is still in it is out. The sweep does it again where this fails."""
        try:
            await (self.port or livekit.LiveKit.from_settings()).close(name)
        except (OSError, TimeoutError, livekit.Refused) as why:
            logger.error("livekit room not closed: %s", type(why).__name__)
