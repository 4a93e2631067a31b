from __future__ import annotations

from django.db.models import Q

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import Policy
from training.drills.models import Run, Scenario


class ScenarioPolicy(Policy[Scenario]):
    """Learners play what is published; editors write."""

    model = Scenario

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user:
            return None
        if action == "play" and actor.holds(Capability.LEARN):
            return ~Q(versions=None)
        return Q() if action == "write" and actor.holds(Capability.CONTENT_EDIT) else None


class RunPolicy(Policy[Run]):
    """A run is the learner's own. Editors see sums only."""

    model = Run

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user or not actor.holds(Capability.LEARN):
            return None
        own = Q(learner=actor.subject)
        return {"read": own, "step": own & Q(ended_at=None)}.get(action)


scenarios = ScenarioPolicy()
runs = RunPolicy()
