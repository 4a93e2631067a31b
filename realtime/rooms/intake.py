"""The one door for what pages of this process say: while one commit is under way, the next batch gathers.

Nobody waits for a timer: a message alone is committed at once. A room is in one batch at a time, so that its numbers
follow each other. What cannot go with the others (a pause, a room that has moved twice, a kind that wants to look at every
entry, a message sent twice) goes alone through `services.append`, which has the last word on every rule.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import close_old_connections, connection

from mediation.common.actor import Actor
from mediation.vault.sealing import Sealer
from realtime.gateway import redis
from realtime.gateway.database import in_database
from realtime.gateway.hub import PROCESS
from realtime.rooms import kinds, services
from realtime.rooms.enums import RoomState, SeatRole
from realtime.rooms.kinds import RoomKind
from realtime.rooms.models import Room
from realtime.rooms.records import Entry
from realtime.rooms.services.together import Done, Said, Talk, append_together, let_go

if TYPE_CHECKING:
    from realtime.rooms.live import LiveRoom
    from realtime.rooms.snapshot import Snapshot

logger = logging.getLogger(__name__)
MOST = 400  # messages in one commit
KEY_SECONDS = 60.0  # a room's key is looked up again after this at the latest; the statement that writes checks it every time
HOLD_SECONDS = 2.0  # PostgreSQL: the connection is kept this long after the last message
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="room-writer")
_teller = ThreadPoolExecutor(max_workers=1, thread_name_prefix="room-hints")
T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Item:
    live: LiveRoom
    actor: Actor
    client_id: uuid.UUID
    body: dict[str, Any]
    generation: int | None
    answer: asyncio.Future[Entry]
    tries: int = 0


class Intake:
    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.waiting: dict[LiveRoom, list[Item]] = {}
        self.busy: set[LiveRoom] = set()  # in the commit under way, or its outcome not yet handed out
        self.more = asyncio.Event()
        self.keys: dict[str, tuple[float, Sealer]] = {}  # until when, and which
        self.aside: set[asyncio.Task[None]] = set()
        self.untold: list[str] = []  # topics of committed messages of which other processes have not been told
        self.telling = False
        self.task = self.loop.create_task(self._run())

    async def say(self, live: LiveRoom, actor: Actor, client_id: uuid.UUID, body: dict[str, Any], generation: int | None) -> Entry:
        """Returns when the message is committed. Raises what `services.append` raises."""
        services.check("chat", body)
        item = Item(live, actor, client_id, body, generation, self.loop.create_future())
        self.waiting.setdefault(live, []).append(item)
        self.more.set()
        return await item.answer

    async def _run(self) -> None:
        while True:
            try:
                await asyncio.wait_for(self.more.wait(), HOLD_SECONDS)
            except TimeoutError:
                await self._on_thread(let_go)
                await self.more.wait()
            self.more.clear()
            batch = self._take()
            if batch:
                await self._commit(batch)

    def _take(self) -> dict[LiveRoom, list[Item]]:
        """The next batch. What does not fit in goes alone, beside it."""
        batch: dict[LiveRoom, list[Item]] = {}
        room_left = MOST
        for live in [r for r in self.waiting if r not in self.busy]:
            if room_left <= 0:
                self.more.set()
                break
            items = self.waiting.pop(live)
            together: list[Item] = []
            ids: set[tuple[str, uuid.UUID]] = set()
            for item in items:
                key = (item.actor.key, item.client_id)
                if key in ids or len(together) >= room_left:
                    self.waiting.setdefault(live, []).append(item)
                    self.more.set()
                elif item.tries < 2 and fits(live.snap, item):
                    ids.add(key)
                    together.append(item)
                else:
                    self._alone(item)
            if together:
                batch[live] = together
                room_left -= len(together)
                self.busy.add(live)
        return batch

    async def _commit(self, batch: dict[LiveRoom, list[Item]]) -> None:
        snaps = {live: live.snap for live in batch}
        try:
            done = await self._on_thread(self._write, [(snaps[live], items) for live, items in batch.items()])
        except Exception as why:  # the database is away or the batch is bad: each message for itself says what is wrong
            logger.error("messages not committed together: %s", type(why).__name__)
            done = [None] * len(batch)
            for items in batch.values():
                for item in items:
                    item.tries = 2
        self.untold.extend(live.topic for live, one in zip(batch, done, strict=True) if one is not None)
        self._hint()
        for (live, items), one in zip(batch.items(), done, strict=True):
            if one is not None and not live.looking.locked():
                live.wrote(snaps[live], one)
                self._over(live, items, one)
            else:
                self._beside(self._after(live, items, snaps[live], one))

    async def _after(self, live: LiveRoom, items: list[Item], snap: Snapshot | None, done: Done | None) -> None:
        """Where somebody else is just reading the room, or it has moved: in turn with the reading."""
        try:
            if done is not None:
                async with live.looking:
                    live.wrote(snap, done)
            else:
                await live.look()
        except Exception as why:
            logger.error("room not read again: %s", type(why).__name__)
        self._over(live, items, done)

    def _over(self, live: LiveRoom, items: list[Item], done: Done | None) -> None:
        self.busy.discard(live)
        if live in self.waiting:
            self.more.set()
        if done is not None:
            for item, entry in zip(items, done.entries, strict=True):
                if not item.answer.done():
                    item.answer.set_result(entry)
            return
        for item in items:
            item.tries += 1
        self.waiting[live] = items + self.waiting.get(live, [])
        self.more.set()

    def _alone(self, item: Item) -> None:
        self._beside(self._append(item))

    async def _append(self, item: Item) -> None:
        try:
            entry = await in_database(_append, item)
        except Exception as why:
            if not item.answer.done():
                item.answer.set_exception(why)
        else:
            if not item.answer.done():
                item.answer.set_result(entry)

    def _beside(self, work: Any) -> None:
        task = self.loop.create_task(work)
        self.aside.add(task)
        task.add_done_callback(self.aside.discard)

    async def _on_thread(self, work: Callable[..., T], *args: Any) -> T:
        return await self.loop.run_in_executor(_thread, work, *args)

    def _hint(self) -> None:
        """Tell other processes, on a thread nobody waits for; meanwhile the hints of the next commits gather."""
        if self.untold and not self.telling:
            self.telling = True
            topics, self.untold = self.untold, []
            self._beside(self._tell(topics))

    async def _tell(self, topics: list[str]) -> None:
        try:
            await self.loop.run_in_executor(_teller, redis.tell_all, topics, PROCESS)
        finally:
            self.telling = False
            self._hint()

    # on the writer's thread

    def _write(self, batch: list[tuple[Snapshot, list[Item]]]) -> list[Done | None]:
        try:
            try:
                return self._written(batch)
            except Exception:  # the driver's own errors too, which Django has not wrapped here
                # a connection that died in between: if the first try had been committed after all, the heads have moved,
                # and each message is found by its client id
                let_go()
                return self._written(batch)
        finally:
            if connection.vendor != "postgresql":  # a file is opened quickly, and must not be held where it may be replaced
                close_old_connections()

    def _written(self, batch: list[tuple[Snapshot, list[Item]]]) -> list[Done | None]:
        talks = []
        for snap, items in batch:
            said = [Said(i.actor, i.client_id, i.body, snap.seats[i.actor.key].pk, snap.seats[i.actor.key].name) for i in items]
            talks.append(Talk(snap.room, snap.seq, snap.rev, snap.chain, self._sealer(snap.room.scope), said))
        return append_together(talks)

    def _sealer(self, scope: str) -> Sealer:
        held = self.keys.get(scope)
        if held is None or time.monotonic() > held[0]:
            if len(self.keys) > 5000:
                self.keys.clear()
            # each at a moment of its own: rooms that began together must not all ask in the same batch
            held = self.keys[scope] = (time.monotonic() + KEY_SECONDS * random.uniform(0.5, 1), Sealer(scope))  # noqa: S311 -- no secret
        return held[1]


def fits(snap: Snapshot | None, item: Item) -> bool:
    """Whether, as far as this process knows, the message may simply be written."""
    return (
        snap is not None
        and snap.room.state == RoomState.OPEN
        and snap.admitted(item.actor.key)
        and snap.seats[item.actor.key].role != SeatRole.OBSERVER
        and (item.generation is None or item.generation == snap.room.generation)
        and _plain(snap.room.kind)
    )


def _plain(code: str) -> bool:
    """Whether the kind does not want to look at every entry; one that is not known here goes alone and is refused there."""
    try:
        return type(kinds.get(code)).on_event is RoomKind.on_event
    except LookupError:
        return False


def _append(item: Item) -> Entry:
    room = Room.objects.get(pk=item.live.room_id)
    return services.append(item.actor, room, "chat", item.body, item.client_id, generation=item.generation)


_intake: Intake | None = None


def intake() -> Intake:
    """This process's door; one for each event loop, of which only tests have more than one."""
    global _intake
    if _intake is None or _intake.loop is not asyncio.get_running_loop() or _intake.task.done():
        _intake = Intake()
    return _intake
