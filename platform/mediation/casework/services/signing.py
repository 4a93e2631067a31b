"""Signing: always the person's own act. A mediator can never sign for a party, by any way through this module.

A party signs as the guest they are, after the own name and a code sent to the own contact; ink is recorded as a scan and
stays unconfirmed until somebody other than the case's mediator has called back or visited.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts import limits
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.accounts.selectors import users_holding
from mediation.accounts.services import new_one_time_code, use_one_time_code
from mediation.audit import trail
from mediation.casework import agreement_moves, effect, strokes
from mediation.casework.agreement_enums import AgreementForm, AgreementState, ConfirmedBy, SignatureMethod, SignatureRole
from mediation.casework.models import Agreement, Party, Signature
from mediation.casework.policies import cases
from mediation.casework.selectors import agreement as selectors
from mediation.casework.services.agreement import move, settle
from mediation.casework.services.clause import tell_room
from mediation.casework.services.history import tell
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.documents import uploads
from mediation.documents.models import DocumentVersion
from mediation.documents.services import store
from mediation.notifications.services import notify, text
from mediation.people.services import phone_of
from mediation.vault import sealing

SCAN = "agreement.scan"


@dataclass(frozen=True, slots=True)
class Mark:
    """How somebody signs: `drawing` is the signature pad's JSON; `typed` the own name of those who cannot draw."""

    drawing: str = ""
    typed: str = ""
    typed_meant: bool = False


def check_name(*, actor: Actor, agreement: Agreement, name: str) -> Party:
    """The first step: the name as on the identity card. Raises Invalid (field `name`)."""
    party = selectors.party_of(actor, agreement.case)
    limits.spend("sign-name", actor.subject, limit=20, seconds=3600)
    if _plain(name) != _plain(party.person.name):
        raise Invalid(fields={"name": _("This is not the name in the agreement. Please write your name as on your identity card.")})
    return party


def request_code(*, actor: Actor, agreement: Agreement) -> None:
    """Send six digits to the party's own telephone. Raises Conflict where signing on a telephone is not possible."""
    party = _signer(actor, agreement)
    phone = phone_of(actor=actor, person=party.person, purpose="one-time code")
    if not phone or party.person.shared_phone:
        raise Conflict(
            _("We have no telephone number that only you read. Please sign on paper: your mediator brings it."), code="no-own-contact"
        )
    with transaction.atomic():
        code = new_one_time_code(subject=party.subject, purpose=_purpose(agreement))
        text(phone, "agreement.code", language=party.person.language, code=code)
        trail.record(actor, "casework.sign_code", ("agreement", agreement.pk), party=str(party.pk))


def sign(*, actor: Actor, agreement: Agreement, seen_hash: str, name: str, code: str, mark: Mark) -> Signature:
    """A party signs the text with hash `seen_hash`. Pressing twice finds the first signature.

    Everything that is wrong is said before the code is used up: the code is good for one signature.
    """
    party = _signer(actor, agreement)
    done = Signature.objects.filter(agreement=agreement, party=party).first()
    if done is not None:
        return done
    if seen_hash != agreement.frozen_hash:
        raise Conflict(_("The text has changed since you read it. Please read it again."), code="text-changed")
    check_name(actor=actor, agreement=agreement, name=name)
    if agreement.form == AgreementForm.ORAL:
        method, body, index = SignatureMethod.ORAL, "", ""
    else:
        method, body, index = _mark(mark, party.person.name)
    use_one_time_code(subject=party.subject, purpose=_purpose(agreement), code=code)
    own = _own_contact(party)
    now = clock.now()
    signature = Signature(
        id=uuid.uuid4(), agreement=agreement, role=SignatureRole.PARTY, party=party, method=method, frozen_hash=seen_hash, signed_at=now,
        recorded_at=now, recorded_by=actor.key, mark_index=index,
        confirmed_at=now if own else None, confirmed_how=ConfirmedBy.OWN_CODE if own else "", confirmed_by=actor.key if own else "",
    )
    try:
        return _keep(actor, agreement, signature, body)
    except IntegrityError:
        return Signature.objects.get(agreement=agreement, party=party)


def sign_as_mediator(*, actor: Actor, agreement: Agreement, seen_hash: str, mark: Mark) -> Signature:
    """The case's mediator signs for themselves. There is no argument that names anybody else."""
    cases.require(actor, "work", agreement.case)
    return _staff(actor, agreement, SignatureRole.MEDIATOR, seen_hash, mark)


def stamp(*, actor: Actor, agreement: Agreement, seen_hash: str) -> Signature:
    """The committee's seal (stamped, 公章), put by a named person who may; Art. 29. Only under a text all others have signed."""
    if not (actor.is_user and actor.holds(Capability.CASE_STAMP, agreement.case.area.path)):
        raise NotFound
    done = Signature.objects.filter(agreement=agreement, role=SignatureRole.COMMITTEE).first()
    if done is not None:
        return done
    if agreement.case.frozen_at is not None:
        raise Conflict(_("A party says: this is not me. No seal is put under it until the supervisors have looked into it."), code="frozen")
    if agreement.state != AgreementState.SIGNED:
        raise Conflict(_("The seal comes last: not everybody has signed yet."), code="not-signed")
    return _staff(actor, agreement, SignatureRole.COMMITTEE, seen_hash, Mark())


def record_ink(
    *, actor: Actor, agreement: Agreement, signed_on: date, photos: Sequence[bytes], sending: uuid.UUID | None = None
) -> list[Signature]:
    """The paper that all parties signed in ink or by fingerprint, as photos. It stays unconfirmed: see `confirm`.

    `sending` is the form's own mark: the same photos sent again under it, after a lost answer or by pressing twice, are kept once.
    """
    case = cases.require(actor, "work", agreement.case)
    if not agreement.on_paper:
        raise Conflict(code="not-on-paper")
    once = _once(agreement, signed_on, photos, sending)
    if DocumentVersion.objects.filter(once=once).exists():
        done = list(Signature.objects.filter(agreement=agreement, frozen_hash=agreement.frozen_hash, role=SignatureRole.PARTY))
        if len(done) == len(agreement.signers):
            return done
    if AgreementState(agreement.state) not in agreement_moves.SIGNABLE:
        raise Conflict
    if signed_on > clock.today():
        raise Invalid(fields={"signed_on": _("This day is still to come.")})
    if agreement.frozen_at is None or signed_on < clock.day_of(agreement.frozen_at):
        raise Invalid(fields={"signed_on": _("On this day the text was not fixed yet.")})
    pdf = uploads.photos_as_pdf(photos, field="photos")
    store(
        actor=actor, scope=case.scope, kind=SCAN, title=f"{agreement.number} 签名件", subject=("agreement", agreement.pk), content=pdf,
        once=once,
    )
    now = clock.now()
    at = now if signed_on == clock.today() else datetime.combine(signed_on, time(12), tzinfo=clock.SHANGHAI)
    at = max(at, agreement.frozen_at)
    kept: list[Signature] = []
    with transaction.atomic():
        move(agreement, "sign")
        for party in selectors.parties_of(agreement):
            row, made = Signature.objects.get_or_create(
                agreement=agreement, role=SignatureRole.PARTY, party=party,
                defaults={
                    "method": SignatureMethod.INK, "frozen_hash": agreement.frozen_hash, "signed_at": at, "recorded_at": now,
                    "recorded_by": actor.key,
                },
            )
            if made:
                trail.record(actor, "casework.sign_ink", ("agreement", agreement.pk), party=str(party.pk))
            kept.append(row)
        _progress(actor, agreement)
        tell(case, "agreement_ink_recorded", actor)
    return kept


def _once(agreement: Agreement, signed_on: date, photos: Sequence[bytes], sending: uuid.UUID | None) -> uuid.UUID:
    """Names one submission by form, text, day and bytes: other photos sent by the same page are another one."""
    digest = hashlib.sha256(f"{agreement.pk} {agreement.frozen_hash} {signed_on}".encode())
    for photo in photos:
        digest.update(hashlib.sha256(photo).digest())
    return uuid.uuid5(sending or agreement.pk, digest.hexdigest())


def confirm(*, actor: Actor, agreement: Agreement, party: Party, how: str) -> Signature:
    """Somebody other than the case's mediator has called back or visited: the party says that it was them."""
    case = cases.require(actor, "oversee", agreement.case)
    if case.mediator is not None and str(case.mediator.public_id) == actor.subject:
        raise NotFound  # a supervisor who mediates this case is its mediator here
    if how not in (ConfirmedBy.CALL, ConfirmedBy.VISIT, ConfirmedBy.OTHER_NUMBER):
        raise Invalid(fields={"how": _("Please say whether you called or visited.")})
    typed = party.person.phone_entered_by
    if how == ConfirmedBy.CALL and (selectors.number_source(party) == "mediator" or typed == actor.key):
        raise Invalid(fields={"how": _(
            "This number was typed by the mediator or by yourself: a call on it proves nothing. "
            "Please visit, or call a number you have from another source."
        )})
    if str(party.pk) not in agreement.signers:
        raise NotFound
    now = clock.now()
    with transaction.atomic():
        if agreement.form == AgreementForm.ORAL:
            Signature.objects.get_or_create(
                agreement=agreement, role=SignatureRole.PARTY, party=party,
                defaults={"method": SignatureMethod.ORAL, "frozen_hash": agreement.frozen_hash, "signed_at": now, "recorded_at": now,
                          "recorded_by": actor.key},
            )
        row = Signature.objects.filter(agreement=agreement, party=party).first()
        if row is None:
            raise NotFound
        if Signature.objects.filter(pk=row.pk, confirmed_at=None).update(confirmed_at=now, confirmed_how=how, confirmed_by=actor.key):
            trail.record(actor, "casework.sign_confirm", ("agreement", agreement.pk), party=str(party.pk), how=how)
            tell(case, "agreement_confirmed", actor)
            tell_room(actor, agreement, "agreement.changed")
        row.refresh_from_db()
    return row


def _signer(actor: Actor, agreement: Agreement) -> Party:
    """The party the guest is, if this agreement is theirs to sign on the own device now."""
    party = selectors.party_of(actor, agreement.case)
    if str(party.pk) not in agreement.signers:
        raise NotFound if agreement.state != AgreementState.DRAFT else Conflict(_("The text is not fixed yet."), code="not-fixed")
    if agreement.form == AgreementForm.ORAL:
        return party
    if agreement.on_paper:
        raise Conflict(_("This agreement is signed on paper, in ink."), code="ink-only")
    if AgreementState(agreement.state) not in agreement_moves.FIXED:
        raise Conflict(_("The text is not fixed yet."), code="not-fixed")
    return party


def _staff(actor: Actor, agreement: Agreement, role: SignatureRole, seen_hash: str, mark: Mark) -> Signature:
    done = Signature.objects.filter(agreement=agreement, role=role).first()
    if done is not None:
        return done
    if seen_hash != agreement.frozen_hash or not seen_hash:
        raise Conflict(_("The text has changed since you read it. Please read it again."), code="text-changed")
    user = User.objects.get(public_id=actor.subject)
    if role == SignatureRole.MEDIATOR:
        method, body, index = _mark(mark, str(user))
    else:
        method, body, index = SignatureMethod.STAMP, "", ""
    now = clock.now()
    signature = Signature(
        id=uuid.uuid4(), agreement=agreement, role=role, user=user, method=method, frozen_hash=seen_hash, signed_at=now, recorded_at=now,
        recorded_by=actor.key, mark_index=index, confirmed_at=now, confirmed_by=actor.key,
    )
    try:
        return _keep(actor, agreement, signature, body)
    except IntegrityError:
        return Signature.objects.get(agreement=agreement, role=role)


def _keep(actor: Actor, agreement: Agreement, signature: Signature, body: str) -> Signature:
    place = mark_place(signature)
    with transaction.atomic():
        if agreement.form == AgreementForm.WRITTEN and signature.role != SignatureRole.COMMITTEE:
            move(agreement, "sign")  # takes the row: the text cannot be reopened between the check and the signature
        if not Agreement.objects.filter(pk=agreement.pk, frozen_hash=signature.frozen_hash).exists():
            raise Conflict(_("The text has changed since you read it. Please read it again."), code="text-changed")
        signature.mark_sealed = sealing.seal(agreement.case.scope, place, body)
        signature.save(force_insert=True)
        trail.record(
            actor, "casework.sign", ("agreement", agreement.pk), role=signature.role, method=signature.method, hash=signature.frozen_hash
        )
        tell(agreement.case, f"agreement_signed_{signature.role}", actor)
        _progress(actor, agreement)
    return signature


def _progress(actor: Actor, agreement: Agreement) -> None:
    """After a signature: to signed when parties and mediator have, to in force when the seal is there too."""
    if agreement.form == AgreementForm.ORAL:
        return tell_room(actor, agreement, "agreement.signed")
    marks = selectors.marks_of(agreement)
    people = [uuid.UUID(i) for i in agreement.signers]
    everybody = not effect.parties_missing(people, marks, agreement.frozen_hash)
    if agreement.state == AgreementState.SIGNING and everybody and effect.has(SignatureRole.MEDIATOR, marks, agreement.frozen_hash):
        move(agreement, "complete")
        _ask_for_seal(agreement)
    elif agreement.state == AgreementState.SIGNED:
        settle(actor=actor, agreement=agreement)
    if agreement.state != AgreementState.IN_FORCE:
        tell_room(actor, agreement, "agreement.signed")


def _ask_for_seal(agreement: Agreement) -> None:
    for user in users_holding(Capability.CASE_STAMP, agreement.case.area):
        notify(
            f"user:{user.public_id}", "agreement.waits_for_seal", link=f"/desk/cases/{agreement.case_id}/agreement/",
            number=agreement.case.number,
        )


def _mark(mark: Mark, name: str) -> tuple[SignatureMethod, str, str]:
    """(method, what is sealed, blind index of the drawing). Raises Invalid at the field."""
    if mark.drawing.strip():
        drawing = strokes.read(mark.drawing, field="signature").as_json()
        index = sealing.blind_index("signature", drawing)
        if Signature.objects.filter(mark_index=index).exists():
            raise Invalid(fields={"signature": _("This very drawing was used before. Please sign anew with your own hand.")})
        return SignatureMethod.DRAWN, drawing, index
    if mark.typed.strip():
        if not mark.typed_meant:
            raise Invalid(fields={"typed_name": _("Please tick that your typed name stands for your signature.")})
        if _plain(mark.typed) != _plain(name):
            raise Invalid(fields={"typed_name": _("Please type your own full name.")})
        return SignatureMethod.TYPED, json.dumps({"v": 1, "typed": name}, ensure_ascii=False), ""
    raise Invalid(fields={"signature": _("Please sign with your finger in the field, as you would on paper.")})


def mark_place(signature: Signature) -> str:
    return f"casework.signature.mark:{signature.pk}"


def _purpose(agreement: Agreement) -> str:
    return f"sign:{agreement.pk}"


def _own_contact(party: Party) -> bool:
    """Whether the telephone is the party's own beyond the mediator's word (a contact the mediator entered needs a call back)."""
    return selectors.number_source(party) != "mediator"


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold().replace("•", "·")
