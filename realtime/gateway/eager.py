"""Begin a coroutine at once; only what really has to wait becomes a task.

A frame to a page that reads goes out in the first step, and a task for each of thousands a second would cost more than the frame.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Generator
from typing import Any


class _Begun:
    """A coroutine that has taken its first step outside any task and now waits, to be awaited to its end inside one."""

    def __init__(self, work: Coroutine[Any, Any, None], waits: Any) -> None:
        self.work, self.waits = work, waits

    def __await__(self) -> Generator[Any, Any, None]:
        waits = self.waits
        while True:
            try:
                try:
                    told = yield waits
                except BaseException as why:
                    waits = self.work.throw(why)
                else:
                    waits = self.work.send(told)
            except StopIteration:
                return


async def _finish(begun: _Begun) -> None:
    await begun


def begin(work: Coroutine[Any, Any, None]) -> asyncio.Task[None] | None:
    """None when it has ended already; else a task with the rest. Raises what it raises in its first step."""
    try:
        waits = work.send(None)
    except StopIteration:
        return None
    return asyncio.create_task(_finish(_Begun(work, waits)))
