"""Inviting people to a sitting: a personal link for them, a yes or no of every party, withdrawn at any time."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.accounts import services as accounts
from mediation.accounts.models import GuestAccess, User
from mediation.accounts.services import FreshCode
from mediation.audit import trail
from mediation.casework.enums import SittingState
from mediation.casework.models import Sitting
from mediation.casework.policies import sittings
from mediation.casework.services.case import mediator_key
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.notifications.services import notify, text
from mediation.people.services import clean_phone
from mediation.sittings.enums import GuestRole
from mediation.sittings.models import GuestConsent, SittingGuest
from mediation.sittings.selectors import guests as selectors
from realtime.rooms.services import note, send_away

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KEEPER = system("sittings.guests")
MOST = 12  # invited people at one sitting


@transaction.atomic
def invite(
    *, actor: Actor, sitting: Sitting, role: str, name: str, purpose: str, phone: str = "", user: User | None = None, origin: str
) -> SittingGuest:
    """Ask the parties about somebody, and send that person a link to the own telephone; the number is used once and not kept.

    A second mediator is a colleague (`user`), named under the own account; an apprentice, or a mentor
    who watches one, too. Raises Invalid with the fields. Pressing twice finds the first.
    """
    sittings.require(actor, "lead", sitting)
    if sitting.state not in (SittingState.PLANNED, SittingState.OPEN):
        raise Conflict(_("This appointment is over."), code="over")
    if user is not None:
        name = user.display_name or name
    wrong = _wrong(actor, sitting, role, name, purpose, phone, user)
    if wrong:
        raise Invalid(fields=wrong)
    same = SittingGuest.objects.filter(sitting=sitting, withdrawn_at=None, role=role, name=name.strip()[:60], user=user).first()
    if same is not None:
        return same
    if SittingGuest.objects.filter(sitting=sitting, withdrawn_at=None).count() >= MOST:
        raise Invalid(_("At most twelve people can be invited to one talk."))
    try:
        with transaction.atomic():
            guest = SittingGuest.objects.create(
                sitting=sitting, role=role, name=name.strip()[:60], purpose=purpose.strip()[:120], user=user,
                invited_by=User.objects.get(public_id=actor.subject), invited_at=clock.now(),
            )
    except IntegrityError:  # the same colleague, pressed twice
        return SittingGuest.objects.get(sitting=sitting, user=user, withdrawn_at=None)
    number = sitting.case.number
    for party in selectors.parties_of(sitting):
        notify(party.actor_key, "sittings.guest_asked", link=f"/c/sittings/{sitting.pk}/guests/", number=number)
    if role == GuestRole.CO_MEDIATOR and user is not None:
        notify(f"user:{user.public_id}", "sittings.co_mediator", link="/invited/", number=number)
    if user is None:
        _send(actor, guest, phone, origin)
    trail.record(actor, "sittings.invite", ("sitting", sitting.pk), guest=str(guest.pk), role=role)
    _tell(sitting)
    return guest


def _wrong(
    actor: Actor, sitting: Sitting, role: str, name: str, purpose: str, phone: str, user: User | None
) -> dict[str, str | _StrPromise]:
    wrong: dict[str, str | _StrPromise] = {}
    if role not in GuestRole.values:
        return {"role": _("Please choose one.")}
    if role == GuestRole.CO_MEDIATOR:
        if user is None or user not in selectors.colleagues(actor, sitting):
            wrong["user"] = _("Please choose a colleague.")
        return wrong
    if user is not None:
        if role not in (GuestRole.OBSERVER, GuestRole.TRAINEE) or not user.is_active or user.public_id == uuid.UUID(actor.subject):
            wrong["user"] = _("Please choose a colleague.")
        return wrong
    if role == GuestRole.TRAINEE:
        return {"role": _("Please choose one.")}
    if not name.strip():
        wrong["name"] = _("Please tell us a name.")
    if not purpose.strip():
        wrong["purpose"] = _("Please say what this person is to help with. The parties read it before they agree.")
    try:
        clean_phone(phone)
    except Invalid as why:
        wrong["phone"] = why.fields["phone"] if phone.strip() else _("The link is sent to a telephone. Please enter a number.")
    return wrong


@transaction.atomic
def send_again(*, actor: Actor, guest: SittingGuest, phone: str, origin: str) -> None:
    """A new link; the one before stops working."""
    sittings.require(actor, "lead", guest.sitting)
    if guest.withdrawn_at is not None or guest.user_id is not None:
        raise NotFound
    wrong = _wrong(actor, guest.sitting, guest.role, guest.name, guest.purpose, phone, None)
    if wrong:
        raise Invalid(fields=wrong)
    _send(actor, guest, phone, origin)
    trail.record(actor, "sittings.invite_again", ("sitting", guest.sitting_id), guest=str(guest.pk))


def _send(actor: Actor, guest: SittingGuest, phone: str, origin: str) -> None:
    _row, token = accounts.invite(actor=actor, subject=guest.subject, name=guest.name)
    office = guest.sitting.case.organisation
    with translation.override("zh-hans"):  # the language in which the message goes out
        role = str(GuestRole(guest.role).label)
    text(
        clean_phone(phone), "sittings.guest_link", office=office.name if office else "", role=role, link=f"{origin}/invited/{token}/"
    )


@transaction.atomic
def take_back(*, actor: Actor, guest: SittingGuest) -> None:
    """The mediator takes an invitation back; who is in the room leaves it. Twice is once."""
    sittings.require(actor, "lead", guest.sitting)
    if SittingGuest.objects.filter(pk=guest.pk, withdrawn_at=None).update(withdrawn_at=clock.now()) != 1:
        return
    _out(guest)
    trail.record(actor, "sittings.uninvite", ("sitting", guest.sitting_id), guest=str(guest.pk))
    _tell(guest.sitting)


@transaction.atomic
def answer(*, actor: Actor, guest: SittingGuest, yes: bool, seen_hash: str) -> GuestConsent:
    """A party says whether this person may take part, to the words as they stood on the page. A no, also a later one, sends them out.

    Raises Conflict where the words have changed meanwhile.
    """
    party = selectors.own_party(actor, guest.sitting)
    if guest.withdrawn_at is not None or not selectors.needs_consent(guest):
        raise NotFound
    words, language = consent_words(guest), (translation.get_language() or "")[:10]
    digest = hashlib.sha256(words.encode()).hexdigest()
    if seen_hash != digest:
        raise Conflict(_("What you were asked has changed. Please read it again."), code="words-changed")
    row, _made = GuestConsent.objects.update_or_create(
        guest=guest, party=party, defaults={"yes": yes, "text_hash": digest, "language": language, "at": clock.now()}
    )
    if not yes:
        _out(guest)
    case = guest.sitting.case
    if case.mediator is not None:
        page = f"/desk/sittings/{guest.sitting_id}/guests/"
        notify(mediator_key(case.mediator), "sittings.guest_answered", link=page, number=case.number)
    trail.record(actor, "sittings.consent", ("sitting", guest.sitting_id), guest=str(guest.pk), yes=yes, words=digest)
    _tell(guest.sitting)
    return row


def consent_words(guest: SittingGuest) -> str:
    """What a party says yes or no to, in the reader's language. Its hash is kept with the answer."""
    role = str(GuestRole(guest.role).label)
    told = {"name": guest.name, "role": role, "purpose": guest.purpose}
    said = gettext("%(name)s (%(role)s) may take part in this talk: %(purpose)s.") % told
    listens = gettext("This person only sees and hears, and does not speak.") if guest.role == GuestRole.OBSERVER else ""
    always = gettext("I may take this back at any time; the person then leaves.")
    return " ".join(s for s in (said, listens, always) if s)


@transaction.atomic
def come_in(*, token: str, fresh: FreshCode) -> tuple[SittingGuest, GuestAccess]:
    """The invited person opens the link, once; from then on this browser is theirs. Raises NotFound for used, old and unknown alike."""
    guest = behind(token)
    code = accounts.accept_invitation(token=token, fresh=fresh)
    SittingGuest.objects.filter(pk=guest.pk, came_at=None).update(came_at=clock.now())
    trail.record(Actor.guest(guest.subject, guest.name), "sittings.come_in", ("sitting", guest.sitting_id), guest=str(guest.pk))
    _tell(guest.sitting)
    return guest, code.access


def behind(token: str) -> SittingGuest:
    """Whose link this is, for showing the page (GET)."""
    subject: uuid.UUID = accounts.invitation_of(token).subject
    row = SittingGuest.objects.select_related("sitting__case__organisation").filter(subject=subject, withdrawn_at=None, user=None).first()
    if row is None or row.sitting.state not in (SittingState.PLANNED, SittingState.OPEN):
        raise NotFound
    return row


def _out(guest: SittingGuest) -> None:
    room = selectors.room_of(guest.sitting)
    if room is not None:
        send_away(KEEPER, room, guest.actor_key)


def _tell(sitting: Sitting) -> None:
    publish_on_commit(f"sitting:{sitting.pk}")
    publish_on_commit(f"case:{sitting.case_id}")


def tell_room(actor: Actor, sitting: Sitting, kind: str, **body: str) -> None:
    """A line in the joint room, if it is there and not closed; the separate talks learn nothing of it."""
    room = selectors.room_of(sitting)
    if room is not None and room.closed_at is None:
        note(actor, room, kind, dict(body))
