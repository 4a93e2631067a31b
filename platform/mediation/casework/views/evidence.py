"""Evidence on the desk and on a party's own page: one page, seen by each according to who they are."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mediation.casework import workflow
from mediation.casework.enums import CaseState
from mediation.casework.models import Case, Evidence
from mediation.casework.policies import cases
from mediation.casework.selectors import evidence as selectors
from mediation.casework.services import evidence as services
from mediation.casework.views.asking import actor_of
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped

ACCEPT = "image/*,.heic,.heif,audio/*,.m4a,.mp3,.wav,.amr,application/pdf"
ACTIONS: dict[str, tuple[str, Callable[[Actor, Evidence], None]]] = {
    "release": ("release", lambda a, p: services.release(actor=a, piece=p, on=True)),
    "hold": ("release", lambda a, p: services.release(actor=a, piece=p, on=False)),
    "allow": ("own", lambda a, p: services.allow(actor=a, piece=p, may_show=True)),
    "refuse": ("own", lambda a, p: services.allow(actor=a, piece=p, may_show=False)),
    "take-back": ("own", lambda a, p: services.take_back(actor=a, piece=p)),
}


@scoped()
@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    case = selectors.case_with_evidence(actor, case_id)
    if request.path.startswith("/desk/") == actor.is_guest:  # each has an address of their own
        raise NotFound
    errors: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            services.give(
                actor=actor, case=case, files=[(f.name or "", f.read()) for f in request.FILES.getlist("files")],
                words=request.POST.get("words", ""), may_show=bool(request.POST.get("may_show")), token=request.POST.get("token", "")[:40],
            )
            messages.success(request, _("Handed in and kept."))
            return redirect(request.path)
        except Invalid as why:
            errors, status = {k: str(v) for k, v in why.fields.items()}, 422
        except Conflict as why:
            errors, status = {"files": str(why.message)}, 409
    return _page(request, actor, case, errors, status)


def _page(request: HttpRequest, actor: Actor, case: Case, errors: dict[str, Any], status: int) -> HttpResponse:
    works = cases.can(actor, "work", case)
    found = {
        "case": case, "pieces": selectors.pieces(actor, case), "errors": errors, "accept": ACCEPT, "works": works,
        "base": "web/party.html" if actor.is_guest else "web/desk.html", "guest": actor.is_guest,
        "gives": (works or actor.is_guest) and CaseState(case.state) in workflow.OPEN | {CaseState.AGREED},
        "token": request.POST.get("token") or secrets.token_urlsafe(16), "words": request.POST.get("words", ""),
        "may_show": bool(request.POST.get("may_show")),
    }
    return render(request, "casework/evidence.html", found, status=status)


@scoped()
@require_POST
def change(request: HttpRequest, key: uuid.UUID, move: str) -> HttpResponse:
    """Release, hold, allow, refuse, take back."""
    actor = actor_of(request)
    if move not in ACTIONS:
        raise NotFound
    action, act = ACTIONS[move]
    piece = selectors.evidence_for(actor, key, action)
    try:
        act(actor, piece)
    except Conflict as why:
        messages.error(request, str(why.message))
    return redirect("party_evidence" if actor.is_guest else "case_evidence", piece.case_id)
