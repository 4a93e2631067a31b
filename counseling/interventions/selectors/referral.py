"""Referrals: what waits for me, what I have sent, what stands in a person's file."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field

from django.db.models import Q

from counseling.interventions.models import Referral
from counseling.interventions.policies import referrals
from counseling.interventions.ports import people
from counseling.interventions.referring import ENDED, PARTS, WAITING, ReferralState
from mediation.accounts.models import User
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.vault import sealing

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: no words of the matter, the family name only on the page."""

    referral: Referral
    name: str
    to_me: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A referral in plain: the four parts by their labels, and what the receiver has said."""

    referral: Referral
    parts: list[tuple[str, str]]
    answer: dict[str, str] = field(default_factory=dict)


def rows_of(actor: Actor, user: User) -> list[Row]:
    """Sent by me or to me: what still moves first, then the newest."""
    found = referrals.scope(actor, "list").filter(Q(by=user) | Q(to_user=user)).select_related("flag", "by", "to_user")
    listed = sorted(found.order_by("-sent_at")[:SHOWN], key=lambda r: r.state in ENDED or (r.internal and r.state == "accepted"))
    cards = people().cards({r.subject for r in listed})
    return [Row(r, cards[r.subject].name if r.subject in cards else "", r.to_user_id == user.pk) for r in listed]


def waiting_for(user: User) -> int:
    """How many hand-overs wait for this person's answer."""
    return Referral.objects.filter(to_user=user, state__in=WAITING).count()


def one(actor: Actor, referral_id: uuid.UUID) -> Referral:
    """For a counsellor of the place. Raises NotFound."""
    row = referrals.scope(actor, "list").filter(pk=referral_id).select_related("flag", "by", "to_user", "follows").first()
    if row is None:
        raise NotFound
    return row


def of_file(subject: uuid.UUID) -> list[Referral]:
    return list(Referral.objects.filter(subject=subject).select_related("by", "to_user"))


def unanswered(subject: uuid.UUID) -> bool:
    return Referral.objects.filter(subject=subject, state=ReferralState.SENT).exists()


def opened(row: Referral) -> Opened:
    """In plain; the caller has written the opening down."""
    body = json.loads(sealing.unseal(row.scope, row.spot("body"), row.body_sealed))
    parts = [(str(label), body[name]) for name, label in PARTS.items() if body.get(name)]
    return Opened(row, parts, answer_of(row))


def answer_of(row: Referral) -> dict[str, str]:
    """What the receiver has said so far."""
    answer: dict[str, str] = json.loads(sealing.unseal(row.scope, row.spot("answer"), row.answer_sealed)) if row.answer_sealed else {}
    return answer
