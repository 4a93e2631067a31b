from __future__ import annotations

from django.db.models import Q

from counseling.interventions.models import ProcessAdvice
from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import Policy, under


class AdvicePolicy(Policy[ProcessAdvice]):
    """sign: give, see and take back advice (counsellors of the place). The mediator reads it through casework's port."""

    model = ProcessAdvice

    def rows(self, actor: Actor, action: str) -> Q | None:
        return under("area_path", actor.reach(Capability.CARE_QUEUE)) if action == "sign" else None


advice = AdvicePolicy()
