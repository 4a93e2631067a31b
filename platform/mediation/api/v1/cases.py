from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Header, Query, Router

from mediation.api.enums import Scope
from mediation.api.selectors import cases as selectors
from mediation.api.services import intake, once
from mediation.api.v1 import schemas
from mediation.api.v1.door import bad_cursor, from_cursor, to_cursor, token_for
from mediation.casework.enums import CaseState, DisputeType
from mediation.casework.models import Case

router = Router(tags=["cases"])
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str, Query(max_length=400)]
Key = Annotated[str, Header(alias="Idempotency-Key")]


def told(row: Case) -> dict[str, Any]:
    names = ("id", "number", "title", "kind", "source", "grade", "state", "urgent", "opened_at", "accepted_at", "due_at", "closed_at")
    return {name: getattr(row, name) for name in names} | {
        "area": {"code": row.area.code, "name": row.area.name}, "organisation": row.organisation.name if row.organisation else "",
        "ended_reason": row.ended_reason,
    }


@router.get("", response=schemas.CasesOut)
def list_cases(
    request: HttpRequest, cursor: Cursor = "", limit: Limit = 50, state: CaseState | Literal[""] = "",
    kind: DisputeType | Literal[""] = "", opened_since: datetime | None = None,
) -> dict[str, Any]:
    token = token_for(request, Scope.CASES_READ)
    after = from_cursor(cursor, 2)
    try:
        place = None if after is None else (datetime.fromisoformat(after[0]), uuid.UUID(after[1]))
    except ValueError:
        raise bad_cursor() from None
    if place is not None and place[0].tzinfo is None:
        raise bad_cursor()
    rows = selectors.page_of_cases(token, after=place, limit=limit, only={"state": state, "kind": kind}, since=opened_since)
    shown = rows[:limit]
    last = to_cursor(shown[-1].opened_at.isoformat(), shown[-1].pk) if shown else cursor
    return {"items": [told(r) for r in shown], "next": last}


@router.post("", response={201: schemas.OpenedOut})
def open_case(request: HttpRequest, given: schemas.CaseIn, key: Key = "") -> HttpResponse:
    """It goes to the claim pool of its place like any other; the applicant gets a code from the mediator."""
    token = token_for(request, Scope.CASES_WRITE)
    answer = once.once(
        token=token, key=key, request=request.path.encode() + request.body, act=lambda: (201, intake.open_case(token=token, given=given))
    )
    return JsonResponse(answer.body, status=answer.status, headers={"Idempotency-Replayed": "true"} if answer.again else {})


@router.get("/{uuid:case_id}", response=schemas.CaseOut)
def one_case(request: HttpRequest, case_id: uuid.UUID) -> dict[str, Any]:
    return told(selectors.case(token_for(request, Scope.CASES_READ), case_id))


@router.get("/{uuid:case_id}/story", response=schemas.StoryOut)
def story(request: HttpRequest, case_id: uuid.UUID) -> dict[str, str]:
    token = token_for(request, Scope.STORY_READ)
    return intake.story(token=token, row=selectors.case(token, case_id))


@router.get(
    "/{uuid:case_id}/documents", response=schemas.DocumentsOut, tags=["documents"]
)
def documents(request: HttpRequest, case_id: uuid.UUID) -> dict[str, Any]:
    token = token_for(request, Scope.DOCUMENTS_READ)
    rows = selectors.documents(token, selectors.case(token, case_id))
    return {"items": [
        {
            "id": v.pk, "kind": v.document.kind, "label": v.document.title or _("paper"), "version": v.number, "signed": v.signed,
            "code": v.code or "", "media_type": v.media_type, "size": v.size, "sha256": v.sha256, "created_at": v.created_at,
        }
        for v in rows
    ]}
