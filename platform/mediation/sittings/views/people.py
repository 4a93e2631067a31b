"""Who is here: noted by the mediator, read by the parties; a party's word that it will be late."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mediation.casework.models import Party, Sitting
from mediation.casework.policies import sittings
from mediation.casework.views.asking import actor_of
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import scoped
from mediation.sittings.enums import Came, Why
from mediation.sittings.models import Presence
from mediation.sittings.selectors import guests as selectors
from mediation.sittings.selectors import presence, table
from mediation.sittings.services import presence as services
from mediation.sittings.views.page import said, show

BESIDE = (Came.PHONE, Came.PLACE)  # hear what is said without a seat in the online room


@scoped()
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    try:
        sitting = selectors.sitting_for(actor, sitting_id)
    except NotFound:
        return _invited(request, table.sitting_at(actor, sitting_id))
    lead = sittings.can(actor, "lead", sitting)
    errors: dict[str, str] = {}
    if request.method == "POST":
        if not lead:
            raise NotFound
        given = request.POST
        try:
            if given.get("out"):
                services.take_out(actor=actor, presence=_noted(sitting, given["out"]))
            else:
                services.note_presence(
                    actor=actor, sitting=sitting, party=_party(sitting, given.get("party", "")), name=given.get("name", ""),
                    how=given.get("how", ""), why=given.get("why", ""), words=given.get("words", ""),
                )
            if not request.headers.get("HX-Request"):
                return redirect("sitting_people", sitting.pk)
        except Invalid as why:
            errors = said(why)
    rows = presence.people_of(sitting, with_words=lead)
    together = lead or selectors.sides_meet(sitting)
    context = {
        "sitting": sitting, "case": sitting.case, "lead": lead,
        "rows": rows if together else [r for r in rows if str(r.party.subject) == actor.subject],
        "others": presence.others_of(sitting) if together else [], "guests": selectors.guests_of(sitting),
        "own": not lead, "ways": Came.choices, "whys": Why.choices,
        "errors": errors, "typed": request.POST.dict() if errors else {}, "absent": Came.ABSENT,
        "beside": BESIDE,
    }
    return show(request, "people", context, title=_("Who is here"), status=422 if errors else 200)


def _invited(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """For somebody invited who sits in the room: who is there and who listens by telephone, and nothing of who did not come or why."""
    if request.method == "POST":
        raise NotFound
    context = {
        "sitting": sitting, "lead": False, "own": False, "beside": BESIDE,
        "rows": [r for r in presence.people_of(sitting, with_words=False) if r.in_room or r.how not in ("", Came.ABSENT)],
        "others": presence.others_of(sitting), "guests": [g for g in selectors.guests_of(sitting) if g.welcome],
    }
    return show(request, "people", context, title=_("Who is here"))


def _party(sitting: Sitting, key: str) -> Party | None:
    if not key:
        return None
    found = next((p for p in selectors.parties_of(sitting) if str(p.pk) == key), None)
    if found is None:
        raise NotFound
    return found


def _noted(sitting: Sitting, key: str) -> Presence:
    row = Presence.objects.select_related("sitting").filter(sitting=sitting, pk=key).first() if key.isascii() and key.isdigit() else None
    if row is None:
        raise NotFound
    return row


@scoped()
@require_POST
def late(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    """A party says that it will be late."""
    actor = actor_of(request)
    sitting = selectors.sitting_for(actor, sitting_id, "attend")
    try:
        services.say_late(actor=actor, sitting=sitting, minutes=request.POST.get("late", ""), words=request.POST.get("late_words", ""))
    except Invalid as why:
        context = {"sitting": sitting, "case": sitting.case, "errors": said(why), "typed": request.POST.dict()}
        return show(request, "late", context, title=_("I will be late"), status=422)
    messages.success(request, _("The mediator knows. Nobody else has been told."))
    return redirect("party_case", sitting.case_id)
