"""Invited people: who, and whether all parties agree."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from mediation.accounts.models import User
from mediation.accounts.selectors import assignments_now
from mediation.casework import meeting
from mediation.casework.enums import SittingState
from mediation.casework.models import Party, Sitting
from mediation.casework.policies import sittings
from mediation.casework.selectors.meeting import side_room
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.sittings.enums import GuestRole
from mediation.sittings.models import GuestConsent, SittingGuest
from realtime.rooms.models import Room


@dataclass(frozen=True, slots=True)
class Answer:
    """One party's answer about one guest; None: not yet."""

    party: Party
    yes: bool | None


@dataclass(frozen=True, slots=True)
class Guest:
    row: SittingGuest
    answers: list[Answer]
    welcome: bool


def sitting_for(actor: Actor, sitting_id: uuid.UUID, action: str = "view") -> Sitting:
    row = sittings.scope(actor, action).select_related("case__mediator", "case__area", "case__organisation").filter(pk=sitting_id).first()
    if row is None:
        raise NotFound
    return row


def own_party(actor: Actor, sitting: Sitting) -> Party:
    if not actor.is_guest:
        raise NotFound
    row = Party.objects.select_related("person").filter(subject=actor.subject, attendances__sitting=sitting).first()
    if row is None:
        raise NotFound
    return row


def parties_of(sitting: Sitting) -> list[Party]:
    """The parties who were asked to this sitting: their consent is needed."""
    return list(Party.objects.select_related("person").filter(attendances__sitting=sitting).order_by("role", "pk"))


def guests_of(sitting: Sitting) -> list[Guest]:
    """Everybody invited and not taken back, with what each party said. The caller has asked its own policy."""
    parties = parties_of(sitting)
    rows = list(SittingGuest.objects.select_related("user").filter(sitting=sitting, withdrawn_at=None))
    said = {(c.guest_id, c.party_id): c.yes for c in GuestConsent.objects.filter(guest__in=rows)}
    found = []
    for row in rows:
        answers = [Answer(p, said.get((row.pk, p.pk))) for p in parties] if needs_consent(row) else []
        found.append(Guest(row, answers, all(a.yes for a in answers)))
    return found


def needs_consent(guest: SittingGuest) -> bool:
    """A second mediator is assigned, not invited (Art. 19 of the People's Mediation Law); a party may ask for somebody else."""
    return guest.role != GuestRole.CO_MEDIATOR


def welcome(guest: SittingGuest) -> bool:
    """Whether this person may be in the room now: the invitation stands, the sitting is not over, and every party says yes."""
    if guest.withdrawn_at is not None or guest.sitting.state not in (SittingState.PLANNED, SittingState.OPEN):
        return False
    if not needs_consent(guest):
        return True
    asked = guest.sitting.attendances.count()
    return asked > 0 and GuestConsent.objects.filter(guest=guest, yes=True, party__attendances__sitting=guest.sitting_id).count() == asked


def invited(actor: Actor, sitting_id: uuid.UUID) -> SittingGuest | None:
    rows = SittingGuest.objects.select_related("sitting", "user").filter(sitting=sitting_id, withdrawn_at=None)
    if actor.is_guest:
        return rows.filter(subject=actor.subject, user=None).first()
    return rows.filter(user__public_id=actor.subject).first() if actor.is_user else None


def own_invitations(actor: Actor) -> list[SittingGuest]:
    """What an invited person sees of the own invitations: when, as what, and whether the parties have agreed."""
    rows = SittingGuest.objects.select_related("sitting__case__organisation", "user").filter(withdrawn_at=None)
    if actor.is_guest:
        rows = rows.filter(subject=actor.subject, user=None)
    elif actor.is_user:
        rows = rows.filter(user__public_id=actor.subject)
    else:
        return []
    return list(rows.exclude(sitting__state=SittingState.CANCELLED).order_by("-sitting__starts_at")[:20])


def colleagues(actor: Actor, sitting: Sitting) -> list[User]:
    """Mediators of the county who could mediate together with the asker."""
    held = assignments_now().filter(area__path__startswith=sitting.case.area.path[:4], role__in=("mediator", "mentor"))
    rows = User.objects.filter(pk__in=held.values("user"), is_active=True).exclude(public_id=actor.subject)
    return list(rows.order_by("display_name", "pk")[:200])


def sides_meet(sitting: Sitting) -> bool:
    """Whether both sides sit in one room. Where they do not, nothing of one side's room may reach the other: no table, no lines of a log,
    nobody invited, and no word on who is there."""
    return not meeting.one_at_a_time(sitting.case_id) and side_room(str(sitting.pk)) is None


def room_of(sitting: Sitting) -> Room | None:
    return Room.objects.filter(pk=sitting.room, parent=None).first() if sitting.room else None
