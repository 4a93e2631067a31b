"""Who asks, for what use, how often; and where a page of a list begins."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from mediation.accounts import limits
from mediation.api.enums import Scope
from mediation.api.models import ApiToken
from mediation.api.services import tokens
from mediation.api.v1.problem import problem
from mediation.common.errors import DomainError, Invalid, TooMany

MINUTE = 60
BODY = 256 * 1024  # bytes of a request


class Forbidden(DomainError):
    code = "scope"
    status = 403


def admit(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Before anything is read of the request: a living token, and not too often. A browser's session counts for nothing here."""

    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        token = tokens.token_of(secret.strip()) if kind.lower() == "bearer" else None
        if token is None:
            return problem(401, "token", _("A valid token is needed."), WWW_Authenticate="Bearer")
        try:
            limits.spend("api", str(token.pk), limit=token.per_minute, seconds=MINUTE)
        except TooMany as why:
            return problem(429, "too-many", str(why.message), Retry_After=str(why.retry_after))
        if int(request.headers.get("Content-Length") or 0) > BODY:
            return problem(413, "too-large", _("The request is too large."))
        request.token = token  # type: ignore[attr-defined]
        answer = view(request, *args, **kwargs)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["RateLimit-Policy"] = f'"token";q={token.per_minute};w={MINUTE}'
        return answer

    enter.csrf_exempt = True  # type: ignore[attr-defined]
    return enter


def token_for(request: HttpRequest, scope: Scope) -> ApiToken:
    """The token, or Forbidden where it is not for this use."""
    token: ApiToken = request.token  # type: ignore[attr-defined]
    if scope not in token.scopes:
        raise Forbidden(_("The token is not for this use: %(use)s.") % {"use": scope.value})
    return token


def to_cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps([str(p) for p in parts]).encode()).decode().rstrip("=")


def from_cursor(cursor: str, size: int) -> list[str] | None:
    """What stood in it, or None for the first page. Raises Invalid for anything we have not given."""
    if not cursor:
        return None
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor[:400] + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        parts = None
    if not isinstance(parts, list) or len(parts) != size or not all(isinstance(p, str) for p in parts):
        raise bad_cursor()
    return parts


def bad_cursor() -> Invalid:
    return Invalid(fields={"cursor": _("This cursor was not given by us.")})
