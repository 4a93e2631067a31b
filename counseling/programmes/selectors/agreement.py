"""The register of agreements, with the asker in hand."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet

from counseling.programmes.enums import AgreementState, Standing
from counseling.programmes.models import Agreement, Partner, PartnerCase
from counseling.programmes.policies import agreements, partner_cases, partners
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound

SOON = timedelta(days=60)
SMALL = 5  # fewer people than this are not counted out to those who do not work with them


@dataclass(frozen=True, slots=True)
class Line:
    """One agreement of the register. people: None where the asker does not work with them and they are fewer than five."""

    agreement: Agreement
    standing: Standing
    left: int  # days until the last one, negative when it is over
    people: int | None


def standing_of(row: Agreement) -> Standing:
    today = clock.today()
    if row.state != AgreementState.STANDING:
        return Standing(row.state)
    if row.begins_on > today:
        return Standing.COMING
    if row.ends_on < today:
        return Standing.OVER
    return Standing.SOON if row.ends_on - today <= SOON else Standing.RUNNING


def _line(row: Agreement, people: int, accompanied: bool) -> Line:
    return Line(row, standing_of(row), (row.ends_on - clock.today()).days, people if accompanied or people >= SMALL else None)


def register(actor: Actor, *, all_of_them: bool = False) -> list[Line]:
    """Agreements of the asker's places, those that run out first on top; with `all_of_them` also what is over."""
    rows = agreements.scope(actor, "view").select_related("partner__area")
    if not all_of_them:
        rows = rows.filter(state=AgreementState.STANDING)
    theirs = set(agreements.scope(actor, "accompany").values_list("pk", flat=True))
    counted = dict(
        PartnerCase.objects.filter(agreement__in=rows.values("pk")).values_list("agreement").annotate(n=Count("pk")).order_by()
    )
    return [_line(row, counted.get(row.pk, 0), row.pk in theirs) for row in rows.order_by("ends_on", "title")]


def agreement_of(actor: Actor, agreement_id: uuid.UUID) -> Agreement:
    row = agreements.scope(actor, "view").select_related("partner__area", "renews").filter(pk=agreement_id).first()
    if row is None:
        raise NotFound
    return row


def line_of(actor: Actor, row: Agreement) -> Line:
    return _line(row, row.cases.count(), agreements.can(actor, "accompany", row))


def renewal_of(row: Agreement) -> Agreement | None:
    return Agreement.objects.filter(renews=row).first()


def cases_of(actor: Actor, row: Agreement) -> list[PartnerCase]:
    """Who is accompanied, still sealed; empty for everybody but counsellors of the place."""
    return list(partner_cases.scope(actor, "read").filter(agreement=row).select_related("by"))


def case_of(actor: Actor, case_id: uuid.UUID) -> PartnerCase:
    row = partner_cases.scope(actor, "read").select_related("agreement__partner").filter(pk=case_id).first()
    if row is None:
        raise NotFound
    return row


def partner_of(actor: Actor, partner_id: uuid.UUID, action: str = "view") -> Partner:
    row = partners.scope(actor, action).select_related("area").filter(pk=partner_id).first()
    if row is None:
        raise NotFound
    return row


def partners_of(actor: Actor) -> QuerySet[Partner]:
    """The register of partners, each with how many agreements are in force today."""
    today = clock.today()
    running = Q(agreements__state=AgreementState.STANDING, agreements__begins_on__lte=today, agreements__ends_on__gte=today)
    return partners.scope(actor, "view").select_related("area").annotate(
        running=Count("agreements", filter=running, distinct=True)
    ).order_by("kind", "name")
