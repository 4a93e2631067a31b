"""Database work from the event loop: a few threads of our own, so that one slow query never stops every socket.

asgiref's thread-sensitive default runs all consumers' queries one after the other on one thread.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections

P = ParamSpec("P")
T = TypeVar("T")
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="realtime-db")


async def in_database(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work` on one of the threads, with connections that are fresh before and given back after."""

    def run() -> Any:
        close_old_connections()
        try:
            return work(*args, **kwargs)
        finally:
            close_old_connections()

    # with the caller's context, as asgiref does it, without the four futures it takes for that
    result: T = await asyncio.get_running_loop().run_in_executor(_threads, contextvars.copy_context().run, run)
    return result
