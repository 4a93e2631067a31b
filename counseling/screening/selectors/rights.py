"""What a person may know about their own answers, and whether others may read them now."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from counseling.screening.enums import GUARDED, Reason, ScreeningState
from counseling.screening.models import Consent, Flag, RightsRequest, Screening
from mediation.accounts.models import User
from mediation.audit.selectors import readings
from mediation.common import clock

OPENED = "care.open"
OPENED_RESULT = "care.open_result"  # of a check-up, without a flag


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody read the answers."""

    at: datetime
    by: str


def belongs_to_an_emergency(screening: Screening) -> bool:
    """Whether the answers called somebody at once, or a person judged them red or orange."""
    flags = Flag.objects.filter(subject=screening.subject, case_ref=screening.case_ref)
    return flags.filter(Q(reason=Reason.CRITICAL) | Q(level__in=GUARDED) | Q(proposed__in=GUARDED)).exists()


def readable(screening: Screening, flag: Flag) -> bool:
    """Whether a counsellor who opened the file may read the answers: not after the consent ended or the person closed them,
    except while the level is red or orange (danger comes first)."""
    if screening.state == ScreeningState.ERASED:
        return False
    return screening.open_to_reading or flag.level in GUARDED


def over(screening: Screening) -> bool:
    """Whether the time of keeping has passed, so that nobody can read the answers."""
    return screening.kept_until is not None and screening.kept_until <= clock.now()


def occasions(screening: Screening) -> list[Screening]:
    """Every time this person agreed to be asked in this case, newest first: what they may see, correct, close or have erased."""
    rows = Screening.objects.filter(subject=screening.subject, case_ref=screening.case_ref)
    return list(rows.exclude(started_at=None).order_by("-occasion"))


def shown_to(flag: Flag) -> str:
    """The occasions a counsellor who opens this file reads, for the audit line."""
    rows = Screening.objects.filter(subject=flag.subject, case_ref=flag.case_ref).exclude(started_at=None)
    return ",".join(str(one.id) for one in rows if readable(one, flag))


def openings(screening: Screening) -> list[Opening]:
    """Who of the staff opened these answers and when, newest first. For the person themselves."""
    flags = Flag.objects.filter(subject=screening.subject, case_ref=screening.case_ref).values_list("pk", flat=True)
    rows = readings([*(("flag", f) for f in flags), ("screening", screening.id)], limit=200)
    listed = [
        r for r in rows
        if (r.action == OPENED and str(screening.id) in f"{r.detail.get('screening', '')},{r.detail.get('screenings', '')}".split(","))
        or r.action == OPENED_RESULT
    ]
    ids = {uuid.UUID(r.actor.partition(":")[2]) for r in listed if r.actor.startswith("user:")}
    names = {f"user:{u.public_id}": str(u) for u in User.objects.filter(public_id__in=ids)}
    return [Opening(r.at, names.get(r.actor, "")) for r in listed]


def requests(screening: Screening) -> list[RightsRequest]:
    return list(RightsRequest.objects.filter(screening=screening)[:100])


def consents(screening: Screening) -> list[Consent]:
    """The ledger of this person and case: what was agreed to, when, and what was taken back."""
    return list(Consent.objects.filter(subject=screening.subject, case_ref=screening.case_ref).order_by("-given_at"))
