"""Who may see what on the plum side. A mediator, a supervisor and the other party get no rows at all."""

from __future__ import annotations

from django.db.models import Q

from counseling.screening.models import Checkup, Device, ExchangeToken, Flag, RosterPattern, Screening, Shift
from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import Policy, under


class ScreeningPolicy(Policy[Screening]):
    """own: the person themselves · read: counsellors of the place · help: who may read the questions aloud there."""

    model = Screening

    def rows(self, actor: Actor, action: str) -> Q | None:
        match action:
            case "own":
                return Q(subject=actor.subject) if actor.is_guest else None
            case "read":
                return under("area_path", actor.reach(Capability.CARE_QUEUE))
            case "help":
                return under("area_path", actor.reach(Capability.CARE_ASSIST))
        return None


class FlagPolicy(Policy[Flag]):
    """work: see it in the queue, open it, answer it (counsellors of the place)."""

    model = Flag

    def rows(self, actor: Actor, action: str) -> Q | None:
        return under("area_path", actor.reach(Capability.CARE_QUEUE)) if action == "work" else None


class ShiftPolicy(Policy[Shift]):
    """plan: see and change the rota of one's places."""

    model = Shift

    def rows(self, actor: Actor, action: str) -> Q | None:
        return under("area__path", actor.reach(Capability.CARE_QUEUE)) if action == "plan" else None


class RosterPatternPolicy(Policy[RosterPattern]):
    """plan: make and end patterns of one's places."""

    model = RosterPattern

    def rows(self, actor: Actor, action: str) -> Q | None:
        return under("area__path", actor.reach(Capability.CARE_QUEUE)) if action == "plan" else None


class CheckupPolicy(Policy[Checkup]):
    """organise: set up, invite, see counts · results: counsellors of the place, who also print links and bring in paper."""

    model = Checkup

    def rows(self, actor: Actor, action: str) -> Q | None:
        match action:
            case "organise":
                return under("area__path", actor.reach(Capability.CARE_CHECKUP))
            case "results":
                return under("area__path", actor.reach(Capability.CARE_QUEUE))
        return None


class DevicePolicy(Policy[Device]):
    """keep: see, enrol and revoke (counsellors of the place)."""

    model = Device

    def rows(self, actor: Actor, action: str) -> Q | None:
        return under("area__path", actor.reach(Capability.CARE_QUEUE)) if action == "keep" else None


class FhirTokenPolicy(Policy[ExchangeToken]):
    """manage: make, see, revoke (who gives and takes roles at the place). What it opens they never see."""

    model = ExchangeToken

    def rows(self, actor: Actor, action: str) -> Q | None:
        return under("area_path", actor.reach(Capability.ACCOUNTS_MANAGE)) if action == "manage" and actor.is_user else None


fhir_tokens = FhirTokenPolicy()
screenings = ScreeningPolicy()
checkups = CheckupPolicy()
devices = DevicePolicy()
flags = FlagPolicy()
shifts = ShiftPolicy()
roster_patterns = RosterPatternPolicy()
