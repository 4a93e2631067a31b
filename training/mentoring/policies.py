from __future__ import annotations

from django.db.models import Q

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import Policy, under
from training.mentoring.enums import ContractState, PanelState
from training.mentoring.models import Appeal, Contract, Panel, PanelMember, Portfolio, SignOff


def _accompanied(actor: Actor) -> Q:
    """Portfolios of people the actor is or ever was mentor of: such a person never judges them."""
    return Q(pk__in=Contract.objects.filter(mentor=actor.subject).values("portfolio"))


class PortfolioPolicy(Policy[Portfolio]):
    """own · mentor (contract in force) · answer (an offer) · part: the two, who read and write the log ·
    oversee: supervisors of the place · rate: they and the mentors of the place; neither ever was the mentor.
    see: all of these, who signed for a step, and who sits in the panel. Only the two read the log's words.
    """

    model = Portfolio

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user:
            return None
        own = Q(person=actor.subject)
        mine = Contract.objects.filter(mentor=actor.subject)
        apart = ~own & ~_accompanied(actor)
        oversee = under("area_path", actor.reach(Capability.CASE_OVERSEE))
        fellow = under("area_path", actor.reach(Capability.MENTOR))
        match action:
            case "own":
                return own
            case "mentor":
                return Q(pk__in=mine.filter(state=ContractState.ACTIVE).values("portfolio"))
            case "part":
                return own | Q(pk__in=mine.exclude(state=ContractState.ENDED).values("portfolio"))
            case "oversee":
                return None if oversee is None else oversee & apart
            case "rate":
                both = [rule for rule in (oversee, fellow) if rule is not None]
                return None if not both else (both[0] if len(both) == 1 else both[0] | both[1]) & apart
            case "see":
                found = own | Q(pk__in=mine.exclude(state=ContractState.ENDED).values("portfolio"))
                found |= Q(pk__in=SignOff.objects.filter(by=actor.subject).values("portfolio"))
                found |= Q(pk__in=PanelMember.objects.filter(member=actor.subject).values("panel__portfolio")) & apart
                rate = self.rows(actor, "rate")
                return found if rate is None else found | rate
        return None


class PanelPolicy(Policy[Panel]):
    """judge: an appointed member who is not the person and never was the mentor · oversee: as for the portfolio."""

    model = Panel

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user:
            return None
        apart = ~Q(portfolio__person=actor.subject) & ~Q(
            portfolio__in=Contract.objects.filter(mentor=actor.subject).values("portfolio")
        )
        match action:
            case "judge":
                return Q(pk__in=PanelMember.objects.filter(member=actor.subject).values("panel")) & apart & Q(state=PanelState.OPEN)
            case "oversee":
                place = under("portfolio__area_path", actor.reach(Capability.CASE_OVERSEE))
                return None if place is None else place & apart
        return None


class AppealPolicy(Policy[Appeal]):
    """decide: a supervisor of the place who never was the mentor, is not the person, did not sit in the panel and did not object."""

    model = Appeal

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user or action != "decide":
            return None
        place = under("panel__portfolio__area_path", actor.reach(Capability.CASE_OVERSEE))
        if place is None:
            return None
        me = actor.subject
        near = Q(panel__portfolio__person=me) | Q(by=me) | Q(panel__in=PanelMember.objects.filter(member=me).values("panel"))
        return place & ~near & ~Q(panel__portfolio__in=Contract.objects.filter(mentor=me).values("portfolio"))


portfolios = PortfolioPolicy()
panels = PanelPolicy()
appeals = AppealPolicy()
