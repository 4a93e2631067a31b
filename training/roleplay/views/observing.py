"""The observer's paper beside the people."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.common.routes import scoped
from training.assessment.content import spoken
from training.roleplay.enums import Level
from training.roleplay.models import Drill
from training.roleplay.place import room_of
from training.roleplay.selectors import drills as selectors
from training.roleplay.selectors import sheets
from training.roleplay.services import observing
from training.roleplay.views.page import actor_of, number, press_of, refused, show


@scoped(Capability.LEARN)
@require_http_methods(["GET", "POST"])
def watch(request: HttpRequest, drill: UUID) -> HttpResponse:
    """The own sheet: moments, levels, and closing it. Nobody else's."""
    actor = actor_of(request)
    row = selectors.drill_at(actor, drill, "observe")
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = refused(lambda: _do(request, actor, row))
        if not errors and not request.headers.get("HX-Request"):
            return redirect("drill_watch", drill=row.pk)
        row = selectors.drill_at(actor, drill, "observe")
    sheet = sheets.own(actor, row)
    typed = request.POST.dict() if errors else {}
    room = room_of(row)
    page = {
        "errors": errors, "typed": typed, "sheet": sheet, "levels": [(str(x.value), x.label) for x in Level][::-1],
        "lines": [
            (line, typed.get(line.indicator.code) or line.said, errors.get(line.indicator.code, ""), uuid4()) for line in sheet.lines
        ],
        "none": sheets.NOT_OBSERVED, "runs": row.state == "open" and room is not None and room.state != "closed",
        "saved": request.method == "POST" and not errors and request.POST.get("what") == "rate",
    }
    return show(request, "watch", row, page, title=selectors.title(row.version.play, spoken()), status=422 if errors else 200)


def _do(request: HttpRequest, actor: Actor, drill: Drill) -> None:
    given = request.POST
    what = given.get("what", "")
    if what == "tag":
        observing.tag(
            actor=actor, drill=drill, indicator=given.get("indicator", ""), note=given.get("note", ""), press=press_of(request)
        )
    elif what in ("rate", "submit"):
        observing.rate(actor=actor, drill=drill, said=given.dict())
        if what == "submit":
            observing.submit(actor=actor, drill=drill)
    else:
        raise NotFound


@scoped(Capability.MENTOR)
@require_POST
def excuse(request: HttpRequest, drill: UUID) -> HttpResponse:
    actor = actor_of(request)
    row = selectors.drill_at(actor, drill, "lead")
    observing.excuse(actor=actor, drill=row, part=number(request, "part"))
    return redirect("drill_debrief", drill=row.pk)
