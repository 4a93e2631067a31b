"""`/api/`: the interface for whoever connects a program, drawn from its own description. No script, nobody else's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mediation.api import signing
from mediation.api.enums import Scope
from mediation.api.selectors.events import KINDS
from mediation.api.services.webhooks import PAUSES
from mediation.api.v1 import interface
from mediation.common.routes import public


@public
@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    return JsonResponse(interface.schema(), json_dumps_params={"ensure_ascii": False})


@public
@require_GET
def reference(request: HttpRequest) -> HttpResponse:
    told = interface.schema()
    parts = {name.rsplit("/", 1)[-1]: shape for name, shape in told["components"]["schemas"].items()}
    operations = [
        {
            "method": method.upper(), "path": path, "id": o["operationId"], "summary": interface.WORDS[o["operationId"]],
            "scope": o["x-scope"],
            "given": o.get("parameters", []),
            "body": _name(o.get("requestBody", {})), "answer": [_name(r) for s, r in o["responses"].items() if str(s).startswith("2")],
        }
        for path, methods in told["paths"].items()
        for method, o in methods.items()
    ]
    page = {
        "operations": operations, "shapes": [(n, _fields(s)) for n, s in sorted(parts.items()) if s.get("properties")],
        "scopes": Scope.choices, "kinds": sorted(KINDS), "tries": len(PAUSES) + 1, "window": signing.WINDOW // 60, "signing": signing,
    }
    return render(request, "api/reference.html", page)


def _name(part: Any) -> str:
    """The shape a body refers to."""
    for content in (part.get("content") or {}).values():
        ref = content.get("schema", {}).get("$ref", "")
        if ref:
            return str(ref).rsplit("/", 1)[-1]
    return ""


def _fields(shape: Any) -> list[dict[str, Any]]:
    needed = set(shape.get("required", []))
    return [
        {"name": name, "kind": _kind(value), "needed": name in needed, "why": value.get("description", "")}
        for name, value in shape["properties"].items()
    ]


def _kind(value: Any) -> str:
    if "$ref" in value:
        return str(value["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in value:
        return " | ".join(_kind(one) for one in value["anyOf"])
    if "enum" in value:
        return " | ".join(str(one) or "“”" for one in value["enum"])
    if "const" in value:
        return str(value["const"]) or "“”"
    if value.get("type") == "array":
        return f"[{_kind(value.get('items', {}))}]"
    return str(value.get("format") or value.get("type", ""))
