from __future__ import annotations

from django.db.models import Q

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import Policy, under
from mediation.followups.models import Feedback, FollowUpVisit


class FollowUpPolicy(Policy[FollowUpVisit]):
    """record: the owner, and supervisors of the place · view: the same."""

    model = FollowUpVisit

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user or action not in ("record", "view"):
            return None
        mine, reach = Q(owner=actor.key), under("area_path", actor.reach(Capability.CASE_OVERSEE))
        return mine if reach is None else mine | reach


class FeedbackPolicy(Policy[Feedback]):
    """answer: the person asked · view, record: supervisors of the place, never whoever mediated."""

    model = Feedback

    def rows(self, actor: Actor, action: str) -> Q | None:
        if action == "answer":
            return Q(respondent=actor.key) if actor.is_guest else None
        if action in ("view", "record") and actor.is_user:
            reach = under("area_path", actor.reach(Capability.CASE_OVERSEE))
            return None if reach is None else reach & ~Q(owner=actor.key)
        return None


visits = FollowUpPolicy()
feedback = FeedbackPolicy()
