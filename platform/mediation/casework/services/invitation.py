"""Asking the other side: a one-time link to its own telephone, and its answer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts import services as accounts
from mediation.accounts.models import Invitation
from mediation.accounts.services import FreshCode, IssuedCode
from mediation.audit import trail
from mediation.casework.enums import CaseState, DeclineReason, EndReason, PartyRole, Willingness
from mediation.casework.models import Case, Party
from mediation.casework.policies import cases
from mediation.casework.services.case import Contact, finish, mediator_key
from mediation.casework.services.freezing import freeze
from mediation.casework.services.history import advance, is_open, tell
from mediation.casework.services.party import settle_readiness
from mediation.casework.workflow import MOVES
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.notifications.services import notify, text
from mediation.people.services import add_person, change_phone, phone_of
from mediation.vault import sealing

REMIND_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the invited person sees before answering."""

    invitation: Invitation
    party: Party
    case: Case


@transaction.atomic
def add_respondent(*, actor: Actor, case: Case, name: str, phone: str) -> Party:
    """The mediator has found out who the other side is. A number entered by the mediator stays unconfirmed."""
    cases.require(actor, "work", case)
    if not is_open(case):
        raise Conflict
    if not name.strip():
        raise Invalid(fields={"name": _("Please tell us a name.")})
    contact = Contact(name=name, phone=phone)
    person = add_person(actor=actor, name=contact.name, phone=contact.phone)
    party = Party.objects.create(case=case, person=person, role=PartyRole.RESPONDENT, subject=uuid.uuid4())
    trail.record(actor, "casework.add_party", ("party", party.id), case=str(case.id))
    publish_on_commit(f"case:{case.id}")
    return party


@transaction.atomic
def set_phone(*, actor: Actor, party: Party, phone: str) -> None:
    """The mediator enters or corrects a party's telephone; it counts as unconfirmed from then on.

    A person who is in the case already is told, on the number held until now and on the own page.
    """
    case, person = party.case, party.person
    cases.require(actor, "work", case)
    if case.state in (CaseState.ENDED, CaseState.CLOSED):
        raise Conflict(_("This case is over. Its papers and contacts stay as they were."), code="over")
    before = phone_of(actor=system("casework.change_phone"), person=person, purpose="tell the old number") if _is_in(party) else ""
    change_phone(actor=actor, person=person, phone=phone)
    if _is_in(party):
        notify(party.actor_key, "casework.phone_changed", link=f"/c/case/{case.id}/", number=case.number)
        if before and not person.shared_phone:
            office = case.organisation.telephone if case.organisation else ""
            text(before, "casework.phone_changed", language=person.language, case=case.number, telephone=office)
    publish_on_commit(f"case:{party.case_id}")


@transaction.atomic
def invite(*, actor: Actor, party: Party, origin: str) -> None:
    """Send a party its one-time link by short message. Nobody of the staff ever sees the link.

    origin: scheme and host of this site, e.g. `https://xinqiao.example`. Raises Invalid (field `phone`) where there is no number,
    or one that others read: then a call, a visit or the paper invitation is the way; and where the mediator would send a new
    code to a number of the own choosing: with it, one could come in under the party's name.
    """
    case = party.case
    cases.require(actor, "work", case)
    if party.person.shared_phone:
        raise Invalid(fields={"phone": _("Others read messages on this telephone. Please call, or bring the paper invitation.")})
    number = phone_of(actor=system("casework.invite"), person=party.person, purpose="invitation")
    if not number:
        raise Invalid(fields={"phone": _("There is no telephone number yet. Please enter one first.")})
    known = _is_in(party)  # the code was lost: a new one by the same way
    if known and _changed_by(actor, party):
        raise Invalid(fields={"phone": _(
            "You changed this number after the person had come in. So that nobody comes in under another's name, a colleague "
            "has to send the new code: please ask your supervisor to assign the case."
        )})
    _row, token = accounts.invite(actor=actor, subject=party.subject, name=party.person.name)
    if not is_open(case):
        raise Conflict
    if not known and party.role == PartyRole.RESPONDENT and CaseState(case.state) in MOVES["invite"][0]:
        advance(case.id, "invite")
    Party.objects.filter(pk=party.pk).exclude(willingness=Willingness.WILLING).update(
        willingness=Willingness.ASKED, asked_at=clock.now(), decline_reason=""
    )
    office = case.organisation
    text(
        number, "casework.invitation", language=party.person.language, office=office.name if office else "",
        telephone=office.telephone if office else "", link=f"{origin}/c/join/{token}/",
    )
    tell(case, "code_sent" if known else "invited", actor, side=party.role, party=str(party.id))
    trail.record(actor, "casework.invite", ("party", party.id), case=str(case.id))
    outbox.add(
        "mediation.casework.tasks.invitation_unanswered", key=f"invited:{party.id}:{clock.now():%Y%m%d%H%M}",
        due_at=clock.now() + REMIND_AFTER, party=str(party.id),
    )
    publish_on_commit(f"case:{case.id}")


def asked_by(token: str) -> Asked:
    """What a link shows (GET). NotFound for unknown, used and expired alike."""
    invitation = accounts.invitation_of(token)
    party = (
        Party.objects.select_related("person", "case__organisation", "case__mediator", "case__area")
        .filter(subject=invitation.subject)
        .first()
    )
    if party is None or not is_open(party.case):
        raise NotFound
    return Asked(invitation, party, party.case)


@transaction.atomic
def accept(*, token: str, fresh: FreshCode) -> tuple[Party, IssuedCode]:
    """The invited person comes in, once, and gets a code of their own. fresh: drawn outside the transaction."""
    asked = asked_by(token)
    party, case = asked.party, asked.case
    code = accounts.accept_invitation(token=token, fresh=fresh)
    me = Actor.guest(party.subject, party.person.name)
    Party.objects.filter(pk=party.pk).update(
        willingness=Willingness.WILLING, answered_at=clock.now(), decline_reason="",
        locator_sealed=sealing.seal(case.scope, f"party.locator:{party.id}", code.locator),
    )
    if party.willingness != Willingness.WILLING:
        tell(case, "joined", me, side=party.role)
        _tell_mediator(case, "casework.party_joined")
    trail.record(me, "casework.accept_invitation", ("party", party.id), case=str(case.id))
    settle_readiness(me, case)
    publish_on_commit(f"case:{case.id}")
    return party, code


@transaction.atomic
def decline(*, token: str, reason: str) -> Party:
    """The invited person does not come, once, with a reason. A clear refusal of the only other side ends mediation (Art. 17)."""
    if reason not in DeclineReason.values:
        raise Invalid(fields={"reason": _("Please choose a reason.")})
    asked = asked_by(token)
    party, case = asked.party, asked.case
    if party.willingness == Willingness.WILLING:
        raise Invalid(fields={"reason": _("You have said yes before. To stop, open your case and press “I want to stop”.")})
    accounts.use_invitation(token=token)
    me = Actor.guest(party.subject, party.person.name)
    talk = reason == DeclineReason.TALK_FIRST
    Party.objects.filter(pk=party.pk).update(
        willingness=Willingness.ASKED if talk else Willingness.UNWILLING, answered_at=clock.now(), decline_reason=reason
    )
    tell(case, "declined", me, side=party.role, reason=reason)
    trail.record(me, "casework.decline_invitation", ("party", party.id), case=str(case.id), reason=reason)
    _tell_mediator(case, "casework.party_declined")
    if reason == DeclineReason.NOT_ME:
        freeze(me, case)
    refused = reason in (DeclineReason.NO_MEDIATION, DeclineReason.OTHER_WAY)
    others = case.parties.filter(role=party.role).exclude(pk=party.pk).exclude(willingness=Willingness.UNWILLING)
    if refused and not others.exists():
        finish(me, case, EndReason.UNWILLING)
    publish_on_commit(f"case:{case.id}")
    return party


def _is_in(party: Party) -> bool:
    return party.willingness == Willingness.WILLING and bool(party.locator_sealed)


def _changed_by(actor: Actor, party: Party) -> bool:
    """Whether the asker replaced the number by which this party came in, and nobody has confirmed the new one."""
    person = party.person
    since = party.answered_at or person.created_at
    changed = person.phone_changed_at is not None and person.phone_changed_at > since
    return changed and person.phone_confirmed_at is None and person.phone_entered_by == actor.key


def _tell_mediator(case: Case, kind: str) -> None:
    if case.mediator is not None:
        notify(mediator_key(case.mediator), kind, link=f"/desk/cases/{case.id}/", number=case.number)
