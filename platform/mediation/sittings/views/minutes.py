"""The minutes: one address, seen by each according to who they are."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mediation.casework.models import Sitting
from mediation.casework.policies import sittings
from mediation.casework.views.asking import actor_of
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped
from mediation.sittings.enums import MinutesState
from mediation.sittings.selectors import drafting, guests
from mediation.sittings.selectors import minutes as selectors
from mediation.sittings.services import minutes as services
from mediation.sittings.views.page import said, show


@scoped()
@require_http_methods(["GET", "POST"])
def panel(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    sitting = guests.sitting_for(actor, sitting_id)
    lead = sittings.can(actor, "lead", sitting)
    context: dict[str, Any] = {"sitting": sitting, "case": sitting.case, "lead": lead, "errors": {}, "typed": {}, "stale": None}
    status = 200
    if request.method == "POST":
        try:
            (_write if lead else _answer)(request, actor, sitting)
            if not request.headers.get("HX-Request"):
                return redirect(request.path)
        except services.StaleMinutes as why:
            context.update(stale=why, typed=request.POST.dict())
            status = 409
        except Conflict as why:
            context.update(refused=why.message, typed=request.POST.dict())
            status = 409
        except Invalid as why:
            context.update(errors=said(why), typed=request.POST.dict())
            status = 422
    try:
        row = selectors.minutes_for(actor, sitting)
    except NotFound:
        return show(request, "minutes", context, title=_("Minutes"), status=status)
    draft = row.state == MinutesState.DRAFT
    answers = selectors.answers_of(actor, row) if row.state == MinutesState.READ else []
    context.update(
        minutes=row, text=selectors.draft_of(row) if draft else selectors.text_of(row), read=not draft, answers=answers,
        removed=selectors.removed_since(row), seen=context["typed"].get("seen") or clock.now().isoformat(),
        mine=next((a for a in answers if str(a.party.subject) == actor.subject), None),
        spoken=drafting.spoken(sitting) if lead and draft else [],
    )
    return show(request, "minutes", context, title=_("Minutes"), status=status)


def _write(request: HttpRequest, actor: Actor, sitting: Sitting) -> None:
    given = request.POST
    if given.get("do") == "begin":
        services.begin(actor=actor, sitting=sitting)
        return
    row = selectors.minutes_for(actor, sitting, "lead")
    raw = given.get("version", "")
    version = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0
    if given.get("do") == "reopen":
        services.reopen(actor=actor, minutes=row)
        return
    row = services.save(actor=actor, minutes=row, version=version, text=given.get("text", ""), seen=_moment(given.get("seen", "")))
    if given.get("do") == "read":
        services.read_back(actor=actor, minutes=row, version=row.version)


def _moment(raw: str) -> datetime | None:
    """When the words were shown; what is no moment, or lies ahead, counts as not said."""
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and moment <= clock.now() else None


def _answer(request: HttpRequest, actor: Actor, sitting: Sitting) -> None:
    services.answer(
        actor=actor, minutes=selectors.minutes_for(actor, sitting, "attend"), seen_hash=request.POST.get("hash", ""),
        agrees=request.POST.get("agrees") == "1", words=request.POST.get("words", ""),
    )
