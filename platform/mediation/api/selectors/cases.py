"""What a token reaches. Absent and out of reach are one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from mediation.api.models import ApiToken
from mediation.api.policies import cases_of
from mediation.api.selectors.events import KINDS
from mediation.casework.models import Agreement, Case, CaseEvent, Paper
from mediation.casework.paperwork.catalogue import PRINTED
from mediation.common import clock
from mediation.common.errors import NotFound
from mediation.documents.models import DocumentVersion

SETTLE = timedelta(seconds=5)  # a line becomes readable a little later, so that none slips in behind a cursor that has passed
AGREEMENT = "agreement.signed"
PAPERS = tuple(form.kind for form in PRINTED if form.shared)  # notices addressed to the parties; never records of talks or dossiers


def reachable(token: ApiToken) -> QuerySet[Case]:
    return Case.objects.filter(cases_of(token.organisation)).select_related("area", "organisation", "mediator")


def case(token: ApiToken, case_id: uuid.UUID) -> Case:
    row = reachable(token).filter(pk=case_id).first()
    if row is None:
        raise NotFound
    return row


def page_of_cases(
    token: ApiToken, *, after: tuple[datetime, uuid.UUID] | None, limit: int, only: Mapping[str, str], since: datetime | None
) -> list[Case]:
    """Oldest first, so that a cursor goes on where new ones come. One more than `limit` is read, to know whether there is more."""
    rows = reachable(token).filter(**{k: v for k, v in only.items() if v})
    if since is not None:
        rows = rows.filter(opened_at__gte=since)
    if after is not None:
        rows = rows.filter(Q(opened_at__gt=after[0]) | Q(opened_at=after[0], pk__gt=after[1]))
    return list(rows.order_by("opened_at", "pk")[: limit + 1])


def page_of_events(token: ApiToken, *, after: int, limit: int, case_id: uuid.UUID | None) -> list[CaseEvent]:
    rows = CaseEvent.objects.filter(
        cases_of(token.organisation, "case__"), pk__gt=after, kind__in=KINDS, at__lte=clock.now() - SETTLE
    ).select_related("case")
    return list((rows.filter(case=case_id) if case_id else rows).order_by("pk")[: limit + 1])


def documents(token: ApiToken, row: Case) -> list[DocumentVersion]:
    """The agreements in force as sealed, and the notices issued."""
    return list(_papers_about([row]).order_by("created_at", "pk"))


def document(token: ApiToken, version_id: uuid.UUID) -> tuple[DocumentVersion, Case]:
    """One of them, with the case it belongs to."""
    version = DocumentVersion.objects.select_related("document").filter(pk=version_id, document__kind__in=(AGREEMENT, *PAPERS)).first()
    if version is None:
        raise NotFound
    subject = version.document.subject_id
    source = Agreement if version.document.kind == AGREEMENT else Paper
    found: Any = source.objects.filter(pk=subject).values_list("case_id", flat=True).first()
    if found is None:
        raise NotFound
    return version, case(token, found)


def _papers_about(rows: Sequence[Case]) -> QuerySet[DocumentVersion]:
    agreements = Agreement.objects.filter(case__in=rows).values("pk")
    papers = Paper.objects.filter(case__in=rows).values("pk")
    return DocumentVersion.objects.select_related("document").filter(
        Q(document__kind=AGREEMENT, document__subject_id__in=agreements, signed=True)
        | Q(document__kind__in=PAPERS, document__subject_id__in=papers)
    )
