"""Whether those who are connected may still be: every socket of this process is asked about every few seconds, many at a time.

A socket of its own task and its own queries for each would cost a processor at a thousand pages; together it is a handful of
queries for a hundred. Whoever is urgent (`ask`: their rights may just have changed) is asked about at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from typing import TYPE_CHECKING

from realtime.gateway.database import in_database
from realtime.gateway.sessions import actors_of_sessions

if TYPE_CHECKING:
    from realtime.gateway.socket import Socket

logger = logging.getLogger(__name__)
RECHECK_SECONDS = 4.0  # between two questions about the same socket; with the turn it has to wait for, less than five
RESTART = 4503  # close code; the protocol's own 1012 is not an application's to send
stopping = threading.Event()  # set once, when the process goes down: whoever waits in a thread goes home
AT_ONCE = 50  # sockets in one visit to the database


class Guard:
    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.due: dict[Socket, float] = {}  # in the order of their turns, since all wait equally long
        self.urgent: dict[Socket, None] = {}
        self.moved = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    def watch(self, socket: Socket) -> None:
        self.due[socket] = time.monotonic() + RECHECK_SECONDS
        if self.task is None or self.task.done():
            self.task = self.loop.create_task(self._run())

    def forget(self, socket: Socket) -> None:
        self.due.pop(socket, None)
        self.urgent.pop(socket, None)

    def sockets(self) -> list[Socket]:
        """All that have been let in and are still open."""
        return list(self.due)

    def ask(self, socket: Socket) -> None:
        """Now."""
        if socket in self.due:
            self.urgent[socket] = None
            self.moved.set()

    async def _run(self) -> None:
        while self.due:
            turn = self._turn()
            if not turn:
                self.moved.clear()
                soonest = next(iter(self.due.values())) - time.monotonic()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self.moved.wait(), max(soonest, 0.05))
                continue
            try:
                refused = await in_database(still_allowed, turn)
            except Exception as why:  # the database may be away; asked again when it is back
                logger.error("recheck failed: %s", type(why).__name__)
                await asyncio.sleep(0.5)
                continue
            for socket in turn:
                if socket in refused and socket.open:
                    self.loop.create_task(socket.close(4401))

    def _turn(self) -> list[Socket]:
        turn = list(self.urgent)[:AT_ONCE]
        now = time.monotonic()
        for socket, due in self.due.items():
            if due > now or len(turn) >= AT_ONCE:
                break
            if socket not in self.urgent:
                turn.append(socket)
        for socket in turn:  # to the end of the line
            del self.due[socket]
            self.urgent.pop(socket, None)
            self.due[socket] = now + RECHECK_SECONDS
        return turn


def still_allowed(sockets: list[Socket]) -> set[Socket]:
    """On a database thread: those who may not stay. Where the common question fails, each is asked about alone."""
    try:
        actors = actors_of_sessions({s.session_key for s in sockets})
        stay = [s for s in sockets if actors[s.session_key].key == s.actor.key]
        for socket in stay:
            socket.actor = actors[socket.session_key]
        allowed: set[Socket] = set()
        for kind in {type(s) for s in stay}:
            allowed |= kind.all_allowed([s for s in stay if type(s) is kind])
        return set(sockets) - allowed
    except Exception:
        if len(sockets) == 1:
            raise
        refused: set[Socket] = set()
        for socket in sockets:
            try:
                refused |= still_allowed([socket])
            except Exception as why:
                logger.error("recheck of one socket failed: %s", type(why).__name__)
        return refused


_guard: Guard | None = None


def guard() -> Guard:
    """This process's; one for each event loop, of which only tests have more than one."""
    global _guard
    if _guard is None or _guard.loop is not asyncio.get_running_loop():
        _guard = Guard()
    return _guard
