"""Events, papers, figures and webhooks."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router, Status

from mediation.api.enums import Scope
from mediation.api.models import Webhook
from mediation.api.selectors import cases as selectors
from mediation.api.selectors import events, figures
from mediation.api.services import once, webhooks
from mediation.api.services.tokens import actor_of
from mediation.api.signing import secret_of
from mediation.api.v1 import schemas
from mediation.api.v1.cases import Cursor, Key, Limit
from mediation.api.v1.door import bad_cursor, from_cursor, to_cursor, token_for
from mediation.audit import trail
from mediation.common.errors import NotFound
from mediation.documents.selectors import content_of

router = Router()


@router.get("/events", response=schemas.EventsOut, tags=["events"])
def list_events(request: HttpRequest, cursor: Cursor = "", limit: Limit = 100, case: uuid.UUID | None = None) -> dict[str, Any]:
    token = token_for(request, Scope.EVENTS_READ)
    given = from_cursor(cursor, 1)
    if given is not None and not (given[0].isascii() and given[0].isdigit() and len(given[0]) < 19):
        raise bad_cursor()
    after = int(given[0]) if given else 0
    rows = selectors.page_of_events(token, after=after, limit=limit, case_id=case)[:limit]
    return {"items": [events.plain(r, r.case) for r in rows], "next": to_cursor(rows[-1].pk) if rows else cursor}


@router.get("/documents/{uuid:document_id}", tags=["documents"])
def content(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    token = token_for(request, Scope.DOCUMENTS_READ)
    version, _case = selectors.document(token, document_id)
    trail.record_read(actor_of(token), "api.read_document", ("document", version.document_id), version=version.number)
    answer = HttpResponse(content_of(version), content_type=version.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{version.pk}.pdf"'
    answer.headers["ETag"] = f'"{version.sha256}"'
    return answer


@router.get("/statistics", response=schemas.StatisticsOut, tags=["statistics"])
def statistics(
    request: HttpRequest, since: date, until: date, area: Annotated[str, Query(max_length=12)] = ""
) -> dict[str, Any]:
    token = token_for(request, Scope.STATISTICS_READ)
    return figures.figures(token, area=area, since=since, until=until)


def told(row: Webhook) -> dict[str, Any]:
    return {"id": str(row.pk), "url": row.url, "kinds": row.kinds, "created_at": row.created_at.isoformat()}


@router.get("/webhooks", response=schemas.WebhooksOut, tags=["webhooks"])
def list_webhooks(request: HttpRequest) -> dict[str, Any]:
    token = token_for(request, Scope.WEBHOOKS_MANAGE)
    return {"items": [told(r) for r in token.webhooks.filter(ended_at=None).order_by("created_at", "pk")]}


@router.post("/webhooks", response={201: schemas.WebhookMadeOut}, tags=["webhooks"])
def add_webhook(request: HttpRequest, given: schemas.WebhookIn, key: Key = "") -> HttpResponse:
    """Public https addresses only; no redirect is followed."""
    token = token_for(request, Scope.WEBHOOKS_MANAGE)
    webhooks.check(given.url)
    answer = once.once(
        token=token, key=key, request=request.path.encode() + request.body,
        act=lambda: (201, told(webhooks.add(token=token, url=given.url, kinds=given.kinds))),
    )
    row = token.webhooks.filter(pk=answer.body["id"]).first()
    secret = secret_of(row.pk, row.version) if row is not None and row.ended_at is None else ""
    headers = {"Idempotency-Replayed": "true"} if answer.again else {}
    return JsonResponse(answer.body | {"secret": secret}, status=answer.status, headers=headers)


@router.delete("/webhooks/{uuid:webhook_id}", response={204: None}, tags=["webhooks"])
def end_webhook(request: HttpRequest, webhook_id: uuid.UUID) -> Status[None]:
    token = token_for(request, Scope.WEBHOOKS_MANAGE)
    row = token.webhooks.filter(pk=webhook_id, ended_at=None).first()
    if row is None:
        raise NotFound
    webhooks.end(by=actor_of(token), webhook=row)
    return Status(204, None)
