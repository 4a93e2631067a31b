"""What happens later in rooms. Safe to run twice."""

from __future__ import annotations

from mediation.common.actor import system
from realtime.rooms import services


def empty_overdue() -> None:
    """Every night: the words of rooms whose time is over."""
    services.empty_overdue(system("rooms"))
