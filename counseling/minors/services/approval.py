"""Nobody opens a minor's file alone: a colleague in charge approves first, or looks at it right after an emergency."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.minors.enums import NEED_FOR, OPEN_FOR, GuardianWish, Purpose
from counseling.minors.models import Approval, Minor
from counseling.minors.policies import minors
from counseling.minors.selectors import gate
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.notifications.services import notify
from mediation.vault import sealing

REASON_AT_LEAST, REASON_AT_MOST = 10, 1000
LINK = "/care/minors/"


@transaction.atomic
def ask(*, actor: Actor, user: User, minor: Minor, purpose: Purpose, reason: str, press: uuid.UUID) -> Approval:
    """Ask the colleague in charge. A request that waits already is returned as it is. Raises Invalid without a reason."""
    row = _row(actor, user, minor, purpose, reason, press)
    if purpose == Purpose.ASK and minor.guardian != GuardianWish.SHIELD:
        raise Conflict(_("The guardian has to consent. Only where the guardian is suspected can this be decided without."))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # pressed twice, or asked already
        held = Approval.objects.filter(press=press).first()
        return held or Approval.objects.get(minor=minor, asked_by=user, purpose=purpose, granted=None)
    for other in gate.in_charge(minor.area_path, but=user):
        notify(f"user:{other.public_id}", "care.approval", link=LINK, urgent=True)
    trail.record(actor, "minors.ask_approval", ("minor", minor.id), purpose=purpose)
    publish_on_commit("care")
    return row


@transaction.atomic
def open_in_need(*, actor: Actor, user: User, minor: Minor, reason: str, press: uuid.UUID) -> Approval:
    """The emergency door: open for two hours, written down, and whoever is in charge is told at once to look at the reason."""
    row = _row(actor, user, minor, Purpose.OPEN, reason, press)
    row.emergency, row.granted, row.until = True, True, clock.now() + NEED_FOR
    if (held := Approval.objects.filter(press=press).first()) is not None:
        return held
    row.save(force_insert=True)
    for other in gate.in_charge(minor.area_path, but=user):
        notify(f"user:{other.public_id}", "care.opened_in_need", link=LINK, urgent=True)
    trail.record(actor, "minors.open_in_need", ("minor", minor.id))
    publish_on_commit("care")
    return row


@transaction.atomic
def decide(*, actor: Actor, user: User, approval: Approval, yes: bool) -> None:
    """The other person's signature. For an emergency: that the reason was looked at; a no ends the opening at once.

    Raises NotFound for who asked and for anybody not in charge, Conflict if somebody else has decided.
    """
    minors.require(actor, "work", approval.minor)
    if approval.asked_by_id == user.pk or user not in gate.in_charge(approval.minor.area_path, but=approval.asked_by):
        raise NotFound
    now = clock.now()
    until = approval.until if approval.emergency and yes else (now + OPEN_FOR if yes else now)
    if not Approval.objects.filter(pk=approval.pk, decided_at=None).update(decided_at=now, decided_by=user, granted=yes, until=until):
        if Approval.objects.filter(pk=approval.pk, decided_by=user, granted=yes).exists():
            return  # pressed twice
        raise Conflict
    notify(f"user:{approval.asked_by.public_id}", "care.approval_answer", link=LINK)
    trail.record(actor, "minors.decide", ("minor", approval.minor_id), yes=yes, emergency=approval.emergency, purpose=approval.purpose)
    publish_on_commit("care")


def reason_of(*, actor: Actor, approval: Approval) -> str:
    """Why it was asked, for whoever decides and whoever asked; the opening is written down."""
    minors.require(actor, "work", approval.minor)
    trail.record_read(actor, "minors.read_reason", ("minor", approval.minor_id))
    return sealing.unseal(approval.minor.scope, approval.place, approval.reason_sealed)


def _row(actor: Actor, user: User, minor: Minor, purpose: Purpose, reason: str, press: uuid.UUID) -> Approval:
    minors.require(actor, "work", minor)
    reason = reason.strip()
    if not REASON_AT_LEAST <= len(reason) <= REASON_AT_MOST:
        raise Invalid(fields={"reason": _("Please write why, in one or two sentences.")})
    row = Approval(id=uuid.uuid4(), minor=minor, purpose=purpose, asked_by=user, asked_at=clock.now(), press=press)
    row.reason_sealed = sealing.seal(minor.scope, row.place, reason)
    return row
