"""`/desk/cases/<id>/`: one case, for its mediator (and to read, for the supervisor)."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.casework import labels
from mediation.casework.enums import EndReason
from mediation.casework.forms import DescribeForm, RespondentForm
from mediation.casework.selectors.case import case_for, party_for
from mediation.casework.selectors.casepage import case_page, followable, with_threads
from mediation.casework.selectors.message import thread
from mediation.casework.services import case as services
from mediation.casework.services import claim as claims
from mediation.casework.services import invitation, reading
from mediation.casework.services import message as message_services
from mediation.casework.views.asking import actor_of, origin_of
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import scoped


@scoped()
@require_GET
def case(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    try:
        page = case_page(actor, case_id)
    except NotFound:
        if not actor.is_user:
            raise
        row = followable(actor, case_id)
        return render(request, "casework/followed.html", {"case": row, "standing": labels.STANDING[row.state]})
    if not actor.is_user:
        raise NotFound
    return _page(request, page, {})


def _page(request: HttpRequest, page: Any, more: dict[str, Any], *, status: int = 200) -> HttpResponse:
    row = page.case
    context = {
        "page": page, "case": row, "parties": page.parties, "sitting": page.sitting, "step": page.step,
        "events": [(e, labels.event_label(e), labels.event_detail(e)) for e in reversed(page.events)],
        "describe": DescribeForm(initial={"title": row.title, "kind": row.kind, "grade": row.grade}),
        "respondent": RespondentForm(), "reasons": EndReason.choices, **more,
    }
    return render(request, "casework/case.html", context, status=status)


@scoped()
@require_GET
def story(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What was told: a fragment of its own, because every opening is written down."""
    row = case_for(actor_of(request), case_id)
    words = reading.story_of(actor=actor_of(request), case=row)
    name = "casework/_story.html" if request.headers.get("HX-Request") else "casework/story.html"
    return render(request, name, {"case": row, "words": words})


@scoped()
@require_POST
def contact(request: HttpRequest, party_id: uuid.UUID) -> HttpResponse:
    party = party_for(actor_of(request), party_id)
    number = reading.contact_of(actor=actor_of(request), party=party)
    name = "casework/_contact.html" if request.headers.get("HX-Request") else "casework/contact.html"
    response = render(request, name, {"case": party.case, "party": party, "number": number})
    response.headers["Cache-Control"] = "no-store"
    return response


@scoped()
@require_POST
def describe(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    row = case_for(actor, case_id, "work")
    form = DescribeForm(request.POST)
    if form.is_valid():
        try:
            services.describe(actor=actor, case=row, **form.cleaned_data)
            return redirect("desk_case", case_id)
        except Invalid as why:
            form.refuse(why)
    return _page(request, case_page(actor, case_id), {"describe": form, "editing": True}, status=422)


@scoped()
@require_POST
def called(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    services.called_back(actor=actor_of(request), case=case_for(actor_of(request), case_id, "work"))
    return redirect("desk_case", case_id)


@scoped()
@require_POST
def release(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    claims.release(actor=actor_of(request), case=case_for(actor_of(request), case_id, "work"))
    messages.info(request, _("The case waits for somebody else."))
    return redirect("desk_home")


@scoped()
@require_POST
def end(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    row = case_for(actor, case_id, "work")
    try:
        services.end(actor=actor, case=row, reason=request.POST.get("reason", ""))
    except Invalid as why:
        return _page(request, case_page(actor, case_id), {"end_errors": why.fields}, status=422)
    messages.info(request, _("Mediation has ended. Both sides have been told which ways are open to them."))
    return redirect("desk_case", case_id)


@scoped()
@require_POST
def add_party(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    row = case_for(actor, case_id, "work")
    form = RespondentForm(request.POST)
    if form.is_valid():
        try:
            invitation.add_respondent(actor=actor, case=row, **form.cleaned_data)
            return redirect("desk_case", case_id)
        except Invalid as why:
            form.refuse(why)
    return _page(request, case_page(actor, case_id), {"respondent": form, "adding": True}, status=422)


@scoped()
@require_POST
def set_phone(request: HttpRequest, party_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    party = party_for(actor, party_id)
    try:
        invitation.set_phone(actor=actor, party=party, phone=request.POST.get("phone", ""))
    except Invalid as why:
        more = {"phone_errors": {str(party.id): str(why.fields["phone"])}, "phone_typed": request.POST.get("phone", "")}
        return _page(request, case_page(actor, party.case_id), more, status=422)
    return redirect("desk_case", party.case_id)


@scoped()
@require_POST
def invite(request: HttpRequest, party_id: uuid.UUID) -> HttpResponse:
    """The link goes to the person's own telephone; this page never learns it."""
    actor = actor_of(request)
    party = party_for(actor, party_id)
    try:
        invitation.invite(actor=actor, party=party, origin=origin_of(request))
    except Invalid as why:
        more = {"phone_errors": {str(party.id): str(why.fields["phone"])}}
        return _page(request, case_page(actor, party.case_id), more, status=422)
    messages.success(request, _("The link is on its way to the person's own telephone."))
    return redirect("desk_case", party.case_id)


@scoped()
@require_GET
def paper(request: HttpRequest, party_id: uuid.UUID) -> HttpResponse:
    """The invitation on paper, with the landline by which it can be verified; it carries no link."""
    party = party_for(actor_of(request), party_id)
    return render(request, "casework/paper_invitation.html", {"party": party, "case": party.case})


@scoped()
@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Lines with each party, one thread each."""
    actor = actor_of(request)
    row, parties = with_threads(actor, case_id)
    wrong: dict[str, Any] = {}
    if request.method == "POST":
        party = next((p for p in parties if str(p.id) == request.POST.get("party")), None)
        if party is None:
            raise NotFound
        party.case = row
        try:
            message_services.write_as_mediator(
                actor=actor, party=party, words=request.POST.get("words", ""), token=request.POST.get("token", "")
            )
            return redirect("desk_messages", case_id)
        except Invalid as why:
            wrong = {"wrong_party": str(party.id), "words": request.POST.get("words", ""), "errors": why.fields}
    threads = [(p, thread(p), message_services.new_token()) for p in parties]
    return render(request, "casework/messages.html", {"case": row, "threads": threads, **wrong}, status=422 if wrong else 200)
