"""Refusals for programs: problem details (RFC 9457), with the words in the language that was asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from mediation.common.errors import DomainError, TooMany

TYPE = "application/problem+json; charset=utf-8"


def problem(status: int, code: str, title: str, *, fields: Mapping[str, str] | None = None, **headers: str) -> HttpResponse:
    """code: stable, for programs; title: for people. fields: what is wrong where in the body."""
    body: dict[str, Any] = {"type": f"/api/#{code}", "title": title, "status": status, "code": code}
    if fields:
        body["fields"] = dict(fields)
    answer = HttpResponse(json.dumps(body, ensure_ascii=False), content_type=TYPE, status=status)
    answer.headers["Cache-Control"] = "no-store"
    for name, value in headers.items():
        answer.headers[name.replace("_", "-")] = value
    return answer


def install(api: NinjaAPI) -> None:
    """Every way in which a call can fail, as one shape. Nothing of the body that was sent comes back."""

    @api.exception_handler(DomainError)
    def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
        fields = {k: str(v) for k, v in getattr(error, "fields", {}).items()}
        more = {"Retry_After": str(error.retry_after)} if isinstance(error, TooMany) else {}
        title = _("There is no such thing, or the token does not reach it.") if error.status == 404 else str(error.message)
        return problem(error.status, error.code, title, fields=fields, **more)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = {_where(one["loc"]): _why(str(one["type"])) for one in error.errors}
        return problem(422, "invalid", _("Something in the request cannot be taken."), fields=fields)

    @api.exception_handler(HttpError)
    def unread(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, "unreadable", _("The request could not be read."))


def _where(place: tuple[Any, ...]) -> str:
    kept = [str(part) for part in place if part not in ("body", "query", "path", "data", "header", "given")]
    return ".".join(kept) or "body"


def _why(kind: str) -> str:
    if kind == "missing":
        return _("This is missing.")
    if "too_long" in kind:
        return _("This is too long.")
    if "too_short" in kind:
        return _("This is too short.")
    if kind == "extra_forbidden":
        return _("This is not known here.")
    return _("This is not of the right kind.")
