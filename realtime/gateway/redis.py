"""Hints through Redis pub/sub, where `REDIS_URL` is set. They only save the second until the next look around."""

from __future__ import annotations

import asyncio
import functools
import logging
import time
from collections.abc import Callable, Sequence

from django.conf import settings

logger = logging.getLogger(__name__)
CHANNEL = "xinqiao:hints"
AGAIN_SECONDS = 2.0  # after a broken connection
_quiet_until = 0.0


@functools.cache
def _client(url: str):  # type: ignore[no-untyped-def]
    import redis  # noqa: PLC0415 -- only where it is configured

    # redis-py 8 caps a pool at 100 connections unless told otherwise
    return redis.Redis.from_url(url, max_connections=512, socket_timeout=0.3, socket_connect_timeout=0.3)


def tell(topic: str, process: str) -> None:
    """Publish a hint. After a failure Redis is left alone for ten seconds, so that no request waits for it."""
    tell_all([topic], process)


def tell_all(topics: Sequence[str], process: str) -> None:
    """As `tell`, many in one."""
    global _quiet_until
    if not topics or not settings.REDIS_URL or time.monotonic() < _quiet_until:
        return
    try:
        _client(settings.REDIS_URL).publish(CHANNEL, " ".join([process, *topics]))
    except Exception as why:  # any trouble with Redis means: do without
        _quiet_until = time.monotonic() + 10
        logger.warning("hints go without Redis for 10 s: %s", type(why).__name__)


async def hear(wake: Callable[[str], None], wake_all: Callable[[], None], process: str) -> None:
    """Wake for hints of other processes; after every reconnection wake everything, since hints were missed."""
    if not settings.REDIS_URL:
        return
    from redis import asyncio as aioredis  # noqa: PLC0415 -- only where it is configured

    while True:
        try:
            async with aioredis.Redis.from_url(settings.REDIS_URL) as client, client.pubsub() as channel:
                await channel.subscribe(CHANNEL)
                wake_all()
                async for message in channel.listen():
                    if message["type"] == "message":
                        sender, *topics = message["data"].decode().split(" ")
                        if sender != process:
                            for topic in topics:
                                wake(topic)
        except asyncio.CancelledError:
            raise
        except Exception as why:
            logger.warning("no hints from Redis, trying again: %s", type(why).__name__)
            await asyncio.sleep(AGAIN_SECONDS)
