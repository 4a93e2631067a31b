"""The official figures of an area and a period (人民调解统计), each share with its denominator and interval.

Counted are cases opened in the period. Success is agreements of what has finished (agreements and terminations); open cases stand
apart. Questions that are no dispute are counted apart. What nobody records here is said to be unrecorded, never shown as nought.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
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
COUNTS = ("total", "agreed", "ended", "open", "hard", "people")
# What one case counts as lies in these columns; cases alike in all of them are counted together, in one look through the period.
ALIKE = ("kind", "source", "grade", "area", "organisation__name", "state", "settled", "over")


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

    def __add__(self, other: Row) -> Row:
        return replace(self, **{name: getattr(self, name) + getattr(other, name) for name in COUNTS})

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
    tallies = _tallies(mine)
    live = Agreement.objects.filter(case__in=mine.values("pk"), state=AgreementState.IN_FORCE)
    owed = Clause.objects.filter(agreement__in=live.values("pk"), kind=ClauseKind.OBLIGATION, removed_at=None)
    done = Performance.objects.filter(clause__in=owed.values("pk"), complete=True, denied_at=None)
    return Statistics(
        area=area, since=since, until=until, whole=_sum(_("Altogether"), tallies.values()), breakdowns=_breakdowns(tallies, area),
        **live.aggregate(
            written=Count("pk", filter=Q(form=AgreementForm.WRITTEN)), oral=Count("pk", filter=Q(form=AgreementForm.ORAL)),
            applied=Count("pk", filter=Q(court_applied_on__isnull=False)),
        ),
        **owed.aggregate(amount=Coalesce(Sum("amount"), Decimal(0)), obliged=Count("pk")),
        fulfilled=done.aggregate(n=Count("clause", distinct=True))["n"],
        enquiries=asked.count(), unrecorded=UNRECORDED,
    )


Alike = tuple[Any, ...]  # the values of ALIKE


def _tallies(mine: QuerySet[Case]) -> dict[Alike, Row]:
    """The cases of the period, those alike together."""
    flags = {"settled": AGREED, "over": ~Q(ended_reason="")}
    flagged = mine.annotate(**{name: ExpressionWrapper(rule, output_field=BooleanField()) for name, rule in flags.items()})
    rows = flagged.order_by().values_list(*ALIKE)
    people: dict[Alike, int] = {alike: n for *keys, n in rows.annotate(n=Count("parties")) if (alike := tuple(keys))}
    found = {}
    for *keys, n in rows.annotate(n=Count("pk")):
        alike = tuple(keys)
        _kind, _source, grade, _area, _home, state, settled, over = keys
        found[alike] = Row(
            "", total=n, agreed=n * bool(settled), ended=n * bool(over), open=n * (state in workflow.OPEN),
            hard=n * (grade in (Grade.COMPLEX, Grade.MAJOR)), people=people.get(alike, 0),
        )
    return found


def _sum(label: str | _StrPromise, rows: Iterable[Row]) -> Row:
    rows = list(rows)
    return Row(label, **{name: sum(getattr(row, name) for row in rows) for name in COUNTS})


def _breakdowns(tallies: dict[Alike, Row], area: Area) -> list[Breakdown]:
    coded: Sequence[tuple[str, Any, str | _StrPromise]] = (
        ("kind", DisputeType, _("By type")), ("source", CaseSource, _("By source")), ("grade", Grade, _("By difficulty")),
    )
    found = [
        Breakdown(code, title, [replace(row, label=labels(value).label) for value, row in sorted(_by(tallies, code).items())])
        for code, labels, title in coded
    ]
    parts = {a.pk: a for a in Area.objects.filter(path__startswith=area.path)}
    counted = _by(tallies, "area")
    rows = []
    for child in sorted((a for a in parts.values() if a.depth == area.depth + 1), key=lambda a: a.path):
        inside = [row for pk, row in counted.items() if pk in parts and parts[pk].path.startswith(child.path)]
        if inside:
            rows.append(_sum(child.label, inside))
    if area.pk in counted:
        rows.append(replace(counted[area.pk], label=_("not told which part")))
    found.append(Breakdown("area", _("By place"), rows))
    homes = sorted(_by(tallies, "organisation__name").items(), key=lambda item: (item[0] is None, item[0] or ""))
    found.append(Breakdown("home", _("By committee and studio"), [
        replace(row, label=name or _("not yet with anybody")) for name, row in homes
    ]))
    return found


def _by(tallies: dict[Alike, Row], column: str) -> dict[Any, Row]:
    """The counts for each value of a column."""
    at, found = ALIKE.index(column), dict[Any, Row]()
    for alike, row in tallies.items():
        found[alike[at]] = found[alike[at]] + row if alike[at] in found else row
    return found


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
