from __future__ import annotations

from django.db.models import Q

from counseling.interventions.conferring import Side
from counseling.interventions.models import Appointment, Conference, ProcessAdvice, ProcessNote, Referral, Supervision
from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import Policy, under


class AdvicePolicy(Policy[ProcessAdvice]):
    """sign: give, see and take back advice (counsellors of the place). The mediator reads it through casework's port."""

    model = ProcessAdvice

    def rows(self, actor: Actor, action: str) -> Q | None:
        return under("area_path", actor.reach(Capability.CARE_QUEUE)) if action == "sign" else None


class ReferralPolicy(Policy[Referral]):
    """list: counsellors of the place. Outside services come in by link and code, never through this policy."""

    model = Referral

    def rows(self, actor: Actor, action: str) -> Q | None:
        return under("area_path", actor.reach(Capability.CARE_QUEUE)) if action == "list" else None


class AppointmentPolicy(Policy[Appointment]):
    """work: counsellors of the place · own: the person it is made with."""

    model = Appointment

    def rows(self, actor: Actor, action: str) -> Q | None:
        match action:
            case "work":
                return under("area_path", actor.reach(Capability.CARE_QUEUE))
            case "own":
                return Q(subject=actor.subject) if actor.is_guest else None
        return None


class ProcessNotePolicy(Policy[ProcessNote]):
    """own: its author, while still a counsellor of the place. Nobody else, whatever they hold."""

    model = ProcessNote

    def rows(self, actor: Actor, action: str) -> Q | None:
        place = under("area_path", actor.reach(Capability.CARE_QUEUE))
        return place & Q(author__public_id=actor.subject) if action == "own" and place is not None and actor.is_user else None


class SupervisionPolicy(Policy[Supervision]):
    """view: the two who talked · advise: the supervisor. Colleagues of the same place see nothing of it."""

    model = Supervision

    def rows(self, actor: Actor, action: str) -> Q | None:
        place = under("area_path", actor.reach(Capability.CARE_QUEUE))
        if place is None or not actor.is_user:
            return None
        advises = Q(supervisor__public_id=actor.subject)
        match action:
            case "view":
                return place & (advises | Q(supervisee__public_id=actor.subject))
            case "advise":
                return place & advises
        return None


class ConferencePolicy(Policy[Conference]):
    """lead: call it, see it, write down what was agreed (counsellors of the place) · attend: the mediators who are invited."""

    model = Conference

    def rows(self, actor: Actor, action: str) -> Q | None:
        match action:
            case "lead":
                return under("area_path", actor.reach(Capability.CARE_QUEUE))
            case "attend":
                seat = Q(seats__user__public_id=actor.subject, seats__side=Side.MEDIATION)
                return seat if actor.is_user and actor.reach(Capability.CASE_CLAIM) else None
        return None


advice = AdvicePolicy()
referrals = ReferralPolicy()
appointments = AppointmentPolicy()
process_notes = ProcessNotePolicy()
supervisions = SupervisionPolicy()
conferences = ConferencePolicy()
