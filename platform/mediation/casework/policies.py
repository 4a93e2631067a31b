from __future__ import annotations

from django.db.models import Q

from mediation.accounts.roles import Capability
from mediation.casework.enums import CaseState
from mediation.casework.models import Case, Enquiry, Evidence, Objection, Pass, Sitting
from mediation.common.actor import Actor
from mediation.common.policy import Policy, under


def _any(*rules: Q | None) -> Q | None:
    whole: Q | None = None
    for rule in rules:
        if rule is not None:
            whole = rule if whole is None else whole | rule
    return whole


class CasePolicy(Policy[Case]):
    """Who may do what with a case.

    pool: see that it waits, without its words (mediators nearby; not whom a party refused, not who has passed it by) ·
    view: read it · work: act as its mediator · take_part: act as a party of it · told: the party whose own report it is ·
    oversee: figures, assignment, stamp (supervisors of the area) · follow: see its state only (who wrote it down for somebody).
    """

    model = Case

    def rows(self, actor: Actor, action: str) -> Q | None:
        match action:
            case "pool":
                here = under("area__path", actor.reach(Capability.CASE_CLAIM))
                if here is None or not actor.is_user:
                    return None
                refused = Objection.objects.filter(mediator__public_id=actor.subject).values("case")
                passed = Pass.objects.filter(user__public_id=actor.subject).values("case")
                return here & Q(state=CaseState.POOL) & ~Q(pk__in=refused) & ~Q(pk__in=passed)
            case "work":
                return Q(mediator__public_id=actor.subject) if actor.is_user else None
            case "take_part":
                return Q(parties__subject=actor.subject) if actor.is_guest else None
            case "told":
                return Q(told_by=actor.subject, parties__subject=actor.subject) if actor.is_guest else None
            case "oversee":
                return under("area__path", actor.reach(Capability.CASE_OVERSEE)) if actor.is_user else None
            case "follow":
                return Q(registered_by=actor.key) if actor.is_user else None
            case "view":
                return _any(*(self.rows(actor, a) for a in ("work", "take_part", "oversee")))
        return None


class SittingPolicy(Policy[Sitting]):
    """lead: plan, begin, end (the case's mediator) · attend: the parties who were asked · view: both."""

    model = Sitting

    def rows(self, actor: Actor, action: str) -> Q | None:
        match action:
            case "lead":
                return Q(case__mediator__public_id=actor.subject) if actor.is_user else None
            case "attend":
                return Q(attendances__party__subject=actor.subject) if actor.is_guest else None
            case "view":
                return _any(self.rows(actor, "lead"), self.rows(actor, "attend"))
        return None


class EnquiryPolicy(Policy[Enquiry]):
    """answer: mediators of the place · view: they and the supervisors, and whoever asked · own: whoever asked."""

    model = Enquiry

    def rows(self, actor: Actor, action: str) -> Q | None:
        match action:
            case "own":
                return Q(subject=actor.subject) if actor.is_guest else None
            case "answer":
                return under("area__path", actor.reach(Capability.CASE_CLAIM)) if actor.is_user else None
            case "view":
                oversee = under("area__path", actor.reach(Capability.CASE_OVERSEE)) if actor.is_user else None
                return _any(self.rows(actor, "own"), self.rows(actor, "answer"), oversee)
        return None


class EvidencePolicy(Policy[Evidence]):
    """own: allow, take back (whoever gave it, not yet taken back) · release: show it to the other side (the case's mediator) ·
    original: the bytes as they came (mediator, supervisors, giver) · view: the copy (they, and the other side once released).
    """

    model = Evidence

    def rows(self, actor: Actor, action: str) -> Q | None:
        there = Q(withdrawn_at=None)
        work = Q(case__mediator__public_id=actor.subject) if actor.is_user else None
        match action:
            case "own":
                mine = Q(party__subject=actor.subject) if actor.is_guest else None
                theirs = None if work is None else work & Q(party=None, given_by=actor.key)
                rule = _any(mine, theirs)
            case "release":
                rule = work
            case "original":
                oversee = under("case__area__path", actor.reach(Capability.CASE_OVERSEE)) if actor.is_user else None
                rule = _any(self.rows(actor, "own"), work, oversee)
            case "view":
                shown = Q(case__parties__subject=actor.subject, released_at__isnull=False) if actor.is_guest else None
                rule = _any(self.rows(actor, "original"), shown)
            case _:
                rule = None
        return None if rule is None else there & rule


cases = CasePolicy()
sittings = SittingPolicy()
enquiries = EnquiryPolicy()
evidence = EvidencePolicy()
