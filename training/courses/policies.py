from __future__ import annotations

from django.db.models import Q

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import Policy
from training.courses.models import Enrolment


class EnrolmentPolicy(Policy[Enrolment]):
    """An enrolment and everything on it is the learner's own."""

    model = Enrolment

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user or not actor.holds(Capability.LEARN):
            return None
        return Q(learner=actor.subject) if action in ("read", "learn") else None


enrolments = EnrolmentPolicy()
