from __future__ import annotations

from django.db.models import Q

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import Policy
from training.assessment.models import Attempt, Question


class AttemptPolicy(Policy[Attempt]):
    """An attempt belongs to the learner. Nobody else reads single answers: they are for learning, not for appraisal."""

    model = Attempt

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user or not actor.holds(Capability.LEARN):
            return None
        own = Q(learner=actor.subject)
        return {"read": own, "answer": own & Q(submitted_at=None)}.get(action)


class BankPolicy(Policy[Question]):
    """The question bank is the editors': the right answers stand in it."""

    model = Question

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user or not actor.holds(Capability.CONTENT_EDIT):
            return None
        return Q() if action in ("read", "write") else None


attempts = AttemptPolicy()
bank = BankPolicy()
