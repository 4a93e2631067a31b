"""Sending somebody on, and the receiver's answers. The sender can send, send again and send elsewhere; never end."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.enums import EntryKind
from counseling.interventions.models import CareEntry, Referral
from counseling.interventions.policies import referrals
from counseling.interventions.ports import people
from counseling.interventions.referring import PARTS, AskedBasis, Receiver, ReferralState, remind_after
from counseling.interventions.selectors import file
from counseling.interventions.selectors.referral import answer_of
from counseling.interventions.services import caseload, receiver_link, writing
from counseling.screening.enums import GUARDED, Level, Rank
from counseling.screening.models import Flag
from counseling.screening.selectors import rota
from counseling.screening.services.flags import pass_on
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.notifications.services import notify, text
from mediation.people.services import clean_phone
from mediation.vault import sealing

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Wrong = dict[str, str | _StrPromise]  # what is wrong, by field

TASK = "counseling.interventions.tasks.remind_referral"
REMINDER = system("care.referral")
PAGE = "/care/referrals/"
Q = ReferralState


@transaction.atomic
def send(
    *, actor: Actor, user: User, flag: Flag, receiver: Receiver, to_user: User | None, place: str, number: str, basis: AskedBasis,
    fields: Mapping[str, str], origin: str, press: uuid.UUID, follows: Referral | None = None,
) -> Referral:
    """Hand somebody on. Whoever sends stays responsible until the receiver has accepted.

    Raises Invalid at the field. An outside service gets link and code on its own duty telephone; the sender never sees them.
    """
    writing.guard(actor, user, flag)
    body = {name: fields.get(name, "").strip() for name in PARTS}
    wrong: Wrong = {name: _("Please write this part too, in a few words.") for name in ("situation", "request") if len(body[name]) < 4}
    phone = ""
    if receiver == Receiver.COLLEAGUE:
        wrong |= _unfit_colleague(user, to_user, flag)
    else:
        to_user = None
        if not place.strip():
            wrong["place"] = _("Please name the service.")
        phone, unfit = _duty_phone(number, flag)
        if unfit:
            wrong["number"] = unfit
    if basis == AskedBasis.DANGER and flag.level not in GUARDED:
        wrong["basis"] = _("Without agreement only where the level is red or orange. Judge and sign the level first.")
    elif basis == AskedBasis.DANGER and receiver != Receiver.COLLEAGUE and not _breach_written(flag):
        wrong["basis"] = _("Write the record on breaking confidence first; then it can be sent without agreement.")
    if wrong:
        raise Invalid(fields=wrong)
    if (held := Referral.objects.filter(press=press).first()) is not None:
        return held
    row = Referral(
        id=uuid.uuid4(), subject=flag.subject, flag=flag, area_path=flag.area_path, receiver=receiver, to_user=to_user,
        place="" if to_user else " ".join(place.split()), basis=basis, by=user, sent_at=clock.now(), press=press, follows=follows,
    )
    row.body_sealed = sealing.seal(row.scope, row.spot("body"), json.dumps(body, ensure_ascii=False))
    if phone:
        row.number_sealed = sealing.seal(row.scope, row.spot("number"), phone)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # pressed twice at the same moment
        return Referral.objects.get(press=press)
    writing.bind(user, flag)
    if to_user:
        notify(f"user:{to_user.public_id}", "care.referral", link=PAGE, urgent=flag.level in GUARDED)
    else:
        receiver_link.issue(row, phone, origin)
    _promise(row, 1)
    trail.record(actor, "care.referral_send", ("referral", row.id), receiver=receiver, basis=basis)
    publish_on_commit("care")
    return row


def _unfit_colleague(user: User, to_user: User | None, flag: Flag) -> Wrong:
    if to_user is None:
        return {"to_user": _("Please choose a colleague.")}
    if to_user.pk == user.pk:
        return {"to_user": _("You cannot hand somebody over to yourself.")}
    if not rota.counsellors(flag.area_path).filter(pk=to_user.pk).exists():
        return {"to_user": _("This person may not take calls for that place.")}
    if file.serves_the_other_side(to_user, flag.subject):
        return {"to_user": _("This colleague cannot take the case. Please choose another.")}
    return {}


def _duty_phone(number: str, flag: Flag) -> tuple[str, str | _StrPromise | None]:
    """The outside service's own telephone: neither the person's nor one of ours, or the sender could answer for the receiver."""
    try:
        phone = clean_phone(number)
    except Invalid:
        phone = ""
    if not phone:
        return "", _("Please give the duty telephone of the service.")
    for colleague in rota.counsellors(flag.area_path).exclude(telephone=""):
        try:
            if clean_phone(colleague.telephone) == phone:
                return "", _("This is a telephone of our own house. Please give the service's own.")
        except Invalid:
            continue
    contact = people().contact(REMINDER, flag.subject)
    if contact is not None and contact.phone == phone:
        return "", _("This is the person's own telephone. Please give the service's own.")
    return phone, None


def _breach_written(flag: Flag) -> bool:
    return CareEntry.objects.filter(subject=flag.subject, kind=EntryKind.BREACH, at__gte=flag.created_at).exists()


def _promise(row: Referral, number: int) -> None:
    outbox.add(
        TASK, key=f"care-referral:{row.id}:{number}", due_at=clock.now() + remind_after(Level(row.flag.level)),
        referral=str(row.id), number=number,
    )


@transaction.atomic
def remind_waiting(*, referral_id: uuid.UUID, number: int) -> bool:
    """Nobody has acknowledged yet: ask the receiver, the sender and the supervisor of care; and again, until somebody does."""
    if not Referral.objects.filter(pk=referral_id, state=Q.SENT, reminders__lt=number).update(reminders=number):
        return False
    row = Referral.objects.select_related("flag", "by", "to_user").get(pk=referral_id)
    told = {row.by, *rota.to_wake(row.area_path, Rank.LEAD)}
    if row.to_user:
        told.add(row.to_user)
    for user in sorted(told, key=lambda u: u.pk):
        notify(f"user:{user.public_id}", "care.referral_waiting", link=PAGE, urgent=row.flag.level in GUARDED)
    if not row.internal:
        receiver_link.remind(row)
    _promise(row, number + 1)
    trail.record(REMINDER, "care.referral_remind", ("referral", row.id), number=number)
    publish_on_commit("care")
    return True


@transaction.atomic
def send_link_again(*, actor: Actor, user: User, row: Referral, origin: str) -> None:
    """The short message was lost: a new link and code to the same duty telephone; the old ones are dead."""
    referrals.require(actor, "list", row)
    if row.by_id != user.pk or row.internal:
        raise NotFound
    if row.state not in (Q.SENT, Q.ACKNOWLEDGED, Q.ACCEPTED, Q.ATTENDED):
        raise Conflict
    receiver_link.issue(row, sealing.unseal(row.scope, row.spot("number"), row.number_sealed), origin)
    trail.record(actor, "care.referral_link", ("referral", row.id))


@transaction.atomic
def take_back(*, actor: Actor, user: User, row: Referral, reason: str) -> None:
    """The sender no longer asks for it, and stays the one in touch. Never after somebody has accepted. Twice is once.

    Also by whoever is in touch with the person now, where the sender is gone. The receiver is told that nothing more is needed.
    """
    referrals.require(actor, "list", row)
    if user.pk not in (row.by_id, row.flag.acknowledged_by_id):
        raise NotFound
    if len(reason.strip()) < 4:
        raise Invalid(fields={"why": _("Please write in a few words why it is taken back.")})
    if not Referral.objects.filter(pk=row.pk, state__in=[Q.SENT, Q.ACKNOWLEDGED]).update(state=Q.TAKEN_BACK, ended_at=clock.now()):
        _unless(row, Q.TAKEN_BACK)
        return
    _say(row, taken_back=reason.strip())
    trail.record(actor, "care.referral_back", ("referral", row.id))
    if row.to_user is not None:
        notify(f"user:{row.to_user.public_id}", "care.referral_back", link=PAGE)
    else:
        text(sealing.unseal(row.scope, row.spot("number"), row.number_sealed), "care.referral_off")
    publish_on_commit("care")


# --- the receiver's steps. `who` is the name an outside receiver gives; a colleague is known by the account.


@transaction.atomic
def acknowledge(*, actor: Actor, row: Referral, who: str = "") -> None:
    """"It has reached us." Nobody but the receiver may say so. Twice is once."""
    _receiver_only(actor, row)
    now = clock.now()
    if not row.internal and len(who.strip()) < 2:
        raise Invalid(fields={"who": _("Please write your name and your office.")})
    if not Referral.objects.filter(pk=row.pk, state=Q.SENT).update(state=Q.ACKNOWLEDGED, acknowledged_at=now):
        return
    row.refresh_from_db()
    if who.strip():
        _say(row, who=who.strip()[:80])
    if row.follows_id:  # the service asked before has not answered: this acknowledgement replaces it
        Referral.objects.filter(pk=row.follows_id, state=Q.SENT).update(state=Q.REPLACED, ended_at=now)
    _told(actor, row, "care.referral_acknowledge")


@transaction.atomic
def accept(*, actor: Actor, row: Referral) -> None:
    """The receiver takes the person on. Between colleagues responsibility passes in this moment, and the referral is done."""
    _receiver_only(actor, row)
    if row.to_user is not None and row.state == Q.ACKNOWLEDGED:
        caseload.require_room(row.to_user, row.flag)
    now = clock.now()
    ended = now if row.internal else None
    if not Referral.objects.filter(pk=row.pk, state=Q.ACKNOWLEDGED).update(state=Q.ACCEPTED, answered_at=now, ended_at=ended):
        _unless(row, Q.ACCEPTED, Q.ATTENDED, Q.DONE)
        return
    if row.to_user is not None:
        writing.guard(actor, row.to_user, row.flag, "contact")
        writing.bind(row.to_user, row.flag)
        pass_on(actor=actor, flag=row.flag, user=row.to_user)
    _told(actor, row, "care.referral_accept")


@transaction.atomic
def give_back(*, actor: Actor, row: Referral, reason: str) -> None:
    """The receiver cannot take the person on and says why; the sender stays responsible and is told at once."""
    _receiver_only(actor, row)
    if len(reason.strip()) < 4:
        raise Invalid(fields={"reason": _("Please write in a few words why, so that the sender knows where to turn.")})
    now = clock.now()
    if not Referral.objects.filter(pk=row.pk, state__in=[Q.SENT, Q.ACKNOWLEDGED]).update(
        state=Q.RETURNED, answered_at=now, ended_at=now
    ):
        _unless(row, Q.RETURNED)
        return
    _say(row, reason=reason.strip())
    _told(actor, row, "care.referral_return", urgent=row.flag.level in GUARDED)


@transaction.atomic
def attended(*, actor: Actor, row: Referral) -> None:
    """The person has been there."""
    _receiver_only(actor, row)
    if Referral.objects.filter(pk=row.pk, state=Q.ACCEPTED).update(state=Q.ATTENDED) and not row.internal:
        _told(actor, row, "care.referral_attend")


@transaction.atomic
def feed_back(*, actor: Actor, row: Referral, words: str) -> None:
    """What the sender should know; with it the referral is finished."""
    _receiver_only(actor, row)
    if len(words.strip()) < 4:
        raise Invalid(fields={"feedback": _("Please write one sentence for the sender.")})
    if not Referral.objects.filter(pk=row.pk, state__in=[Q.ACCEPTED, Q.ATTENDED]).update(state=Q.DONE, ended_at=clock.now()):
        _unless(row, Q.DONE)
        return
    _say(row, feedback=words.strip())
    _told(actor, row, "care.referral_done")


def _receiver_only(actor: Actor, row: Referral) -> None:
    """The colleague it was sent to; or, for an outside service, whoever came in by its link (a system actor made from the row)."""
    mine = row.to_user is not None and actor.is_user and actor.subject == str(row.to_user.public_id)
    if not (mine or (not row.internal and actor.key == receiver_link.receiver_of(row).key)):
        raise NotFound
    if mine:
        referrals.require(actor, "list", row)


def _unless(row: Referral, *fine: ReferralState) -> None:
    """Pressing twice is no mistake; anything else has moved on meanwhile."""
    row.refresh_from_db()
    if row.state not in fine:
        raise Conflict


def _say(row: Referral, **words: str) -> None:
    row.refresh_from_db()
    said = {**answer_of(row), **words}
    sealed = sealing.seal(row.scope, row.spot("answer"), json.dumps(said, ensure_ascii=False))
    Referral.objects.filter(pk=row.pk).update(answer_sealed=sealed)
    row.answer_sealed = sealed


def _told(actor: Actor, row: Referral, action: str, *, urgent: bool = False) -> None:
    row.refresh_from_db()
    trail.record(actor, action, ("referral", row.id), state=row.state)
    notify(f"user:{row.by.public_id}", "care.referral_answer", link=PAGE, urgent=urgent)
    publish_on_commit("care")
