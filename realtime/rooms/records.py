"""One entry of a room's log as the rest of the program sees it: opened, immutable."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """seq: place in the room, from 1 without gaps. kind: `chat` or `<noun>.<verb>`. author: an actor's key.

    dup: this client id had been written before; `seq` is then the place of the first one.
    """

    room_id: uuid.UUID
    seq: int
    kind: str
    author: str
    client_id: uuid.UUID
    at: datetime
    body: dict[str, Any] = field(default_factory=dict)
    redacted: bool = False
    dup: bool = False
    seat_id: int | None = None
    name: str = ""
