"""Records of a crisis, each of its own: the protocol, confidence broken, a mandatory report and its receipt."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.crises import BreachGround, CrisisStep, ReportGround
from counseling.interventions.enums import EntryKind
from counseling.interventions.models import CareEntry
from counseling.interventions.ports import duties
from counseling.interventions.services import writing
from counseling.screening.models import Flag
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.vault import sealing

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
    """A report to the police, which no duty and no missing approval holds back.

    About a minor it is the same duty as `minors` keeps: raised by it where it was not, done with its receipt. The file cannot be
    ended before the receipt is written down; that may come later.
    """
    writing.guard(actor, user, flag, "report")
    wrong = _needed(to_whom=to_whom, what=what) | _past("reported_at", reported_at)
    if wrong:
        raise Invalid(fields=wrong)
    writing.bind(user, flag)
    body = {"to_whom": to_whom.strip(), "what": what.strip(), "reported_at": reported_at.isoformat()}
    entry = writing.write(actor=actor, user=user, flag=flag, kind=EntryKind.REPORT, press=press, code=ground, body=body)
    if entry is not None and receipt.strip():
        _receipt(actor, user, flag, entry, receipt, uuid.uuid5(press, "receipt"))
    if entry is not None and ground == ReportGround.MINOR:
        duties().reported(actor, user, flag, station=to_whom.strip(), at=reported_at, number=receipt.strip()[:80])
    return entry


@transaction.atomic
def add_receipt(*, actor: Actor, user: User, flag: Flag, report_id: uuid.UUID, number: str, press: uuid.UUID) -> None:
    """The number by which the police keep the report."""
    writing.guard(actor, user, flag, "report")
    entry = CareEntry.objects.filter(pk=report_id, subject=flag.subject, kind=EntryKind.REPORT).first()
    if entry is None:
        raise NotFound
    if len(number.strip()) < WORDS_AT_LEAST:
        raise Invalid(fields={"number": _("Please write the receipt's number.")})
    if not entry.followed_by.filter(kind=EntryKind.RECEIPT).exists():
        _receipt(actor, user, flag, entry, number, press)
        if entry.code == ReportGround.MINOR:
            said = json.loads(sealing.unseal(entry.scope, entry.place, entry.body_sealed))
            at = datetime.fromisoformat(said["reported_at"])
            duties().reported(actor, user, flag, station=said["to_whom"], at=at, number=number.strip()[:80])


def _receipt(actor: Actor, user: User, flag: Flag, entry: CareEntry, number: str, press: uuid.UUID) -> None:
    writing.write(
        actor=actor, user=user, flag=flag, kind=EntryKind.RECEIPT, press=press, refers_to=entry, body={"number": number.strip()[:80]}
    )


def open_reports(subject: uuid.UUID) -> list[CareEntry]:
    """Reports whose receipt is not there yet."""
    rows = CareEntry.objects.filter(subject=subject, kind=EntryKind.REPORT).exclude(followed_by__kind=EntryKind.RECEIPT)
    return list(rows.select_related("by"))


def record_report(
    *, actor: Actor, user: User, flag: Flag, station: str, number: str, at: datetime, press: uuid.UUID
) -> None:
    """The receipt of a minor's report was given elsewhere: it is written to the report that waits for it, or both are written."""
    entry = next((e for e in open_reports(flag.subject) if e.code == ReportGround.MINOR), None)
    if entry is None:
        entry = writing.write(
            actor=actor, user=user, flag=flag, kind=EntryKind.REPORT, press=press, code=ReportGround.MINOR,
            body={"to_whom": station, "reported_at": at.isoformat()},
        )
    if entry is not None:
        _receipt(actor, user, flag, entry, number, uuid.uuid5(press, "receipt"))
