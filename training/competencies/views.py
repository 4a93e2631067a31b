"""A person's own competencies."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from mediation.accounts.roles import Capability
from mediation.common.routes import signed_in
from training.competencies import selectors
from training.competencies.enums import Source


@signed_in(Capability.LEARN)
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Only the person's own: nobody else has this page, and nothing on it is added up."""
    person = UUID(request.actor.subject)  # type: ignore[attr-defined]
    found = selectors.areas(person)
    context = {
        "areas": found, "step": selectors.next_step(person, found, get_language() or ""), "sources": Source,
    }
    response = render(request, "competencies/own.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response
