"""A person's own ledger of consents, and the exact words of each version."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from counseling.screening import battery
from counseling.screening.selectors import ledger as reading
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.common.routes import scoped


def _guest(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_guest:
        raise NotFound
    return actor


@scoped()
@require_safe
def ledger(request: HttpRequest) -> HttpResponseBase:
    """What I agreed to, and to whom anything of mine was given."""
    actor = _guest(request)
    lines = reading.ledger(uuid.UUID(actor.subject), translation.get_language() or "zh-hans")
    quiet = reading.silent(uuid.UUID(actor.subject))
    answer = render(request, "screening/ledger.html", {
        "lines": lines, "quiet": quiet, "passed": [] if quiet else reading.passed(uuid.UUID(actor.subject)),
    })
    answer.headers["Cache-Control"] = "no-store"
    return answer


@scoped()
@require_safe
def words(request: HttpRequest, digest: str) -> HttpResponseBase:
    """The text as it was when it was agreed to; only a text of one's own ledger."""
    actor = _guest(request)
    language = battery.known(translation.get_language())
    lines = reading.ledger(uuid.UUID(actor.subject), language)
    text = reading.text_of(digest) if any(line.digest == digest for line in lines) else None
    if text is None:
        raise NotFound
    points = text["points"]
    assert isinstance(points, dict)  # noqa: S101 -- for the type checker
    return render(request, "screening/ledger_text.html", {"version": text["version"], "points": points[language]})
