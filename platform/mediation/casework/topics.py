"""Who is told that the pool or a case has moved: those who could look at it anyway."""

from __future__ import annotations

import uuid

from mediation.accounts.roles import Capability
from mediation.casework.policies import cases
from mediation.common.actor import Actor
from realtime.gateway import topics


def may_watch_pool(actor: Actor, topic: str) -> bool:
    return topic == "pool" and actor.holds(Capability.CASE_CLAIM)


def may_watch_case(actor: Actor, topic: str) -> bool:
    try:
        case_id = uuid.UUID(topic.partition(":")[2])
    except ValueError:
        return False
    return cases.scope(actor, "view").filter(pk=case_id).exists()


def register() -> None:
    topics.register("pool", may_watch_pool)
    topics.register("case", may_watch_case)
