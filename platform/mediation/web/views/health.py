"""For whoever watches the machine: `/healthz` says the process answers, `/readyz` that it can do its work."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mediation.common import readiness
from mediation.common.routes import public


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Touches nothing: a full disk or a lost database is no reason to kill this process."""
    return JsonResponse({"status": "ok"})


@public
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    found = readiness.report()
    well = all(state == "ok" for state in found.values())
    return JsonResponse({"status": "ok" if well else "not ready", "checks": found}, status=200 if well else 503)


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return "" if cursor.fetchone() == (1,) else "no answer"
