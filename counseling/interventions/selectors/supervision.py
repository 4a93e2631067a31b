"""Supervision as each of the two sees it, what still has to be brought, and the gate that keeps a supervisor out of the file."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from counseling.interventions.enums import EntryKind
from counseling.interventions.gates import Hold
from counseling.interventions.models import CareEntry, Supervision
from counseling.interventions.policies import supervisions
from counseling.interventions.ports import people
from counseling.screening.enums import GUARDED, FlagState
from counseling.screening.models import Flag
from mediation.accounts.models import User
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.vault import sealing

DECIDED = "supervision"  # the code of a written decision to open the file
FIRST, AGAIN = timedelta(hours=24), timedelta(days=7)  # red and orange: reviewed within a day, then weekly (reference 4.6)
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Talked:
    row: Supervision
    words: str
    advice: str
    i_advise: bool


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody at red or orange who has to be brought."""

    subject: uuid.UUID
    name: str
    level: str
    overdue: bool


def mine(actor: Actor, user: User) -> list[Talked]:
    rows = supervisions.scope(actor, "view").select_related("supervisee", "supervisor")[:SHOWN]
    return [
        Talked(
            r, sealing.unseal(r.scope, r.spot("words"), r.words_sealed),
            sealing.unseal(r.scope, r.spot("advice"), r.advice_sealed) if r.advice_sealed else "", r.supervisor_id == user.pk,
        )
        for r in rows
    ]


def one(actor: Actor, supervision_id: uuid.UUID) -> Supervision | None:
    return supervisions.scope(actor, "advise").filter(pk=supervision_id).select_related("supervisee").first()


def due(user: User) -> list[Due]:
    """Red and orange people of mine not brought since the flag was raised, or not within the week."""
    held = list(Flag.objects.filter(acknowledged_by=user, state=FlagState.ACKNOWLEDGED, level__in=GUARDED))
    cards = people().cards({f.subject for f in held})
    found = []
    for flag in held:
        by, never = deadline(flag, user)
        late = clock.now() > by
        if never or late:
            found.append(Due(flag.subject, cards[flag.subject].name if flag.subject in cards else "", flag.level, late))
    return found


def deadline(flag: Flag, user: User) -> tuple[datetime, bool]:
    """By when this person has to be brought by whoever is in touch, and whether that never happened yet."""
    before = Supervision.objects.filter(subject=flag.subject, supervisee=user, held_at__lte=clock.now())
    last = before.order_by("-held_at").first()
    return (flag.created_at + FIRST, True) if last is None else (last.held_at + AGAIN, False)


def hold(user: User, flag: Flag, act: str) -> Hold | None:
    """A gate: who supervises this person's care does not read the file without a written decision. Helping is never held back."""
    if act not in ("read", "note", "write", "close"):
        return None
    # `file.flag_of` asked this along for its asker; a flag that came another way is asked about here
    told = getattr(flag, "supervised", None)
    if not (Supervision.objects.filter(subject=flag.subject, supervisor=user).exists() if told is None else told):
        return None
    if CareEntry.objects.filter(Q(subject=flag.subject, by=user, kind=EntryKind.DECISION, code=DECIDED)).exists():
        return None
    return Hold(
        _("You supervise this care and know it without a name. To open the file, write down why first."),
        f"/care/people/{flag.subject}/supervised/",
    )
