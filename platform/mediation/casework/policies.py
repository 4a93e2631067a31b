from __future__ import annotations

from django.db.models import Q

from mediation.accounts.roles import Capability
from mediation.casework.enums import CaseState
from mediation.casework.models import Case
from mediation.common.actor import Actor
from mediation.common.policy import Policy, under


class CasePolicy(Policy[Case]):
    """Who may do what with a case.

    pool: see that it waits, without its words (mediators nearby) · view: read it · work: act as its mediator ·
    take_part: act as a party of it · oversee: figures, assignment, stamp (supervisors of the area).
    """

    model = Case

    def rows(self, actor: Actor, action: str) -> Q | None:
        match action:
            case "pool":
                here = under("area__path", actor.reach(Capability.CASE_CLAIM))
                return None if here is None else here & Q(state=CaseState.POOL)
            case "work":
                return Q(mediator__public_id=actor.subject) if actor.is_user else None
            case "take_part":
                return Q(parties__subject=actor.subject) if actor.is_guest else None
            case "oversee":
                return under("area__path", actor.reach(Capability.CASE_OVERSEE))
            case "view":
                rules = [r for a in ("work", "take_part", "oversee") if (r := self.rows(actor, a)) is not None]
                if not rules:
                    return None
                whole = Q()
                for rule in rules:
                    whole |= rule
                return whole
        return None


cases = CasePolicy()
