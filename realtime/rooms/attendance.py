"""Who was here by request lately: a page without a socket is present too. Of this process only, like the sockets."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable

WAIT_MOST = 4  # seconds a mediator's own request may wait: while it waits nobody knows whether the page is still there
FRESH = 7.0  # seconds
_seen: dict[tuple[uuid.UUID, str], float] = {}


def asked(room_id: uuid.UUID, actor_key: str) -> None:
    """This person has just asked for the log of this room."""
    if len(_seen) > 5000:
        limit = time.monotonic() - FRESH
        for key in [key for key, at in list(_seen.items()) if at < limit]:
            _seen.pop(key, None)
    _seen[room_id, actor_key] = time.monotonic()


def lately(room_id: uuid.UUID, actor_keys: Iterable[str]) -> bool:
    limit = time.monotonic() - FRESH
    return any(_seen.get((room_id, key), 0.0) > limit for key in actor_keys)
