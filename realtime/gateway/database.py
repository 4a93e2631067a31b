"""Database work from the event loop: a few threads of our own, so that one slow query never stops every socket.

asgiref's thread-sensitive default runs all consumers' queries one after the other on one thread.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import sync_to_async
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

    result: T = await sync_to_async(run, thread_sensitive=False, executor=_threads)()
    return result
