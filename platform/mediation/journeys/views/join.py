"""`/c/join/<token>/`: the other side is asked. Looking is free; only a press uses the link up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mediation.accounts import limits
from mediation.accounts.middleware import enter_as_guest
from mediation.accounts.services import fresh_code, shown_to
from mediation.casework.enums import DeclineReason, Willingness
from mediation.casework.selectors.case import party_of
from mediation.casework.services import invitation
from mediation.common import showing
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import public
from mediation.common.routes import token as by_token
from mediation.journeys.qr import qr
from mediation.journeys.views.intake import caller_of
from mediation.journeys.views.party import rights_words

SESSION = "joined"

@by_token
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    limits.spend("join", caller_of(request), limit=200, seconds=3600)
    try:
        if request.POST.get("answer") == "accept":
            return _accept(request, token)
        asked = invitation.asked_by(token)
        if request.method == "GET":
            page = _page(request, asked)
            showing.remember(request, page)
            return page
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
    """Come in, then show the code on a page that may be loaded anew. Two presses of one browser come to the same code."""
    seed = showing.seed(request, "join", token)
    try:
        access = invitation.accept(token=token, fresh=fresh_code(seed))[1].access
    except NotFound:  # used up; by this very browser a moment ago?
        again = shown_to(seed=seed)
        if again is None:
            raise
        access = again.access
    staff = request.actor.is_user  # type: ignore[attr-defined]
    if not staff:
        enter_as_guest(request, access)
    request.session[SESSION] = {"token": token, "subject": str(access.subject)}
    answer = redirect("joined")
    showing.remember(request, answer)
    return answer


@public
@require_http_methods(["GET", "HEAD", "POST"])
def joined(request: HttpRequest) -> HttpResponse:
    """One's own code, for a short while, in the browser that said yes; a press on "I have written it down" ends that."""
    staff = request.actor.is_user  # type: ignore[attr-defined]
    if request.method == "POST":
        request.session.pop(SESSION, None)
        answer: HttpResponse = redirect("code_enter" if staff else "party_home")
        showing.forget(answer)
        return answer
    held = request.session.get(SESSION)
    code = shown_to(seed=showing.seed(request, "join", held["token"])) if held and showing.COOKIE in request.COOKIES else None
    party = party_of(code.access.subject) if code else None
    if code is None or party is None:
        return redirect("code_enter" if staff else "party_home")
    answer = render(
        request,
        "journeys/joined.html",
        {"case": party.case, "party": party, "code": code, "by_staff": staff, "case_url": reverse("party_case", args=[party.case_id]),
         "qr": qr(request.build_absolute_uri(reverse("code_locator", args=[code.locator])))},
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
