"""A coroutine is begun at once; what has to wait goes on in a task, and is cancelled as one."""

from __future__ import annotations

import asyncio

import pytest

from realtime.gateway.eager import begin

pytestmark = pytest.mark.asyncio


async def test_what_need_not_wait_is_over_at_once() -> None:
    done: list[str] = []

    async def work() -> None:
        done.append("sent")

    assert begin(work()) is None
    assert done == ["sent"]


async def test_what_waits_goes_on_where_it_stopped() -> None:
    done: list[str] = []
    writable: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def work() -> None:
        done.append("began")
        done.append(await writable)
        await asyncio.sleep(0)
        done.append("ended")

    task = begin(work())
    assert done == ["began"]
    writable.set_result("may write")
    assert task is not None
    await task
    assert done == ["began", "may write", "ended"]


async def test_it_is_cancelled_and_hears_what_went_wrong() -> None:
    heard: list[str] = []
    broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def work() -> None:
        try:
            await broken
        except ConnectionError:
            heard.append("broken")
        try:
            await asyncio.sleep(60)
        finally:
            heard.append("let go")

    task = begin(work())
    assert task is not None
    broken.set_exception(ConnectionError())
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert heard == ["broken", "let go"]


async def test_a_first_step_that_fails_says_so() -> None:
    async def work() -> None:
        raise ValueError("not sent")

    with pytest.raises(ValueError, match="not sent"):
        begin(work())
