"""The one interface of version 1. Additions stay within it; what changes a meaning becomes version 2 beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from mediation.api.v1 import cases, more, problem

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PREFIX = "/api/v1/"
WORDS: dict[str, str | _StrPromise] = {
    "list_cases": _("Cases within reach, oldest first"), "open_case": _("Hand in a dispute; it goes to the claim pool of its place"),
    "one_case": _("Where a case stands"), "story": _("What was told; each look is a line of the audit trail"),
    "documents": _("Agreements in force and notices of a case"), "content": _("The bytes of one paper"),
    "list_events": _("What happened in cases within reach, in order"), "statistics": _("The official figures of a place and a period"),
    "list_webhooks": _("The addresses this token has given"), "add_webhook": _("Have events sent to a public https address"),
    "end_webhook": _("Send nothing more there"),
}
NEEDS = {  # scope by operation, for the page and the schema; a test holds it against the code
    "list_cases": "cases.read", "open_case": "cases.write", "one_case": "cases.read", "story": "story.read",
    "documents": "documents.read", "content": "documents.read", "list_events": "events.read", "statistics": "statistics.read",
    "list_webhooks": "webhooks.manage", "add_webhook": "webhooks.manage", "end_webhook": "webhooks.manage",
}

api = NinjaAPI(
    title="Xinqiao", version="1", urls_namespace="api-v1", docs_url=None, openapi_url=None,
    description="Cases, events, papers and figures of one organisation. Authorization: Bearer. Every POST needs an Idempotency-Key.",
)
problem.install(api)
api.add_router("/cases", cases.router)
api.add_router("", more.router)


def schema() -> dict[str, Any]:
    """The OpenAPI description, with the token, its uses and the refusals written in."""
    found: OpenAPISchema = api.get_openapi_schema(path_prefix=PREFIX)
    told: dict[str, Any] = dict(found)
    told["components"] = dict(told["components"]) | {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    }
    told["security"] = [{"token": []}]
    refusal = {"description": "Problem details (RFC 9457)", "content": {"application/problem+json": {"schema": {
        "type": "object", "required": ["type", "title", "status", "code"],
        "properties": {
            "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}, "code": {"type": "string"},
            "fields": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    }}}}
    for methods in told["paths"].values():
        for operation in methods.values():
            operation["operationId"] = _short(operation["operationId"])
            with translation.override("en"):
                operation["summary"] = str(WORDS[operation["operationId"]])
            operation["x-scope"] = NEEDS[operation["operationId"]]
            operation["responses"] = dict(operation["responses"]) | {"default": refusal}
    return told


def _short(name: str) -> str:
    return max((known for known in NEEDS if name.endswith(known)), key=len)
