"""Opening a file, taking the call, handing it over."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions import gates
from counseling.interventions.enums import EntryKind
from counseling.interventions.models import CareEntry
from counseling.interventions.ports import Contact, people
from counseling.interventions.services import caseload, writing
from counseling.screening import services as screening
from counseling.screening.enums import GUARDED, FlagState
from counseling.screening.models import Flag
from counseling.screening.policies import flags
from counseling.screening.selectors import rights
from counseling.screening.services import escalation
from counseling.screening.services.flags import Handed
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid
from mediation.jobs import outbox

WRITTEN_WITHIN, HOURLY, DAILY = timedelta(minutes=30), timedelta(hours=1), timedelta(days=1)


def open_file(*, actor: Actor, user: User, flag: Flag) -> None:
    """Write down that this person's answers and notes are being read. Raises Conflict for the opponent's counsellor."""
    writing.guard(actor, user, flag, "read")
    trail.record_read(actor, "care.open", ("flag", flag.id), screenings=rights.shown_to(flag))


@transaction.atomic
def take_contact(*, actor: Actor, user: User, flag: Flag) -> Contact | None:
    """"I will contact": stops the clock and opens the telephone number. Raises Conflict if somebody else was first."""
    writing.guard(actor, user, flag, "contact")
    caseload.require_room(user, flag)
    screening.acknowledge(actor=actor, flag=flag, user=user)
    _ask_about(flag, 1)
    writing.bind(user, flag)
    if gates.hold(user, flag, "read") is None:
        trail.record_read(actor, "care.open", ("flag", flag.id), screenings=rights.shown_to(flag))
    return people().contact(actor, flag.subject)


def _ask_about(flag: Flag, number: int) -> None:
    guarded = flag.level in GUARDED
    after = (WRITTEN_WITHIN if number == 1 else HOURLY) if guarded else DAILY
    outbox.add(
        "counseling.interventions.tasks.remind", key=f"care-remind:{flag.id}:{flag.round}:{number}", due_at=clock.now() + after,
        flag=str(flag.id), round=flag.round, number=number,
    )


@transaction.atomic
def remind(*, flag_id: uuid.UUID, round_number: int, number: int = 1) -> bool:
    """A call was taken and nothing is written down: ask, again and again until something is. Returns whether anybody was asked.

    Red and orange after half an hour, then hourly, the holder and the supervisor of care; others after a day the holder, from the
    second day on the supervisor of care as well.
    """
    flag = Flag.objects.filter(pk=flag_id, round=round_number, state=FlagState.ACKNOWLEDGED).select_related("acknowledged_by").first()
    if flag is None or CareEntry.objects.filter(subject=flag.subject, at__gte=flag.acknowledged_at).exists():
        return False
    escalation.remind(flag, lead=flag.level in GUARDED or number > 1)
    _ask_about(flag, number + 1)
    trail.record(escalation.ESCALATION, "care.remind", ("flag", flag.id))
    return True


def hand_over(*, actor: Actor, user: User, flag: Flag, seen_round: int) -> Handed:
    """To whoever else is on call. Also the way out for the opponent's counsellor, who may not open the file."""
    return screening.hand_over(actor=actor, flag=flag, seen_round=seen_round, aside=user)


@transaction.atomic
def decide_conflict(*, actor: Actor, user: User, flag: Flag, reason: str, press: uuid.UUID) -> None:
    """Accompany both sides after all, for a written reason (nobody else is there, and it cannot wait)."""
    flags.require(actor, "work", flag)
    if len(reason.strip()) < 10:
        raise Invalid(fields={"reason": _("Please write one or two sentences: why nobody else can do it.")})
    writing.write(actor=actor, user=user, flag=flag, kind=EntryKind.DECISION, press=press, body={"reason": reason.strip()})
