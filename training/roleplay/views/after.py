"""After the playing: the talk, the replay, the sheets, what one takes home."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import scoped
from training.assessment.content import spoken
from training.roleplay import packets
from training.roleplay.enums import AFTER, RoleCode, Step
from training.roleplay.models import Drill
from training.roleplay.policies import drills
from training.roleplay.selectors import debrief as debriefs
from training.roleplay.selectors import drills as selectors
from training.roleplay.selectors import replay as replays
from training.roleplay.selectors import sheets
from training.roleplay.services import debriefing
from training.roleplay.views.page import actor_of, number, press_of, refused, said, show


@scoped(Capability.LEARN)
@require_http_methods(["GET", "POST"])
def debrief(request: HttpRequest, drill: UUID) -> HttpResponse:
    actor = actor_of(request)
    row = selectors.drill_at(actor, drill, "debrief")
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = refused(lambda: _talk(request, actor, row))
        if not errors and not request.headers.get("HX-Request"):
            return redirect("drill_debrief", drill=row.pk)
        row = selectors.drill_at(actor, drill, "debrief")
    words = debriefs.said(actor, row)
    page = {
        "errors": errors, "typed": request.POST.dict() if errors else {}, "turn": debriefs.turn(actor, row),
        "leads": drills.can(actor, "lead", row), "last": row.step == Step.ASKED, "waiting": sheets.waiting(row),
        "steps": [(step, step.label, [w for w in words if w.step == step]) for step in Step],
        "sheets": sheets.open_to(actor, row), "part": packets.own_part(actor, row), "coach": Step.COACH,
    }
    return show(request, "debrief", row, page, title=selectors.title(row.version.play, spoken()), status=422 if errors else 200)


def _talk(request: HttpRequest, actor: Actor, drill: Drill) -> None:
    given = request.POST
    what = given.get("what", "")
    if what == "say":
        debriefing.say(
            actor=actor, drill=drill, worked=given.get("worked", "1") == "1", text=given.get("text", ""), press=press_of(request)
        )
    elif what == "on":
        debriefing.go_on(actor=actor, drill=drill, step=number(request, "step"), all_the_same=given.get("all_the_same") == "1")
    elif what == "finish":
        debriefing.finish(actor=actor, drill=drill)
    else:
        raise NotFound


@scoped(Capability.LEARN)
@require_GET
def replay(request: HttpRequest, drill: UUID, take: int = 0) -> HttpResponse:
    actor = actor_of(request)
    row = selectors.drill_at(actor, drill, "replay")
    told = replays.replay(actor, row, take or row.take)
    if told.apart and drills.can(actor, "lead", row):
        trail.record_read(actor, "roleplay.replay", ("drill", row.pk), take=told.take)
    stages = selectors.stages(row, spoken())
    page = {"replay": told, "stages": stages, "roles": {r.value: r.label for r in RoleCode}}
    return show(request, "replay", row, page, title=selectors.title(row.version.play, spoken()))


@scoped(Capability.LEARN)
@require_GET
def together(request: HttpRequest, drill: UUID) -> HttpResponse:
    """All sheets beside each other, and how alike they are. Not found while anybody's is open."""
    actor = actor_of(request)
    row = selectors.drill_at(actor, drill, "debrief")
    rows = sheets.everybody(actor, row)
    agreed = sheets.agreed(rows)
    lines = list(zip(*(sheet.lines for sheet in rows), strict=True))
    page = {"rows": rows, "lines": [(one[0].indicator, one) for one in lines], "agreed": agreed}
    return show(request, "sheets", row, page, title=selectors.title(row.version.play, spoken()))


@scoped(Capability.LEARN)
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest, drill: UUID) -> HttpResponse:
    """What a person takes along: the own part, what was said, the own note. For printing too."""
    actor = actor_of(request)
    row = selectors.drill_at(actor, drill, "debrief")
    part = packets.own_part(actor, row)
    if part is None or row.state not in AFTER:
        raise NotFound
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            debriefing.remember(actor=actor, drill=row, text=request.POST.get("text", ""))
            return redirect("drill_home", drill=row.pk)
        except Invalid as why:
            errors = said(why)
    words = debriefs.said(actor, row)
    page = {
        "errors": errors, "typed": request.POST.dict() if errors else {}, "packet": packets.own(actor, row, spoken()),
        "note": debriefs.home(row, part), "worked": [w for w in words if w.worked and w.step != Step.MEDIATOR],
        "others": [w for w in words if not w.worked], "own": [w for w in words if w.mine], "sheets": sheets.open_to(actor, row),
        "learnt": part.role == RoleCode.MEDIATOR,
    }
    return show(request, "home", row, page, title=selectors.title(row.version.play, spoken()), status=422 if errors else 200)
