"""Where a report can begin without a poster: every place with a valid code, and the offices one can call or visit."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from mediation.common import clock
from mediation.journeys.models import IntakePoint
from mediation.territory.enums import OrganisationKind
from mediation.territory.models import Organisation
from mediation.territory.selectors import standing


def report_places() -> list[IntakePoint]:
    """One for each area and office, in the order of the area tree: two posters of one office are one place."""
    rows = (
        IntakePoint.objects.filter(Q(expires_at=None) | Q(expires_at__gt=clock.now()), revoked_at=None)
        .select_related("area", "organisation")
        .order_by("area__path", "organisation__name", "created_at")
    )
    first: dict[tuple[int, int | None], IntakePoint] = {}
    for row in rows:
        first.setdefault((row.area_id, row.organisation_id), row)
    return list(first.values())


def offices() -> QuerySet[Organisation]:
    """Committees with a landline, for who would rather call or go there."""
    return (
        Organisation.objects.filter(standing(), kind=OrganisationKind.COMMITTEE).exclude(telephone="")
        .select_related("area").order_by("area__path", "name")
    )
