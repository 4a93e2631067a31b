"""A learner's certificates, revoking, and the public page on which a code is checked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.common import ids
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import public, scoped, signed_in
from training.recognition import selectors, services
from training.recognition.badge import badge


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@signed_in(Capability.LEARN)
@require_GET
def certificates(request: HttpRequest) -> HttpResponse:
    return _list(request)


def _list(request: HttpRequest, status: int = 200, **more: Any) -> HttpResponse:
    actor = _actor(request)
    context = {"own": selectors.own(actor), "others": selectors.to_oversee(actor), **more}
    return render(request, "recognition/certificates.html", context, status=status)


@scoped(Capability.LEARN)
@require_GET
def paper(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    actor = _actor(request)
    row = selectors.certificate_for(actor, certificate_id, "read")
    try:
        return redirect("paper", services.paper(actor=actor, certificate=row).pk)
    except Conflict as why:
        return _list(request, why.status, wrong=why.message)


@scoped(Capability.CASE_OVERSEE)
@require_POST
def revoke(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    actor = _actor(request)
    row = selectors.certificate_for(actor, certificate_id, "revoke")
    reason = request.POST.get("reason", "")
    try:
        services.revoke(actor=actor, certificate=row, reason=reason)
    except Invalid as why:
        return _list(request, why.status, wrong_row=row.pk, typed=reason, wrong_reason=why.fields["reason"])
    return redirect("certificates")


@public
@require_http_methods(["GET"])
def verify(request: HttpRequest) -> HttpResponse:
    code = request.GET.get("code", "")[:40]
    if ids.normalise(code):
        return redirect("certificate_code", ids.normalise(code)[:16])
    return render(request, "recognition/verify.html", {"answer": None, "empty": "code" in request.GET})


@public
@require_GET
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    answer = selectors.verify(code, caller=request.META.get("REMOTE_ADDR", ""))
    response = render(request, "recognition/verify.html", {"answer": answer, "code": code[:20]})
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@public
@require_GET
def badge_file(request: HttpRequest, code: str) -> HttpResponse:
    """Open Badges 3.0. Only while it is valid: a file that says otherwise would be believed."""
    answer = selectors.verify(code, caller=request.META.get("REMOTE_ADDR", ""))
    if answer.row is None or answer.standing is not selectors.Standing.VALID:
        raise NotFound
    response = JsonResponse(badge(answer.row), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Type"] = "application/vc+ld+json"
    response.headers["Content-Disposition"] = 'attachment; filename="badge.json"'
    response.headers["Cache-Control"] = "no-store"
    return response
