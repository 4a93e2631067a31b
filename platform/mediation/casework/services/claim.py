"""Taking a case from the pool, leaving it to others, giving it back, and assigning it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.accounts.selectors import actor_of_user
from mediation.audit import trail
from mediation.casework import deadlines, timebox, workflow
from mediation.casework.enums import CaseState, PassReason
from mediation.casework.models import Case, Pass
from mediation.casework.policies import cases
from mediation.casework.services.case import offer_to_pool, tell_everybody
from mediation.casework.services.history import advance, tell
from mediation.casework.services.winding import wind_up
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.followups.services import hand_over
from mediation.jobs import outbox
from mediation.notifications.services import notify

RULE = system("casework.routing")


@transaction.atomic
def claim(*, actor: Actor, case: Case) -> Case:
    """Take a waiting case. Of two at the same moment one gets it; the other reads Conflict."""
    if not cases.can(actor, "pool", case):
        if actor.is_user and Case.objects.filter(pk=case.pk, mediator__public_id=actor.subject).exists():
            return case  # pressed twice
        if actor.holds(Capability.CASE_CLAIM, case.area.path):
            raise Conflict(_("Somebody else has just taken this case."))
        raise NotFound
    me = User.objects.get(public_id=actor.subject)
    return _hand_to(actor, case, me, "claimed")


@transaction.atomic
def pass_by(*, actor: Actor, case: Case, reason: str) -> None:
    """Leave a waiting case to others. Nobody is counted or ranked by it."""
    cases.require(actor, "pool", case)
    if reason not in PassReason.values:
        raise Invalid(fields={"reason": _("Please choose a reason.")})
    me = User.objects.get(public_id=actor.subject)
    Pass.objects.update_or_create(case=case, user=me, defaults={"reason": reason, "at": clock.now()})
    trail.record(actor, "casework.pass", ("case", case.id), reason=reason)
    publish_on_commit("pool")


@transaction.atomic
def release(*, actor: Actor, case: Case) -> Case:
    """The mediator gives the case back to the pool."""
    cases.require(actor, "work", case)
    return back_to_pool(actor, case, "released")


def back_to_pool(actor: Actor, case: Case, event: str, *, kind: str = "casework.new_mediator_sought") -> Case:
    """Free the case for another mediator; inside the caller's transaction, after its check."""
    leaving = case.mediator_id
    now = clock.now()
    case = advance(case.id, "release", mediator=None, call_back_by=deadlines.call_back_by(now), claim_until=timebox.ends(now))
    wind_up(case)  # appointments were the leaving mediator's
    hand_over(subject=("case", case.id), owner="")  # and so were the follow-ups
    tell(case, event, actor)
    trail.record(actor, f"casework.{event}", ("case", case.id))
    tell_everybody(case, kind, without=actor.key)
    offer_to_pool(case, without=[leaving] if leaving else [])
    publish_on_commit(f"case:{case.id}")
    return case


@transaction.atomic
def assign(*, actor: Actor, case: Case, mediator: User) -> Case:
    """The supervisor gives a case to a mediator of the place: one that waits, or one that has to change hands.

    Before the first sitting the new mediator begins anew; once mediation has begun, or an agreement is in force, the case goes on
    from where it stands: what the parties have said and signed stays theirs. Raises Invalid (field `mediator`) for somebody a party
    objected to or who may not take cases there.
    """
    cases.require(actor, "oversee", case)
    if not actor_of_user(mediator).holds(Capability.CASE_CLAIM, case.area.path):
        raise Invalid(fields={"mediator": _("This person cannot take cases at this place.")})
    if case.objections.filter(mediator=mediator).exists():
        raise Invalid(fields={"mediator": _("A party did not accept this mediator.")})
    if case.mediator_id == mediator.pk:
        return case
    if CaseState(case.state) in workflow.GOES_ON:
        case = _go_on_with(actor, case, mediator)
    else:
        if case.state != CaseState.POOL:
            case = advance(case.id, "release", mediator=None)
        case = _hand_to(actor, case, mediator, "assigned")
    notify(f"user:{mediator.public_id}", "casework.assigned", link=f"/desk/cases/{case.id}/", number=case.number)
    return case


def give_by_rule(case: Case, mediator: User) -> Case:
    """After the time box, inside the caller's transaction; the rule has asked every limit. Raises Conflict when somebody was quicker."""
    case = _hand_to(RULE, case, mediator, "given")
    notify(f"user:{mediator.public_id}", "casework.assigned", link=f"/desk/cases/{case.id}/", number=case.number)
    return case


def _hand_to(actor: Actor, case: Case, mediator: User, event: str) -> Case:
    now = clock.now()
    accepted = case.accepted_at or now
    limit = deadlines.limit(case.grade, case.area, clock.day_of(accepted))
    due = case.due_at or deadlines.due_at(accepted, limit)
    try:
        case = advance(case.id, "claim", mediator=mediator, accepted_at=accepted, due_at=due)
    except Conflict:
        raise Conflict(_("Somebody else has just taken this case.")) from None
    _tell_of(actor, case, mediator, event, CaseState.POOL)
    outbox.add(
        "mediation.casework.tasks.due_soon", key=f"due:{case.id}:{due:%Y%m%d}", due_at=due - deadlines.DUE_SOON, case=str(case.id)
    )
    publish_on_commit("pool")
    return case


def _go_on_with(actor: Actor, case: Case, mediator: User) -> Case:
    """The state stays; of two supervisors at the same moment, or against an end just reached, one reads Conflict."""
    before = case.state
    changed = Case.objects.filter(pk=case.pk, state=before, mediator=case.mediator_id).update(mediator=mediator)
    if not changed:
        raise Conflict
    case.mediator = mediator
    _tell_of(actor, case, mediator, "assigned", before)
    return case


def _tell_of(actor: Actor, case: Case, mediator: User, event: str, before: str) -> None:
    tell(case, event, actor, mediator=str(mediator))
    trail.record(actor, f"casework.{event}", ("case", case.id), before=before, mediator=str(mediator.public_id))
    for party in case.parties.all():
        notify(party.actor_key, "casework.has_mediator", link=f"/c/case/{case.id}/", number=case.number, name=str(mediator))
    hand_over(subject=("case", case.id), owner=f"user:{mediator.public_id}")
    publish_on_commit(f"case:{case.id}")
