"""What is owed under agreements in force, and how far it has been done, with the asker in hand."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from django.db.models import Q

from mediation.casework.agreement_enums import AgreementState, ClauseKind
from mediation.casework.models import Agreement, Case, Clause, Party, Performance
from mediation.casework.policies import cases
from mediation.casework.selectors import agreement as agreements
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound

SOON = timedelta(days=7)


class Standing(StrEnum):
    """Where an obligation stands. SAID: reported as done in full, the receiving party has not said yet that it has come."""

    DONE = "done"
    SAID = "said"
    OVERDUE = "overdue"
    DUE = "due"  # today or within a week
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation with everything said about it. Amounts in yuan; what was denied counts for nothing."""

    row: Clause
    reports: tuple[Performance, ...]
    text: str = ""

    @property
    def counted(self) -> list[Performance]:
        return [r for r in self.reports if r.denied_at is None]

    @property
    def confirmed(self) -> Decimal:
        return sum((r.amount for r in self.counted if r.amount and r.confirmed_at), Decimal(0))

    @property
    def said(self) -> Decimal:
        return sum((r.amount for r in self.counted if r.amount), Decimal(0))

    @property
    def rest(self) -> Decimal | None:
        """What has not even been said to be paid; None where no money is owed."""
        return None if self.row.amount is None else max(self.row.amount - self.said, Decimal(0))

    @property
    def open_reports(self) -> list[Performance]:
        """Reports that wait for the receiving party's word."""
        return [r for r in self.counted if r.confirmed_at is None]

    @property
    def partly(self) -> bool:
        return bool(self.counted) and self.standing in (Standing.OVERDUE, Standing.DUE, Standing.WAITING)

    @property
    def standing(self) -> Standing:
        if self._full([r for r in self.counted if r.confirmed_at]):
            return Standing.DONE
        if self._full(self.counted):
            return Standing.SAID
        if self.row.due_on is None:
            return Standing.WAITING
        left = self.row.due_on - clock.today()
        return Standing.OVERDUE if left < timedelta(0) else Standing.DUE if left <= SOON else Standing.WAITING

    @property
    def days_late(self) -> int:
        return max((clock.today() - self.row.due_on).days, 0) if self.row.due_on else 0

    def _full(self, reports: Sequence[Performance]) -> bool:
        if self.row.amount is None:
            return any(r.complete for r in reports)
        return sum((r.amount or self.row.amount for r in reports), Decimal(0)) >= self.row.amount


def duties_of(agreement: Agreement, *, words: bool = True) -> list[Duty]:
    """The schedule of an agreement, by day; the caller has asked its own policy. words: open the sealed texts."""
    rows = list(
        agreements.clause_rows(agreement).filter(kind=ClauseKind.OBLIGATION)
        .select_related("payer__person", "payee__person").prefetch_related("performances__confirmed_by", "performances__said_by")
    )
    texts = [t for t, _manner in agreements.opened(agreement.case, rows)] if words else [""] * len(rows)
    found = [Duty(row, tuple(row.performances.all()), text) for row, text in zip(rows, texts, strict=True)]
    return sorted(found, key=lambda d: (d.row.due_on or date.max, d.row.position))


def duty_of(clause: Clause) -> Duty:
    return Duty(clause, tuple(Performance.objects.filter(clause=clause)))


def clause_in_force(actor: Actor, clause_id: uuid.UUID, action: str) -> Clause:
    """An obligation of an agreement in force, or NotFound."""
    row = agreements.clause_for(actor, clause_id, action)
    if row.kind != ClauseKind.OBLIGATION or row.agreement.state != AgreementState.IN_FORCE:
        raise NotFound
    return row


def report_for(actor: Actor, report_id: uuid.UUID) -> tuple[Performance, Party]:
    """A report that this guest, as the receiving party, may answer; with that party. NotFound otherwise."""
    rows = Performance.objects.select_related("clause__agreement__case__area", "clause__agreement__case__mediator")
    row = rows.filter(pk=report_id).first()
    if row is None or not cases.can(actor, "take_part", row.clause.agreement.case):
        raise NotFound
    me = agreements.party_of(actor, row.clause.agreement.case)
    if row.clause.payee_id != me.pk:
        raise NotFound
    return row, me


@dataclass(frozen=True, slots=True)
class Watched:
    """An obligation on the list of whoever has to see to it. Holds no words of the agreement."""

    case: Case
    duty: Duty


@dataclass(frozen=True, slots=True)
class Watch:
    overdue: list[Watched]
    unanswered: list[Watched]  # said to be done, the other side has not answered
    denied: list[Watched]
    soon: list[Watched]
    more: bool  # there are more than were looked at


def watch(actor: Actor, *, limit: int = 300) -> Watch:
    """Obligations that are near or past their day, of the mediator's own cases and of the area a supervisor oversees."""
    mine = cases.scope(actor, "work").values("pk") if actor.is_user else Case.objects.none().values("pk")
    seen = cases.scope(actor, "oversee").values("pk")
    rows = (
        Clause.objects.filter(kind=ClauseKind.OBLIGATION, removed_at=None, agreement__state=AgreementState.IN_FORCE)
        .filter(Q(agreement__case__in=mine) | Q(agreement__case__in=seen))
        .filter(due_on__lte=clock.today() + SOON)
        .exclude(agreement__case__state="closed")
        .select_related("agreement__case__area", "agreement__case__mediator").prefetch_related("performances").order_by("due_on", "pk")
    )
    found = [Watched(row.agreement.case, Duty(row, tuple(row.performances.all()))) for row in rows[: limit + 1]]
    near = found[:limit]
    return Watch(
        overdue=[w for w in near if w.duty.standing == Standing.OVERDUE],
        unanswered=[w for w in near if w.duty.standing == Standing.SAID],
        denied=[w for w in near if any(r.denied_at for r in w.duty.reports) and w.duty.standing != Standing.DONE],
        soon=[w for w in near if w.duty.standing == Standing.DUE], more=len(found) > limit,
    )
