"""What happens later in rooms. Safe to run twice."""

from __future__ import annotations

import asyncio
import uuid

from mediation.common.actor import system
from realtime.rooms import services
from realtime.rooms.enums import RoomState
from realtime.rooms.media.livekit import NAME, LiveKit
from realtime.rooms.models import Room


def empty_overdue() -> None:
    """Every night: the words of rooms whose time is over."""
    services.empty_overdue(system("rooms"))


def sweep_media() -> None:
    """Every few minutes where LiveKit is used: rooms there that are of no current generation of an open room here are deleted.

    The process that raised a generation has done so already; this is for one that was killed before it could.
    """
    asyncio.run(_sweep(LiveKit.from_settings()))


async def _sweep(lk: LiveKit) -> None:
    for name in await lk.names():
        told = NAME.fullmatch(name)
        if told is None:
            continue
        room = Room.objects.filter(pk=uuid.UUID(told["room"]), state=RoomState.OPEN, generation=int(told["generation"]))
        if not await room.aexists():
            await lk.close(name)
