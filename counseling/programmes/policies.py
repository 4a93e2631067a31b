"""Who may see partners and programmes. The organisers of the place work with them; supervisors read agreements and counts.

A person's name, a reference or a feedback is never among what a supervisor reads.
"""

from __future__ import annotations

from django.db.models import Q

from counseling.programmes.models import Agreement, Gathering, Partner, PartnerCase, Programme, QuietRoom
from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.policy import M, Policy, under


def readers(actor: Actor, field: str) -> Q | None:
    """Rows whose place the actor organises or oversees."""
    return under(field, (*actor.reach(Capability.PROGRAMMES_RUN), *actor.reach(Capability.CASE_OVERSEE)))


def keepers(actor: Actor, field: str) -> Q | None:
    return under(field, actor.reach(Capability.PROGRAMMES_RUN))


def counsellors(actor: Actor, field: str) -> Q | None:
    return under(field, actor.reach(Capability.CARE_QUEUE))


class RegisterPolicy(Policy[M]):
    """view: who organises or oversees the place · keep: who organises there."""

    path = "area__path"

    def rows(self, actor: Actor, action: str) -> Q | None:
        match action:
            case "view":
                return readers(actor, self.path)
            case "keep":
                return keepers(actor, self.path)
        return None


class PartnerPolicy(RegisterPolicy[Partner]):
    """view: see the register · keep: change it."""

    model = Partner


class AgreementPolicy(RegisterPolicy[Agreement]):
    """view · keep: change, renew, end · accompany: see and write the people under it (counsellors only)."""

    model = Agreement
    path = "partner__area__path"

    def rows(self, actor: Actor, action: str) -> Q | None:
        return counsellors(actor, self.path) if action == "accompany" else super().rows(actor, action)


class PartnerCasePolicy(Policy[PartnerCase]):
    """read: the sealed reference of somebody accompanied (counsellors of the place)."""

    model = PartnerCase

    def rows(self, actor: Actor, action: str) -> Q | None:
        return counsellors(actor, "agreement__partner__area__path") if action == "read" else None


class ProgrammePolicy(RegisterPolicy[Programme]):
    """view · keep: begin, change, end."""

    model = Programme


class GatheringPolicy(RegisterPolicy[Gathering]):
    """view: what, when, how many · keep: change, call off, open the list of names, write down who came, read feedback."""

    model = Gathering


class QuietRoomPolicy(Policy[QuietRoom]):
    """keep: open and close it, see who booked."""

    model = QuietRoom

    def rows(self, actor: Actor, action: str) -> Q | None:
        return keepers(actor, "area__path") if action == "keep" else None


partners = PartnerPolicy()
agreements = AgreementPolicy()
partner_cases = PartnerCasePolicy()
programmes = ProgrammePolicy()
gatherings = GatheringPolicy()
quiet_rooms = QuietRoomPolicy()
