"""The four rates (四率) of a place and a period, each as disjoint cells whose sum is its denominator (reference, section 0).

Rule version 2026-11-2. Nobody is made to answer: a refusal is a cell of its own, never a gap. A rate of nothing is unknown, not 100 %.
How fast and how evenly somebody answered decides nothing here: the reference asks to show it (3.4) and names no cut-off, and we make
none up. The counsellor sees both as facts beside the answers.
"""

from __future__ import annotations

import hashlib
import statistics
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from counseling.interventions.enums import EntryKind
from counseling.interventions.models import Appointment, CareEntry, Referral
from counseling.interventions.scheduling import AppointmentState
from counseling.screening.enums import CLOCK, Level, ScreeningState
from counseling.screening.models import Flag, Invitee, Screening
from mediation.common import clock
from mediation.territory.models import Area

Cases = Collection[uuid.UUID] | None
RULE = "2026-11-2"
RATES = ("assessed", "rated", "reported", "followed")
LEAST_RATING = timedelta(minutes=30)  # a red call is acknowledged at once and rated within half an hour
NO_FLAG = CLOCK[Level.GREEN]  # a finished screening without any hint
REPORTED_WITHIN = timedelta(hours=24)  # reference 4.6: not acknowledged after 24 hours is a task
MODERATE = frozenset({Level.RED, Level.ORANGE, Level.YELLOW})
TAKEN_BACK = frozenset({ScreeningState.WITHDRAWN, ScreeningState.ERASED})


@dataclass
class Cells:
    """parts: disjoint, summing up to the denominator; `good` is the numerator's part. more: beside it (e.g. median hours)."""

    good: str
    parts: dict[str, int]
    people: list[str] = field(default_factory=list)  # behind the denominator; leaves this module only as a digest
    more: dict[str, float | None] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        return hashlib.sha256("\n".join(sorted(self.people)).encode()).hexdigest()


def span(starts_on: date, ends_on: date) -> tuple[datetime, datetime]:
    """From the first to the last moment of the legal days."""
    return datetime.combine(starts_on, time.min, tzinfo=clock.SHANGHAI), clock.day_end(ends_on)


def four(area: Area, starts_on: date, ends_on: date, cases: Cases = None) -> dict[str, Cells]:
    """cases: only people of these check-ups or cases, None: of all."""
    since, until = span(starts_on, ends_on)
    return {
        "assessed": _assessed(area, since, until, cases), "rated": _rated(area, since, until, cases),
        "reported": _reported(area, since, until, cases), "followed": _followed(area, since, until, cases),
    }


def _only(cases: Cases, field: str = "case_ref") -> Q:
    return Q() if cases is None else Q(**{f"{field}__in": cases})


def valid(screening: Screening) -> bool:
    """A whole battery with at least one answer that was not taken back."""
    return screening.finished_at is not None and screening.state not in TAKEN_BACK and not all_refused(screening)


def _offered(area: Area, since: datetime, until: datetime, cases: Cases) -> Iterable[Screening]:
    rows = Screening.objects.filter(_only(cases), area_path__startswith=area.path, offered_at__gte=since, offered_at__lte=until)
    return rows.prefetch_related("responses").order_by("subject", "offered_at")


def _assessed(area: Area, since: datetime, until: datetime, cases: Cases) -> Cells:
    """Of everybody who was offered it in the period (a person counts once, by the best that came of it)."""
    order = ("valid", "unfinished", "refused", "unreached")
    best: dict[str, str] = {}
    for row in _offered(area, since, until, cases):
        cell = _standing(row)
        known = best.get(str(row.subject))
        if known is None or order.index(cell) < order.index(known):
            best[str(row.subject)] = cell
    never = Invitee.objects.filter(
        _only(cases, "checkup"),
        checkup__area__path__startswith=area.path, checkup__opens_at__gte=since, checkup__opens_at__lte=until, screening=None
    ).values_list("subject", flat=True)
    for subject in never:
        best.setdefault(str(subject), "unreached")
    return Cells("valid", {cell: sum(1 for b in best.values() if b == cell) for cell in order}, list(best))


def all_refused(screening: Screening) -> bool:
    """To every question the person said: I would rather not. That is a refusal like a no at the door."""
    rows = list(screening.responses.all())
    return bool(rows) and all(r.refused for r in rows)


def _standing(row: Screening) -> str:
    if row.state in TAKEN_BACK or all_refused(row):
        return "refused"
    if row.finished_at is not None:
        return "valid"
    match row.state:
        case ScreeningState.DECLINED:
            return "refused"
        case ScreeningState.BEGUN:
            return "unfinished"
    return "unreached"


def _rated(area: Area, since: datetime, until: datetime, cases: Cases) -> Cells:
    """Of everybody with a valid battery or any trigger: whether a person signed a level in time."""
    due: dict[str, tuple[datetime, datetime]] = {}  # subject -> since when, until when
    for row in _offered(area, since, until, cases):
        if valid(row) and row.finished_at is not None:
            due[str(row.subject)] = (row.finished_at, row.finished_at + NO_FLAG)
    for flag in Flag.objects.filter(_only(cases), area_path__startswith=area.path, created_at__gte=since, created_at__lte=until):
        by = flag.created_at + max(CLOCK[Level(flag.proposed)], LEAST_RATING)
        known = due.get(str(flag.subject))
        due[str(flag.subject)] = (flag.created_at, by if known is None else min(by, known[1]))
    first: dict[str, datetime] = {}
    for entry in CareEntry.objects.filter(subject__in=list(due), kind=EntryKind.RATING).order_by("at"):
        if entry.at >= due[str(entry.subject)][0]:
            first.setdefault(str(entry.subject), entry.at)
    parts = {"in_time": 0, "late": 0, "unrated": 0}
    for subject, (_begun, by) in due.items():
        parts["unrated" if subject not in first else "in_time" if first[subject] <= by else "late"] += 1
    hours = [(first[s] - due[s][0]).total_seconds() / 3600 for s in first]
    return Cells("in_time", parts, list(due), {"median_hours": round(statistics.median(hours), 1) if len(hours) >= 5 else None})


def _reported(area: Area, since: datetime, until: datetime, cases: Cases) -> Cells:
    """Of all ratings moderate and above (yellow, orange, red): handed on, and acknowledged by the receiver within a day."""
    parts = {"acknowledged": 0, "late": 0, "unacknowledged": 0, "unsent": 0}
    rows = CareEntry.objects.filter(
        _only(cases, "flag__case_ref"),
        kind=EntryKind.RATING, level__in=MODERATE, flag__area_path__startswith=area.path, at__gte=since, at__lte=until
    )
    people = []
    for row in rows.values("pk", "flag", "at"):
        people.append(str(row["pk"]))
        handed = Referral.objects.filter(flag=row["flag"], sent_at__gte=row["at"] - REPORTED_WITHIN)
        sent = list(handed.values_list("acknowledged_at", flat=True))
        back = [at for at in sent if at is not None]
        if not sent:
            parts["unsent"] += 1
        elif not back:
            parts["unacknowledged"] += 1
        else:
            parts["acknowledged" if min(back) <= row["at"] + REPORTED_WITHIN else "late"] += 1
    return Cells("acknowledged", parts, people)


def _followed(area: Area, since: datetime, until: datetime, cases: Cases) -> Cells:
    """Of all follow-ups due in the period (talks, not people): held on the day that was agreed."""
    parts = {"on_time": 0, "late": 0, "missed": 0, "called_off": 0, "unwritten": 0}
    rows = Appointment.objects.filter(
        _only(cases, "flag__case_ref"), area_path__startswith=area.path, starts_at__gte=since, starts_at__lte=until
    )
    people = []
    for row in rows.exclude(state=AppointmentState.MOVED):
        people.append(str(row.pk))
        match row.state:
            case AppointmentState.HELD:
                parts["late" if row.moved_from_id else "on_time"] += 1
            case AppointmentState.MISSED:
                parts["missed"] += 1
            case AppointmentState.CALLED_OFF:
                parts["called_off"] += 1
            case _:
                parts["unwritten"] += 1
    return Cells("on_time", parts, people)

