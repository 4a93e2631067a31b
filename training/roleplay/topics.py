"""Who is told that something moved in a drill. What goes to one role alone is told on that person's own topic."""

from __future__ import annotations

import uuid

from mediation.common.actor import Actor
from realtime.gateway import topics
from training.roleplay.policies import drills


def may_watch(actor: Actor, topic: str) -> bool:
    try:
        drill = uuid.UUID(topic.partition(":")[2])
    except ValueError:
        return False
    return drills.scope(actor, "see").filter(pk=drill).exists()


def register() -> None:
    topics.register("drill", may_watch)
