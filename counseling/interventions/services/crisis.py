"""Records of a crisis, each of its own: the protocol, confidence broken, a mandatory report and its receipt."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.crises import BreachGround, CrisisStep, ReportGround
from counseling.interventions.enums import EntryKind
from counseling.interventions.models import CareEntry
from counseling.interventions.services import writing
from counseling.screening.models import Flag
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS_AT_LEAST = 4
YEAR = timedelta(days=366)


def _needed(**words: str) -> dict[str, str | _StrPromise]:
    return {name: _("Please write this, in a few words.") for name, text in words.items() if len(text.strip()) < WORDS_AT_LEAST}


def _past(name: str, moment: datetime) -> dict[str, str | _StrPromise]:
    now = clock.now()
    return {} if now - YEAR < moment <= now else {name: _("Please give the hour at which it happened; it lies in the past year.")}


@transaction.atomic
def note_crisis(
    *, actor: Actor, user: User, flag: Flag, steps: Sequence[CrisisStep], words: str, press: uuid.UUID
) -> CareEntry | None:
    """What was done in a crisis, step by step."""
    writing.guard(actor, user, flag)
    if not steps:
        raise Invalid(fields={"steps": _("Please mark what was done.")})
    writing.bind(user, flag)
    body = {"steps": [s.value for s in steps], "words": words.strip()}
    return writing.write(actor=actor, user=user, flag=flag, kind=EntryKind.CRISIS, press=press, body=body)


@transaction.atomic
def break_confidence(
    *, actor: Actor, user: User, flag: Flag, ground: BreachGround, what: str, to_whom: str, told_at: datetime, consulted: User | None,
    alone: str, press: uuid.UUID,
) -> CareEntry | None:
    """Ground, what, to whom, when, and with whom it was talked over before; or why there was no time for that."""
    writing.guard(actor, user, flag)
    wrong = _needed(what=what, to_whom=to_whom) | _past("told_at", told_at)
    if consulted is None:
        wrong |= _needed(alone=alone)
    elif consulted.pk == user.pk or not rota.counsellors(flag.area_path).filter(pk=consulted.pk).exists():
        wrong["consulted"] = _("Somebody else, please: the supervisor of care or a colleague.")
    if wrong:
        raise Invalid(fields=wrong)
    writing.bind(user, flag)
    body = {
        "what": what.strip(), "to_whom": to_whom.strip(), "told_at": told_at.isoformat(), "consulted": str(consulted or ""),
        "alone": alone.strip(),
    }
    return writing.write(actor=actor, user=user, flag=flag, kind=EntryKind.BREACH, press=press, code=ground, body=body)


@transaction.atomic
def report(
    *, actor: Actor, user: User, flag: Flag, ground: ReportGround, to_whom: str, reported_at: datetime, what: str, receipt: str,
    press: uuid.UUID,
) -> CareEntry | None:
    """A report to the police. The file cannot be ended before its receipt is written down; that may come later."""
    writing.guard(actor, user, flag)
    wrong = _needed(to_whom=to_whom, what=what) | _past("reported_at", reported_at)
    if wrong:
        raise Invalid(fields=wrong)
    writing.bind(user, flag)
    body = {"to_whom": to_whom.strip(), "what": what.strip(), "reported_at": reported_at.isoformat()}
    entry = writing.write(actor=actor, user=user, flag=flag, kind=EntryKind.REPORT, press=press, code=ground, body=body)
    if entry is not None and receipt.strip():
        _receipt(actor, user, flag, entry, receipt, uuid.uuid5(press, "receipt"))
    return entry


@transaction.atomic
def add_receipt(*, actor: Actor, user: User, flag: Flag, report_id: uuid.UUID, number: str, press: uuid.UUID) -> None:
    """The number by which the police keep the report."""
    writing.guard(actor, user, flag)
    entry = CareEntry.objects.filter(pk=report_id, subject=flag.subject, kind=EntryKind.REPORT).first()
    if entry is None:
        raise NotFound
    if len(number.strip()) < WORDS_AT_LEAST:
        raise Invalid(fields={"number": _("Please write the receipt's number.")})
    if not entry.followed_by.filter(kind=EntryKind.RECEIPT).exists():
        _receipt(actor, user, flag, entry, number, press)


def _receipt(actor: Actor, user: User, flag: Flag, entry: CareEntry, number: str, press: uuid.UUID) -> None:
    writing.write(
        actor=actor, user=user, flag=flag, kind=EntryKind.RECEIPT, press=press, refers_to=entry, body={"number": number.strip()[:80]}
    )


def open_reports(subject: uuid.UUID) -> list[CareEntry]:
    """Reports whose receipt is not there yet."""
    rows = CareEntry.objects.filter(subject=subject, kind=EntryKind.REPORT).exclude(followed_by__kind=EntryKind.RECEIPT)
    return list(rows.select_related("by"))
