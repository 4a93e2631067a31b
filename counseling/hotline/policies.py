"""Who may do what at the desk. Counsellors of the place everything; a volunteer what the own list says, and only with own calls."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from counseling.hotline.enums import Right
from counseling.hotline.models import Call, HandOver, Volunteer
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.policy import Policy, under

READ_AGAIN = timedelta(hours=24)


def leads(actor: Actor) -> bool:
    """A counsellor: takes over, reads, links, and says what volunteers may do."""
    return actor.is_user and actor.holds(Capability.CARE_QUEUE)


def rights_of(actor: Actor) -> frozenset[Right]:
    """What the actor may do at the desk today."""
    if leads(actor):
        return frozenset(Right)
    if not (actor.is_user and actor.holds(Capability.HOTLINE_TAKE)):
        return frozenset()
    card = Volunteer.objects.filter(Q(until=None) | Q(until__gte=clock.today()), user__public_id=actor.subject).first()
    return frozenset() if card is None else frozenset(Right(r) for r in card.rights if r in Right.values)


class CallPolicy(Policy[Call]):
    """list: that there was a call · read: what was said · write: while it runs · pass_on: hand over, end · lead: link, add, take over."""

    model = Call

    def rows(self, actor: Actor, action: str) -> Q | None:
        if leads(actor):
            here = under("area__path", actor.reach(Capability.CARE_QUEUE))
            # one hand writes the running record: who took it over adds notes, so that neither overwrites the other
            return here & Q(taken_by__public_id=actor.subject) if here is not None and action == "write" else here
        place = under("area__path", actor.reach(Capability.HOTLINE_TAKE))
        if place is None or not actor.is_user or action == "lead":
            return None
        own, rights, live = place & Q(taken_by__public_id=actor.subject), rights_of(actor), Q(ended_at=None)
        recent = live | Q(ended_at__gte=clock.now() - READ_AGAIN)
        match action:
            case "pass_on":  # whoever has somebody on the line may always hand over and hang up, also when the list has just been cut
                return own & live
            case "write":
                return own & live if Right.TAKE in rights else None
            case "read":
                return own & (recent if Right.READ_OWN in rights else live) if rights else None
            case "list":
                return own & recent
        return None


class HandOverPolicy(Policy[HandOver]):
    """take: see that a call waits and take it over (counsellors of the place)."""

    model = HandOver

    def rows(self, actor: Actor, action: str) -> Q | None:
        return under("call__area__path", actor.reach(Capability.CARE_QUEUE)) if action == "take" else None


calls = CallPolicy()
handovers = HandOverPolicy()
