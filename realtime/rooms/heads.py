"""How the hub finds out by looking that a room moved: its head is the mark, so rooms leave no other trace."""

from __future__ import annotations

from collections.abc import Sequence

from realtime.gateway.hub import Marks
from realtime.rooms import selectors


def read_heads(topics: Sequence[str], known: Marks) -> tuple[Marks, set[str]]:
    now = {f"room:{room}": mark for room, mark in selectors.heads(t.partition(":")[2] for t in topics).items()}
    return dict(now), {topic for topic, mark in now.items() if known.get(topic) != mark}
