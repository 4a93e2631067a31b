"""Opening what is sealed in a case. The opening is written down first; the person concerned can read who looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from mediation.audit import trail
from mediation.audit.selectors import read_since
from mediation.casework.models import Case, Objection, Party
from mediation.casework.policies import cases
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.people.services import phone_of
from mediation.vault import sealing

ONE_LOOK = timedelta(hours=1)  # the same reader within the hour is one look, one line


@dataclass(frozen=True, slots=True)
class Story:
    story: str
    wish: str
    helper: str


def story_of(*, actor: Actor, case: Case) -> Story:
    """What the applicant told, for the mediator and the supervisor of the case."""
    if not (cases.can(actor, "work", case) or cases.can(actor, "oversee", case)):
        raise NotFound
    if not read_since(actor.key, "case", case.id, clock.now() - ONE_LOOK):
        trail.record_read(actor, "casework.read_story", ("case", case.id))
    return _opened(case)


def own_story_of(*, actor: Actor, case: Case) -> Story:
    """A party's own report, word for word, for the party who made it and for nobody else on either side."""
    cases.require(actor, "told", case)
    if not read_since(actor.key, "case", case.id, clock.now() - ONE_LOOK):
        trail.record_read(actor, "casework.read_own_story", ("case", case.id))
    return _opened(case)


def _opened(case: Case) -> Story:
    fields = {
        f"case.story:{case.id}": case.story_sealed, f"case.wish:{case.id}": case.wish_sealed, f"case.helper:{case.id}": case.helper_sealed
    }
    return Story(*sealing.unseal_all(case.scope, fields).values())


def contact_of(*, actor: Actor, party: Party) -> str:
    """A party's telephone, opened on a click by the case's mediator; every opening is a line of its own."""
    cases.require(actor, "work", party.case)
    return phone_of(actor=actor, person=party.person, purpose="call")


def objection_reason(*, actor: Actor, objection: Objection) -> str:
    """Why a party does not accept a mediator; for the supervisor alone. The first look marks it seen."""
    cases.require(actor, "oversee", objection.case)
    trail.record_read(actor, "casework.read_objection", ("case", objection.case_id))
    Objection.objects.filter(pk=objection.pk, seen_at=None).update(seen_at=clock.now())
    return sealing.unseal(objection.case.scope, f"objection.reason:{objection.id}", objection.reason_sealed)
