from __future__ import annotations

from django.db.models import Q

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import Policy, under
from training.mentoring.enums import ContractState
from training.mentoring.models import Appeal, Contract


class ContractPolicy(Policy[Contract]):
    """mentor · apprentice · part (either) · vote: mentors and supervisors of the place who are neither · oversee: supervisors who are neither.

    see: all of them; the log's words are for the two alone (`log`).
    """

    model = Contract

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user:
            return None
        mentor, apprentice = Q(mentor=actor.subject), Q(apprentice=actor.subject)
        oversee = under("area_path", actor.reach(Capability.CASE_OVERSEE))
        fellow = under("area_path", actor.reach(Capability.MENTOR))
        neither = ~Q(mentor=actor.subject) & ~Q(apprentice=actor.subject)
        match action:
            case "mentor":
                return mentor & ~Q(state=ContractState.ENDED)
            case "apprentice":
                return apprentice & ~Q(state=ContractState.ENDED)
            case "part" | "log":
                return mentor | apprentice
            case "oversee":
                return None if oversee is None else oversee & neither
            case "vote":
                both = [rule for rule in (oversee, fellow) if rule is not None]
                return None if not both else (both[0] if len(both) == 1 else both[0] | both[1]) & neither
            case "see":
                vote = self.rows(actor, "vote")
                return mentor | apprentice if vote is None else mentor | apprentice | vote
        return None


class AppealPolicy(Policy[Appeal]):
    """decide: a supervisor of the place who neither mentors, nor is the apprentice, nor voted, nor objected."""

    model = Appeal

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user or action != "decide":
            return None
        place = under("panel__contract__area_path", actor.reach(Capability.CASE_OVERSEE))
        if place is None:
            return None
        voted = Appeal.objects.filter(panel__votes__member=actor.subject).values("pk")
        me = actor.subject
        return place & ~Q(panel__contract__mentor=me) & ~Q(panel__contract__apprentice=me) & ~Q(by=me) & ~Q(pk__in=voted)


contracts = ContractPolicy()
appeals = AppealPolicy()
