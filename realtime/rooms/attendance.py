"""Who is here by request: a page without a socket is present too while it asks. Of this process only, like the sockets.

While a request waits nobody knows whether the page is still there, so it counts for as long as it may wait and a little longer.
"""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from realtime.rooms.live import LiveRoom

WAIT_MOST = 4  # seconds a mediator's own request may wait: nobody goes on for long without one
FRESH = 7.0  # seconds somebody counts as here after the last answer
LATE = 3.0  # seconds an answer may be late
LOOK_SECONDS = 1.0  # how often the pages with a socket are told who has stopped asking
_lock = threading.Lock()
_until: dict[uuid.UUID, dict[str, float]] = {}  # room -> actor key -> until when
_alone: dict[uuid.UUID, float] = {}  # room -> since when its people by request have had no mediator


def asked(room_id: uuid.UUID, actor_key: str, wait: float = 0) -> bool:
    """This person asks for the log of this room and waits at most so many seconds. True where they were not here before."""
    now = time.monotonic()
    with _lock:
        if len(_until) > 5000:
            _forget(now)
        here = _until.setdefault(room_id, {})
        new = here.get(actor_key, 0.0) <= now
        here[actor_key] = now + (max(FRESH, wait + LATE) if wait else FRESH)
        return new


def answered(room_id: uuid.UUID, actor_key: str) -> None:
    """The request has its answer: if no other follows, the person is soon gone."""
    with _lock:
        here = _until.get(room_id, {})
        if actor_key in here:
            here[actor_key] = min(here[actor_key], time.monotonic() + FRESH)


def here(room_id: uuid.UUID) -> frozenset[str]:
    """The keys of the people who are here by request now."""
    now = time.monotonic()
    with _lock:
        return frozenset(key for key, until in _until.get(room_id, {}).items() if until > now)


def lately(room_id: uuid.UUID, actor_keys: Iterable[str]) -> bool:
    return not here(room_id).isdisjoint(actor_keys)


def alone(room_id: uuid.UUID, *, mediated: bool, after: float) -> bool:
    """Whether the people of a room have had no mediator for so many seconds, as far as their own requests show."""
    now = time.monotonic()
    with _lock:
        if mediated:
            _alone.pop(room_id, None)
            return False
        return now - _alone.setdefault(room_id, now) >= after


def _forget(now: float) -> None:
    for room_id in [r for r, people in _until.items() if all(until <= now for until in people.values())]:
        del _until[room_id]
        _alone.pop(room_id, None)


class Follower:
    """Tells the pages that hold a socket in a room who comes and goes by request."""

    def __init__(self, room: LiveRoom) -> None:
        self.room = room
        self.people: frozenset[str] = frozenset()
        self.task: asyncio.Task[None] | None = None

    def look(self) -> None:
        """On the event loop, whenever somebody may have come."""
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._follow())

    def stop(self) -> None:
        if self.task is not None:
            self.task.cancel()

    async def _follow(self) -> None:
        while (now := here(self.room.room_id)) or self.people:
            if now != self.people:
                self.people = now
                self.room.restate()
            await asyncio.sleep(LOOK_SECONDS)
