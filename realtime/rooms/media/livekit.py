"""LiveKit through its own Python library, behind the port in `engine.py`.

A LiveKit room belongs to one generation of one room of ours, so that a separate talk, a pause or somebody sent back is always a new LiveKit
room with new tokens, and the old one is deleted. Removing a person alone would not do: LiveKit's tokens stay good until they
run out, and self-hosted servers cannot move people between rooms (livekit-server 1.13, docs "Participant management").
The server must run with `room.auto_create: false`: then an old token opens nothing.
"""

from __future__ import annotations

import asyncio
import importlib
import re
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings

TOKEN_TIME = timedelta(minutes=2)  # for the first connect only; LiveKit itself renews it while connected
PATIENCE = 5.0  # seconds for one request
EMPTY_SECONDS = 60
NAME = re.compile(r"xq-(?P<room>[0-9a-f]{32})-(?P<generation>\d+)")


class Refused(Exception):
    """LiveKit said no, or could not be understood."""


def configured() -> bool:
    return bool(settings.LIVEKIT_URL and settings.LIVEKIT_KEY and settings.LIVEKIT_SECRET)


def room_name(room_id: uuid.UUID, generation: int) -> str:
    return f"xq-{room_id.hex}-{generation}"


async def loaded() -> None:
    """The library is large: its first loading takes a second or more of a slow machine, and every room of the process would wait for it."""
    await asyncio.to_thread(importlib.import_module, "livekit.api")


class LiveKit:
    def __init__(self, url: str, key: str, secret: str) -> None:
        self.url, self.key, self.secret = url, key, secret

    @classmethod
    def from_settings(cls) -> LiveKit:
        return cls(settings.LIVEKIT_URL, settings.LIVEKIT_KEY, settings.LIVEKIT_SECRET)

    async def ensure(self, name: str) -> None:
        from livekit import api  # noqa: PLC0415 -- an extra: only sites with LiveKit have it

        await self._ask(lambda lk: lk.room.create_room(
            api.CreateRoomRequest(name=name, empty_timeout=EMPTY_SECONDS, departure_timeout=20, max_participants=40)
        ))

    async def close(self, name: str) -> None:
        """Delete the room; everybody in it is disconnected. A room that is gone already is closed."""
        from livekit import api  # noqa: PLC0415

        try:
            await self._ask(lambda lk: lk.room.delete_room(api.DeleteRoomRequest(room=name)))
        except Refused as why:
            if "not_found" not in str(why):
                raise

    async def names(self) -> list[str]:
        """The rooms of ours that LiveKit holds now."""
        from livekit import api  # noqa: PLC0415

        held = await self._ask(lambda lk: lk.room.list_rooms(api.ListRoomsRequest()))
        return [room.name for room in held.rooms if NAME.fullmatch(room.name)]

    def way_in(self, name: str, identity: str, *, publish: bool) -> dict[str, str]:
        """Address and token of one page. `identity` is the page's own name in our room; nobody's name is in it."""
        from livekit import api  # noqa: PLC0415

        grants = api.VideoGrants(
            room_join=True, room=name, can_subscribe=True, can_publish=publish, can_publish_data=False, can_update_own_metadata=False,
        )
        token = api.AccessToken(self.key, self.secret).with_identity(identity).with_ttl(TOKEN_TIME).with_grants(grants)
        return {"url": self.url, "token": token.to_jwt()}

    async def _ask(self, what: Any) -> Any:
        import aiohttp  # noqa: PLC0415
        from livekit import api  # noqa: PLC0415

        try:
            async with api.LiveKitAPI(re.sub(r"^ws", "http", self.url), self.key, self.secret) as lk:
                return await asyncio.wait_for(what(lk), PATIENCE)
        except api.TwirpError as why:
            raise Refused(why.code) from why
        except aiohttp.ClientError as why:
            raise Refused(type(why).__name__) from why
