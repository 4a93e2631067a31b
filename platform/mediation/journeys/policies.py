from __future__ import annotations

from django.db.models import Q

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import Policy, under
from mediation.journeys.models import IntakePoint


class PointPolicy(Policy[IntakePoint]):
    """manage: hang up, print and revoke posters (supervisors of the area) · view: print them (mediators of the area too)."""

    model = IntakePoint

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user:
            return None
        match action:
            case "manage":
                return under("area__path", actor.reach(Capability.CASE_OVERSEE))
            case "view":
                both = actor.reach(Capability.CASE_OVERSEE) + actor.reach(Capability.CASE_CLAIM)
                return under("area__path", both)
        return None


points = PointPolicy()
