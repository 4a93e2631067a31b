"""Who is told that something moved around a sitting: its parties, its mediator, and invited people who are welcome."""

from __future__ import annotations

import uuid

from mediation.casework.policies import sittings
from mediation.common.actor import Actor
from mediation.sittings.selectors import guests
from realtime.gateway import topics


def may_watch(actor: Actor, topic: str) -> bool:
    try:
        sitting_id = uuid.UUID(topic.partition(":")[2])
    except ValueError:
        return False
    if sittings.scope(actor, "view").filter(pk=sitting_id).exists():
        return True
    guest = guests.invited(actor, sitting_id)
    return guest is not None and guests.welcome(guest)


def register() -> None:
    topics.register("sitting", may_watch)
