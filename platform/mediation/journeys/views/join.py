"""`/c/join/<token>/`: the other side is asked. Looking is free; only a press uses the link up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mediation.accounts import limits
from mediation.accounts.middleware import enter_as_guest
from mediation.accounts.services import fresh_code
from mediation.casework.enums import DeclineReason, Willingness
from mediation.casework.services import invitation
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import token as by_token
from mediation.journeys.qr import qr
from mediation.journeys.views.intake import caller_of
from mediation.journeys.views.party import rights_words


@by_token
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    limits.spend("join", caller_of(request), limit=200, seconds=3600)
    try:
        asked = invitation.asked_by(token)
        if request.method == "GET":
            return _page(request, asked)
        if request.POST.get("answer") == "accept":
            return _accept(request, token)
        if request.POST.get("answer") == "decline":
            invitation.decline(token=token, reason=request.POST.get("reason", ""))
            return render(request, "journeys/declined.html", {"case": asked.case, "reason": request.POST.get("reason")})
        return _page(request, asked, status=422)
    except NotFound:
        return render(request, "journeys/no_invitation.html", status=404)
    except Invalid as why:
        return _page(request, asked, status=422, errors={k: str(v) for k, v in why.fields.items()})


def _page(
    request: HttpRequest, asked: invitation.Asked, *, status: int = 200, errors: dict[str, str] | None = None
) -> HttpResponse:
    return render(
        request,
        "journeys/join.html",
        {"asked": asked, "case": asked.case, "organisation": asked.case.organisation, "reasons": DeclineReason.choices,
         "errors": errors or {}, "known": asked.party.willingness == Willingness.WILLING, **rights_words()},
        status=status,
    )


def _accept(request: HttpRequest, token: str) -> HttpResponse:
    party, code = invitation.accept(token=token, fresh=fresh_code())
    enter_as_guest(request, code.access)
    response = render(
        request,
        "journeys/joined.html",
        {"case": party.case, "party": party, "code": code, "case_url": reverse("party_case", args=[party.case_id]),
         "qr": qr(request.build_absolute_uri(reverse("code_locator", args=[code.locator])))},
    )
    response.headers["Cache-Control"] = "no-store"
    return response

