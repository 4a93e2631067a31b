"""Who writes plays, who leads a drill, who sits in it. There is no supervisor's view: a drill is for those who are in it."""

from __future__ import annotations

from django.db.models import Q

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import Policy
from training.roleplay.enums import AFTER, LIVE, DrillState
from training.roleplay.models import Drill, Part, Play


class PlayPolicy(Policy[Play]):
    """Trainers and editors write. Whoever plays or observes in a drill that is not over cannot open the play it is taken from."""

    model = Play

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user:
            return None
        mine = Part.objects.filter(person=actor.subject, drill__state__in=LIVE).values("drill__version__play")
        if action == "write" and (actor.holds(Capability.MENTOR) or actor.holds(Capability.CONTENT_EDIT)):
            return ~Q(pk__in=mine)
        if action == "prepare" and actor.holds(Capability.MENTOR):
            return ~Q(versions=None) & ~Q(pk__in=mine)
        return None


class DrillPolicy(Policy[Drill]):
    """lead: the trainer who prepared it. play, observe: those who were given a role, or none. see: all of these."""

    model = Drill

    def rows(self, actor: Actor, action: str) -> Q | None:
        if not actor.is_user:
            return None
        lead = Q(trainer=actor.subject) if actor.holds(Capability.MENTOR) else Q(pk=None)
        mine = Part.objects.filter(person=actor.subject)
        if not actor.holds(Capability.LEARN):
            mine = mine.none()
        there = ~Q(state=DrillState.CANCELLED)
        play = Q(pk__in=mine.exclude(role="").values("drill")) & there
        observe = Q(pk__in=mine.filter(role="").values("drill")) & there
        see = lead | play | observe
        inside = see & Q(state__in=(DrillState.OPEN, *AFTER))
        return {
            "lead": lead, "play": play, "observe": observe, "see": see, "enter": inside,
            "replay": lead | ((play | observe) & Q(state__in=AFTER)), "debrief": see & Q(state__in=AFTER),
        }.get(action)


plays = PlayPolicy()
drills = DrillPolicy()
