"""The official figures of an area and a period (人民调解统计), each share with its denominator and interval.

Counted are cases opened in the period. Success is agreements of what has finished (agreements and terminations); open cases stand
apart. Questions that are no dispute are counted apart. What nobody records here is said to be unrecorded, never shown as nought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from mediation.accounts.roles import Capability
from mediation.casework import workflow
from mediation.casework.agreement_enums import AgreementForm, AgreementState, ClauseKind
from mediation.casework.enums import CaseSource, CaseState, DisputeType, Grade
from mediation.casework.models import Agreement, Case, Clause, Enquiry, Performance
from mediation.casework.policies import cases, enquiries
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid
from mediation.common.policy import under
from mediation.common.rates import Rate
from mediation.territory.models import Area

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SMALL = 5  # a count below this may point to a person: passed on only as "<5"
AGREED = Q(state=CaseState.AGREED) | Q(state=CaseState.CLOSED, ended_reason="")
COUNTS = {
    "total": Count("pk", distinct=True),
    "agreed": Count("pk", filter=AGREED, distinct=True),
    "ended": Count("pk", filter=~Q(ended_reason=""), distinct=True),
    "open": Count("pk", filter=Q(state__in=workflow.OPEN), distinct=True),
    "hard": Count("pk", filter=Q(grade__in=(Grade.COMPLEX, Grade.MAJOR)), distinct=True),
    "people": Count("parties", distinct=True),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line. people: parties; hard: complex and major cases (疑难复杂)."""

    label: str | _StrPromise
    total: int
    agreed: int
    ended: int
    open: int
    hard: int
    people: int

    @property
    def finished(self) -> int:
        return self.agreed + self.ended

    @property
    def success(self) -> Rate:
        return Rate(self.agreed, self.finished)


@dataclass(frozen=True, slots=True)
class Breakdown:
    code: str
    title: str | _StrPromise
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Statistics:
    """amount in yuan: what the agreements in force of these cases oblige somebody to pay."""

    area: Area
    since: date
    until: date
    whole: Row
    breakdowns: Sequence[Breakdown]
    written: int
    oral: int
    amount: Decimal
    obliged: int
    fulfilled: int
    applied: int
    enquiries: int
    unrecorded: Sequence[str | _StrPromise] = field(default=())

    @property
    def performed(self) -> Rate:
        return Rate(self.fulfilled, self.obliged)


UNRECORDED = (
    _("sweeps and disputes prevented"), _("suicides, crimes, mass petitions and fights prevented"),
    _("agreements changed or set aside by a court, payment orders"),
)


def areas_for(actor: Actor) -> list[Area]:
    """Places whose figures the asker may see: districts, towns and villages it oversees."""
    rule = under("path", actor.reach(Capability.CASE_OVERSEE))
    return list(Area.objects.filter(rule).exclude(level="grid").order_by("path")) if rule is not None else []


def statistics(actor: Actor, area: Area, since: date, until: date) -> Statistics:
    """Raises Invalid where the period is none; an area outside the asker's reach gives nothing at all."""
    return count(cases.scope(actor, "oversee"), enquiries.scope(actor, "view"), area, since, until)


def count(reach: QuerySet[Case], questions: QuerySet[Enquiry], area: Area, since: date, until: date) -> Statistics:
    """The same for a caller that has asked its own policy: `reach` and `questions` are all that may be counted."""
    if until < since:
        raise Invalid(fields={"until": _("The last day is before the first one.")})
    if since > clock.today():
        raise Invalid(fields={"since": _("This period has not begun yet.")})
    start, end = clock.day_end(since - clock.DAY), clock.day_end(until)
    mine = reach.filter(area__path__startswith=area.path, opened_at__gt=start, opened_at__lte=end)
    asked = questions.filter(area__path__startswith=area.path, opened_at__gt=start, opened_at__lte=end)
    whole = Row(_("Altogether"), **mine.aggregate(**COUNTS))
    ids = mine.values("pk")
    live = Agreement.objects.filter(case__in=ids, state=AgreementState.IN_FORCE)
    owed = Clause.objects.filter(agreement__in=live.values("pk"), kind=ClauseKind.OBLIGATION, removed_at=None)
    done = Performance.objects.filter(clause__in=owed.values("pk"), complete=True, denied_at=None)
    return Statistics(
        area=area, since=since, until=until, whole=whole, breakdowns=_breakdowns(mine, area),
        written=live.filter(form=AgreementForm.WRITTEN).count(), oral=live.filter(form=AgreementForm.ORAL).count(),
        amount=owed.aggregate(n=Sum("amount"))["n"] or Decimal(0), obliged=owed.count(),
        fulfilled=done.values("clause").distinct().count(), applied=live.exclude(court_applied_on=None).count(),
        enquiries=asked.count(), unrecorded=UNRECORDED,
    )


def _breakdowns(mine: QuerySet[Case], area: Area) -> list[Breakdown]:
    coded: Sequence[tuple[str, Any, str | _StrPromise]] = (
        ("kind", DisputeType, _("By type")), ("source", CaseSource, _("By source")), ("grade", Grade, _("By difficulty")),
    )
    found = [
        Breakdown(code, title, [Row(labels(r[code]).label, **_counts(r)) for r in _by(mine, code)]) for code, labels, title in coded
    ]
    parts = {a.pk: a for a in Area.objects.filter(path__startswith=area.path)}
    children = [a for a in parts.values() if a.depth == area.depth + 1]
    counted = {r["area"]: _counts(r) for r in _by(mine, "area")}
    rows = []
    for child in sorted(children, key=lambda a: a.path):
        inside = [r for pk, r in counted.items() if pk in parts and parts[pk].path.startswith(child.path)]
        if inside:
            rows.append(Row(child.label, **{k: sum(r[k] for r in inside) for k in COUNTS}))
    here = counted.get(area.pk)
    if here is not None:
        rows.append(Row(_("not told which part"), **here))
    found.append(Breakdown("area", _("By place"), rows))
    found.append(Breakdown("home", _("By committee and studio"), [
        Row(r["organisation__name"] or _("not yet with anybody"), **_counts(r)) for r in _by(mine, "organisation__name")
    ]))
    return found


def _by(mine: QuerySet[Case], column: str) -> list[dict[str, Any]]:
    """The counts for each value of a column."""
    grouped: Any = mine.values(column).order_by(column)
    return list(grouped.annotate(**COUNTS))


def _counts(row: dict[str, Any]) -> dict[str, int]:
    return {key: row[key] for key in COUNTS}


def shown(count: int, *, hide: bool) -> str:
    """A count as it is passed on."""
    return f"<{SMALL}" if hide and 0 < count < SMALL else str(count)


def share_words(rate: Rate, *, hide: bool) -> str:
    """`87.5% (7/8, 52.9–97.8%)`; a share of nothing is a dash, and where counts are hidden so is their share."""
    if rate.share is None or rate.interval is None:
        return "—"
    if hide and (0 < rate.n < SMALL or 0 < rate.of - rate.n < SMALL or rate.of < SMALL):
        return "—"
    low, high = rate.interval
    return f"{rate.share:.1%} ({rate.n}/{rate.of}, {low * 100:.1f}–{high * 100:.1f}%)"
