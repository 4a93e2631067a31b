from __future__ import annotations

from django.db.models import Q

from counseling.minors.models import Minor
from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import Policy, under


class MinorPolicy(Policy[Minor]):
    """own: the young person · work: counsellors of the place (what they may open is another question, see `selectors.gate`)."""

    model = Minor

    def rows(self, actor: Actor, action: str) -> Q | None:
        match action:
            case "own":
                return Q(subject=actor.subject) if actor.is_guest else None
            case "work":
                return under("area_path", actor.reach(Capability.CARE_QUEUE))
        return None


minors = MinorPolicy()
