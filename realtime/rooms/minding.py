"""Nobody goes on without a mediator: the room is held when the mediator's line drops, and goes on when it is back.

A socket that was closed is gone at once. A line that was only cut says nothing, so a mediator's page is asked every few seconds whether
it is still there (`beat`); one that has answered before and is silent now counts as gone. What a page without a socket asks for by
request counts too. A short break, shorter than `AWAY_SECONDS`, changes nothing.

Only this process's pages count: the people of one room are sent to the same process.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from typing import TYPE_CHECKING

from mediation.common.actor import Actor, system
from realtime.gateway.database import in_database
from realtime.rooms import attendance, kinds, services
from realtime.rooms.enums import HeldFor, RoomState, SeatRole, SeatState
from realtime.rooms.models import Room

if TYPE_CHECKING:
    from realtime.rooms.consumers import RoomSocket
    from realtime.rooms.live import LiveRoom
    from realtime.rooms.snapshot import Snapshot

logger = logging.getLogger(__name__)
AWAY_SECONDS = 5.0  # without any mediator until the room is held
BEAT_SECONDS = 2.0  # how often a mediator's silent page is asked whether it is there
BEAT = '{"t":"beat"}'


class Minder:
    """One for each room of this process. `look` after every change; it watches for as long as there is something to watch."""

    def __init__(self, room: LiveRoom) -> None:
        self.room = room
        self.task: asyncio.Task[None] | None = None
        self.seen = time.monotonic()  # when a mediator was here last

    def look(self) -> None:
        if self._concerns(self.room.snap) and (self.task is None or self.task.done()):
            self.seen = time.monotonic()
            self.task = asyncio.create_task(self._watch())

    def stop(self) -> None:
        if self.task is not None:
            self.task.cancel()

    def _concerns(self, snap: Snapshot | None) -> bool:
        if snap is None or not self.room.sockets or not kinds.get(snap.room.kind).minded:
            return False
        return snap.room.state == RoomState.OPEN or _away(snap)

    async def _watch(self) -> None:
        while self._concerns(snap := self.room.snap) and snap is not None:
            here = self._here(snap)
            now = time.monotonic()
            if here or attendance.lately(self.room.room_id, mediators(snap)):
                self.seen = now
            try:
                if here and _away(snap):
                    await in_database(_back, here[0].actor, self.room.room_id)
                elif not _away(snap) and now - self.seen >= AWAY_SECONDS:
                    await in_database(_hold, self.room.room_id)
            except Exception as why:
                logger.error("room not minded: %s", type(why).__name__)
            left = AWAY_SECONDS - (time.monotonic() - self.seen)
            await asyncio.sleep(min(BEAT_SECONDS, max(left, 0.05)) if not _away(snap) else BEAT_SECONDS)

    def _here(self, snap: Snapshot) -> list[RoomSocket]:
        """Mediators' pages whose line stands. Those that have been silent for a while are asked."""
        keys, now, found = set(mediators(snap)), time.monotonic(), []
        for socket in self.room.sockets:
            if not socket.greeted or socket.actor.key not in keys:
                continue
            silent = now - socket.heard
            if silent >= BEAT_SECONDS:
                socket.post(BEAT)
            if not socket.answers or silent < AWAY_SECONDS:
                found.append(socket)
        return found


def without_mediator(snap: Snapshot) -> bool:
    """The same for a room in which everybody is by request, asked on the thread of each request. Whether the room has just been held."""
    if snap.room.state != RoomState.OPEN or not kinds.get(snap.room.kind).minded:
        return False
    mediated = attendance.lately(snap.room.pk, mediators(snap))
    if not attendance.alone(snap.room.pk, mediated=mediated, after=AWAY_SECONDS):
        return False
    return services.mediator_away(system("rooms"), snap.room)


def _away(snap: Snapshot) -> bool:
    return snap.room.state == RoomState.HELD and snap.room.held_for == HeldFor.AWAY


def mediators(snap: Snapshot) -> list[str]:
    return [s.actor_key for s in snap.seats.values() if s.role == SeatRole.MEDIATOR and s.state == SeatState.ADMITTED]


def _hold(room_id: uuid.UUID) -> None:
    services.mediator_away(system("rooms"), Room.objects.get(pk=room_id))


def _back(actor: Actor, room_id: uuid.UUID) -> None:
    services.mediator_back(actor, Room.objects.get(pk=room_id))
