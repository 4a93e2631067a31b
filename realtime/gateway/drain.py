"""Going down without a crush: pages are told to come back at times spread out, and nobody's long request holds up the stop."""

from __future__ import annotations

import asyncio
import logging
import random

from realtime.gateway.guard import guard, stopping

logger = logging.getLogger(__name__)
MOST = 15.0  # seconds at most until the last page comes back
EACH = 0.02  # seconds for each page: a server that has just started takes in fifty a second with ease
GRACE = 2.0  # seconds for the goodbyes to go out


async def drain() -> int:
    """Say goodbye to every page of this process with a frame and a close code. How many there were."""
    stopping.set()
    sockets = guard().sockets()
    spread = min(MOST, len(sockets) * EACH)
    goodbyes = [asyncio.ensure_future(s.drain(random.uniform(0, spread))) for s in sockets]  # noqa: S311 -- not a secret
    if goodbyes:
        await asyncio.wait(goodbyes, timeout=GRACE)
        await asyncio.sleep(0.2)  # what is written still has to leave
    logger.info("said goodbye to %d pages", len(sockets))
    return len(sockets)
