"""`/c/`: a party's own case. "How far is it?" on one page."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.accounts import doors
from mediation.accounts.middleware import enter_as_guest
from mediation.accounts.models import GuestAccess
from mediation.accounts.services import mark_for, open_with_code, reissue_secret, secret_of
from mediation.casework import labels, rights
from mediation.casework.enums import CaseState, Coming, Openness
from mediation.casework.ics import sitting_ics
from mediation.casework.models import Case, Enquiry, Sitting
from mediation.casework.policies import enquiries, sittings
from mediation.casework.selectors import case as selectors
from mediation.casework.selectors.meeting import room_for
from mediation.casework.selectors.message import thread
from mediation.casework.services import enquiry as enquiry_services
from mediation.casework.services import message as message_services
from mediation.casework.services import party as services
from mediation.casework.services import reading
from mediation.casework.services import sitting as sitting_services
from mediation.casework.workflow import OPEN
from mediation.common import clock, showing
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import public, scoped, token
from mediation.journeys.qr import qr
from mediation.journeys.views.intake import caller_of
from mediation.vault import sealing
from training.casestudies.selectors import asked_of

NEW_SECRET = "new-secret"  # noqa: S105 -- the name of a place in the session
MARK = "d"  # a device that has entered before; the name tells nobody anything


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@public
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Locator and secret. Every wrong pair gets the same words."""
    return _enter(request, "")


@token
@require_http_methods(["GET", "POST"])
def enter_with_locator(request: HttpRequest, locator: str) -> HttpResponse:
    """From the QR code: only the secret is asked. The page looks the same for a locator nobody has."""
    return _enter(request, locator)


def _enter(request: HttpRequest, locator: str) -> HttpResponse:
    context: dict[str, Any] = {"locator": locator, "typed": request.POST.get("locator", ""), "wrong": False}
    if request.method == "GET":
        return render(request, "journeys/enter.html", context)
    try:
        access = open_with_code(
            locator=locator or request.POST.get("locator", "")[:40], secret=request.POST.get("secret", "")[:60], caller=caller_of(request),
            mark=request.COOKIES.get(MARK, ""),
        )
    except NotFound:
        return render(request, "journeys/enter.html", {**context, "wrong": True}, status=422)
    enter_as_guest(request, access)
    answer = redirect("party_home")
    answer.set_cookie(
        MARK, mark_for(access), max_age=doors.MARK_VALID, path="/c/", httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return answer


@scoped()
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To wherever this code belongs; without a code, to the page that asks for one."""
    actor = _actor(request)
    if not actor.is_guest:
        return redirect("code_enter")
    case_id = selectors.own_case(actor)
    if case_id is not None:
        return redirect("party_case", case_id)
    question = enquiries.scope(actor, "own").first()
    if question is not None:
        return redirect("party_question", question.id)
    raise Http404


@scoped()
@require_GET
def case(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    actor = _actor(request)
    page = selectors.own_page(actor, case_id)
    state = CaseState(page.case.state)
    attendance = page.attendance
    return render(
        request,
        "journeys/case.html",
        {
            "page": page, "case": page.case, "me": page.me, "mediator": page.case.mediator, "attendance": attendance,
            "sitting": attendance.sitting if attendance else None,
            "standing": labels.STANDING[state], "comes_next": labels.COMES_NEXT[state],
            "events": [(e, labels.event_label(e), labels.event_detail(e)) for e in reversed(page.events)],
            "open": state in OPEN, "ended": state in (CaseState.ENDED, CaseState.CLOSED), "openness": Openness.choices,
            "remedies": rights.REMEDIES, "comings": Coming,
            "room": room_for(attendance.sitting, page.me) if attendance else None,
            "study": asked_of(actor) if state is CaseState.CLOSED else None,
        },
    )


@scoped()
@require_http_methods(["GET", "POST"])
def rights_page(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    actor = _actor(request)
    row = selectors.case_for(actor, case_id, "take_part")
    if request.method == "POST":
        services.read_rights(actor=actor, case=row)
        return redirect("party_case", case_id)
    me = services.own_party(actor, row)
    name = "journeys/_rights.html" if request.headers.get("HX-Request") else "journeys/rights.html"
    return render(request, name, {"case": row, "me": me, **rights_words()})


@scoped()
@require_GET
def told(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What I told, in my own words; only for whoever told it."""
    actor = _actor(request)
    row = selectors.case_for(actor, case_id, "told")
    response = render(request, "journeys/told.html", {"case": row, "told": reading.own_story_of(actor=actor, case=row)})
    response.headers["Cache-Control"] = "no-store"
    return response


def rights_words() -> dict[str, Any]:
    return {
        "rights": rights.RIGHTS, "duties": rights.DUTIES, "rights_lead": rights.RIGHTS_LEAD, "duties_lead": rights.DUTIES_LEAD,
        "law": rights.SOURCE,
    }


@scoped()
@require_POST
def openness(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    actor = _actor(request)
    services.choose_openness(
        actor=actor, case=selectors.case_for(actor, case_id, "take_part"), openness=request.POST.get("openness", "")
    )
    messages.success(request, _("Your choice is recorded."))
    return redirect("party_case", case_id)


@scoped()
@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    actor = _actor(request)
    row = selectors.case_for(actor, case_id, "take_part")
    context: dict[str, Any] = {"case": row, "reason": request.POST.get("reason", "")}
    if request.method == "POST":
        try:
            services.object_to_mediator(actor=actor, case=row, reason=request.POST.get("reason", ""))
        except Invalid as why:
            return render(request, "journeys/objection.html", {**context, "errors": why.fields}, status=422)
        messages.success(request, _("Another mediator is being found. Nobody holds this against you."))
        return redirect("party_case", case_id)
    return render(request, "journeys/objection.html", context)


@scoped()
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    actor = _actor(request)
    row = selectors.case_for(actor, case_id, "take_part")
    if request.method == "POST":
        services.withdraw(actor=actor, case=row, settled=request.POST.get("why") == "settled")
        return redirect("party_case", case_id)
    return render(request, "journeys/withdraw.html", {"case": row, "remedies": rights.REMEDIES})


@scoped()
@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Lines between this party and the mediator."""
    actor = _actor(request)
    row = selectors.case_for(actor, case_id, "take_part")
    me = services.own_party(actor, row)
    context: dict[str, Any] = {"case": row, "words": "", "token": message_services.new_token()}
    if request.method == "POST":
        words = request.POST.get("words", "")
        try:
            message_services.write_as_party(actor=actor, case=row, words=words, token=request.POST.get("token", ""))
        except Invalid as why:
            context.update(words=words, errors=why.fields, lines=thread(me))
            return render(request, "journeys/messages.html", context, status=422)
        return redirect("party_messages", case_id)
    return render(request, "journeys/messages.html", {**context, "lines": thread(me)})


@scoped()
@require_POST
def coming(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    actor = _actor(request)
    row = _sitting(actor, sitting_id)
    sitting_services.answer(actor=actor, sitting=row, coming=request.POST.get("coming", ""))
    messages.success(request, _("Thank you. The mediator has been told."))
    return redirect("party_case", row.case_id)


@scoped()
@require_GET
def ics(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    """The appointment as a file, for a party or the mediator."""
    actor = _actor(request)
    row = _sitting(actor, sitting_id)
    page = reverse("desk_case", args=[row.case_id]) if actor.is_user else reverse("party_case", args=[row.case_id])
    body = sitting_ics(row, request.build_absolute_uri(page))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{row.case.number}.ics"'
    return response


def _sitting(actor: Actor, sitting_id: uuid.UUID) -> Sitting:
    row = sittings.scope(actor, "view").select_related("case__mediator").filter(pk=sitting_id).first()
    if row is None:
        raise NotFound
    return row


@scoped()
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """One's own code again; a new secret ends the old one everywhere, and is shown for a short while to whoever asked for it."""
    actor = _actor(request)
    row: Case = selectors.case_for(actor, case_id, "take_part")
    me = services.own_party(actor, row)
    locator = sealing.unseal(row.scope, f"party.locator:{me.id}", me.locator_sealed)
    access = GuestAccess.objects.get(subject=me.subject)
    if request.method == "POST":
        answer = redirect("party_code", case_id)
        if request.POST.get("noted"):
            request.session.pop(NEW_SECRET, None)
            showing.forget(answer)
        elif not _new_secret(request, access):
            before = access.version
            reissue_secret(actor=actor, access=access, seed=_seed(request, access, before))
            access.refresh_from_db()
            enter_as_guest(request, access)
            request.session[NEW_SECRET] = {"after": before, "at": clock.now().isoformat()}
            showing.remember(request, answer)
        return answer
    secret = _new_secret(request, access)
    picture = qr(request.build_absolute_uri(reverse("code_locator", args=[locator]))) if locator else ""
    response = render(request, "journeys/code.html", {"case": row, "locator": locator, "secret": secret, "qr": picture})
    response.headers["Cache-Control"] = "no-store"
    return response


def _new_secret(request: HttpRequest, access: GuestAccess) -> str:
    """The secret this browser was given a moment ago, or "". Asking again then shows it again, so that what is written down holds."""
    held = request.session.get(NEW_SECRET)
    if not held or showing.COOKIE not in request.COOKIES or not showing.still(datetime.fromisoformat(held["at"])):
        return ""
    return secret_of(_seed(request, access, held["after"])) if access.version == held["after"] + 1 else ""


def _seed(request: HttpRequest, access: GuestAccess, version: int) -> str:
    return showing.seed(request, "secret", str(access.subject), str(version))


@scoped()
@require_GET
def question(request: HttpRequest, enquiry_id: uuid.UUID) -> HttpResponse:
    actor = _actor(request)
    row: Enquiry | None = enquiries.scope(actor, "own").select_related("organisation", "answered_by").filter(pk=enquiry_id).first()
    if row is None:
        raise NotFound
    words, answer = enquiry_services.question_of(actor=actor, enquiry=row)
    return render(request, "journeys/question.html", {"enquiry": row, "words": words, "answer": answer})
