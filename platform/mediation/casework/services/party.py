"""What a party does with its own case: reads its rights, chooses, objects, withdraws."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts.roles import Capability
from mediation.accounts.selectors import users_holding
from mediation.audit import trail
from mediation.casework import workflow
from mediation.casework.enums import CaseState, EndReason, Openness, Willingness
from mediation.casework.models import Case, Objection, Party
from mediation.casework.policies import cases
from mediation.casework.services.case import finish, mediator_key
from mediation.casework.services.claim import back_to_pool
from mediation.casework.services.history import advance, tell
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.notifications.services import notify
from mediation.people import services as people
from mediation.vault import sealing

REASON_LIMIT = 500


def own_party(actor: Actor, case: Case) -> Party:
    """The party the guest is, or NotFound."""
    cases.require(actor, "take_part", case)
    party = Party.objects.select_related("person").filter(case=case, subject=actor.subject).first()
    if party is None:
        raise NotFound
    return party


@transaction.atomic
def change_reach(*, actor: Actor, case: Case, shared_phone: bool, safe_times: str) -> None:
    """The party says whether others read its telephone, and when it is safe to call; the mediator is told that it changed."""
    party = own_party(actor, case)
    if people.change_reach(actor=actor, person=party.person, shared_phone=shared_phone, safe_times=safe_times):
        if case.mediator is not None:
            notify(mediator_key(case.mediator), "casework.reach_changed", link=f"/desk/cases/{case.id}/", number=case.number)
        publish_on_commit(f"case:{case.id}")


@transaction.atomic
def read_rights(*, actor: Actor, case: Case) -> None:
    """A receipt that the party has read its rights and duties (Art. 23 and 24); the first reading counts."""
    party = own_party(actor, case)
    if not Party.objects.filter(pk=party.pk, rights_read_at=None).update(rights_read_at=clock.now()):
        return
    tell(case, "rights_read", actor, side=party.role)
    trail.record(actor, "casework.read_rights", ("party", party.id))
    publish_on_commit(f"case:{case.id}")


@transaction.atomic
def choose_openness(*, actor: Actor, case: Case, openness: str) -> None:
    """A party asks for mediation in public or in private (Art. 23); if one asks for private, it is private."""
    party = own_party(actor, case)
    if openness not in Openness.values:
        raise Invalid(fields={"openness": _("Please choose one.")})
    if party.openness == openness:
        return
    before = party.openness
    Party.objects.filter(pk=party.pk).update(openness=openness)
    tell(case, "openness", actor, side=party.role, openness=openness)
    trail.record(actor, "casework.choose_openness", ("party", party.id), before=before, after=openness)
    publish_on_commit(f"case:{case.id}")


@transaction.atomic
def object_to_mediator(*, actor: Actor, case: Case, reason: str) -> None:
    """A party does not accept the mediator (Art. 19, 23): supervisors are told, another mediator is sought.

    Before the first sitting the case goes back to the pool at once; once mediation has begun the supervisor decides who goes on.
    """
    party = own_party(actor, case)
    if len(reason) > REASON_LIMIT:
        raise Invalid(fields={"reason": _("This is longer than we can take. Please shorten it to 500 characters.")})
    if case.mediator is None or CaseState(case.state) not in workflow.OPEN:
        raise Conflict(_("This case has no mediator to object to at the moment."))
    if Objection.objects.filter(case=case, party=party, mediator=case.mediator).exists():
        return  # said already; while mediation runs the supervisor decides
    objection = Objection(case=case, party=party, mediator=case.mediator, at=clock.now())
    objection.reason_sealed = sealing.seal(case.scope, f"objection.reason:{objection.id}", reason.strip())
    objection.save()
    trail.record(actor, "casework.object", ("case", case.id), mediator=str(case.mediator.public_id))
    tell(case, "objection", actor, side=party.role)
    for user in users_holding(Capability.CASE_OVERSEE, case.area):
        notify(f"user:{user.public_id}", "casework.objection", link="/desk/overview/", number=case.number, urgent=True)
    notify(mediator_key(case.mediator), "casework.objection_to_you", link="/desk/", number=case.number)
    if case.state != CaseState.MEDIATING:
        back_to_pool(actor, case, "another_mediator")
    publish_on_commit(f"case:{case.id}")


@transaction.atomic
def withdraw(*, actor: Actor, case: Case, settled: bool = False) -> Case:
    """A party ends mediation, at any time and without giving a reason (Art. 17, 23). Pressing twice ends it once."""
    party = own_party(actor, case)
    if CaseState(case.state) in (CaseState.ENDED, CaseState.CLOSED):
        return case
    if CaseState(case.state) not in workflow.OPEN:
        raise Conflict(_("An agreement is in force. It cannot be withdrawn here; your mediator can tell you the ways you have."))
    Party.objects.filter(pk=party.pk).update(willingness=Willingness.UNWILLING, answered_at=clock.now())
    return finish(actor, case, EndReason.WITHDRAWN_SETTLED if settled else EndReason.WITHDRAWN)


def settle_readiness(actor: Actor, case: Case) -> None:
    """Once every party is willing the case is ready for a sitting; inside the caller's transaction."""
    if case.parties.exclude(willingness=Willingness.WILLING).exists():
        return
    if CaseState(case.state) in workflow.MOVES["consent"][0]:
        advance(case.id, "consent")
        tell(case, "ready", actor)
