"""Opening a file, taking the call, handing it over."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.enums import EntryKind
from counseling.interventions.ports import Contact, people
from counseling.interventions.services import writing
from counseling.screening import services as screening
from counseling.screening.models import Flag
from counseling.screening.policies import flags
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common.actor import Actor
from mediation.common.errors import Invalid


def open_file(*, actor: Actor, user: User, flag: Flag) -> None:
    """Write down that this person's answers and notes are being read. Raises Conflict for the opponent's counsellor."""
    writing.guard(actor, user, flag)
    trail.record_read(actor, "care.open", ("flag", flag.id), screening=str(flag.screening_id or ""))


@transaction.atomic
def take_contact(*, actor: Actor, user: User, flag: Flag) -> Contact | None:
    """"I will contact": stops the clock and opens the telephone number. Raises Conflict if somebody else was first."""
    writing.guard(actor, user, flag)
    screening.acknowledge(actor=actor, flag=flag, user=user)
    writing.bind(user, flag)
    trail.record_read(actor, "care.open", ("flag", flag.id), screening=str(flag.screening_id or ""))
    return people().contact(actor, flag.subject)


def hand_over(*, actor: Actor, flag: Flag, seen_round: int) -> None:
    """To whoever is on call. Also the way out for the opponent's counsellor, who may not open the file."""
    screening.hand_over(actor=actor, flag=flag, seen_round=seen_round)


@transaction.atomic
def decide_conflict(*, actor: Actor, user: User, flag: Flag, reason: str, press: uuid.UUID) -> None:
    """Accompany both sides after all, for a written reason (nobody else is there, and it cannot wait)."""
    flags.require(actor, "work", flag)
    if len(reason.strip()) < 10:
        raise Invalid(fields={"reason": _("Please write one or two sentences: why nobody else can do it.")})
    writing.write(actor=actor, user=user, flag=flag, kind=EntryKind.DECISION, press=press, body={"reason": reason.strip()})
