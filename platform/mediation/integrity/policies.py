from __future__ import annotations

from django.db.models import Q

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import Policy, under
from mediation.integrity.models import DrawnCase, Finding, Subsidy


class FindingPolicy(Policy[Finding]):
    """look: supervisors of the place, never about a case they mediate themselves."""

    model = Finding

    def rows(self, actor: Actor, action: str) -> Q | None:
        reach = under("area_path", actor.reach(Capability.CASE_OVERSEE)) if actor.is_user and action == "look" else None
        return None if reach is None else reach & ~Q(case__mediator__public_id=actor.subject) & ~Q(other__mediator__public_id=actor.subject)


class DrawnPolicy(Policy[DrawnCase]):
    """look: supervisors of the place who had no part in the case."""

    model = DrawnCase

    def rows(self, actor: Actor, action: str) -> Q | None:
        reach = under("case__area__path", actor.reach(Capability.CASE_OVERSEE)) if actor.is_user and action == "look" else None
        return None if reach is None else reach & ~Q(case__mediator__public_id=actor.subject)


class SubsidyPolicy(Policy[Subsidy]):
    """view: the mediator the own lines, supervisors the area · pay: supervisors of the place, never their own."""

    model = Subsidy

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user:
            return None
        reach = under("case__area__path", actor.reach(Capability.CASE_OVERSEE))
        if action == "pay":
            return None if reach is None else reach & ~Q(mediator__public_id=actor.subject)
        if action == "view":
            mine = Q(mediator__public_id=actor.subject)
            return mine if reach is None else mine | reach
        return None


findings = FindingPolicy()
drawn = DrawnPolicy()
subsidies = SubsidyPolicy()
