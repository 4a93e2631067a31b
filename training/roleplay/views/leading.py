"""The trainer's paper beside the people."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.common.routes import scoped
from training.assessment.content import spoken, words
from training.roleplay import packets
from training.roleplay.enums import RoleCode
from training.roleplay.models import Drill
from training.roleplay.place import room_of
from training.roleplay.selectors import drills as selectors
from training.roleplay.selectors import live
from training.roleplay.services import leading
from training.roleplay.views.page import actor_of, number, press_of, refused, show


@scoped(Capability.MENTOR)
@require_http_methods(["GET", "POST"])
def lead(request: HttpRequest, drill: UUID) -> HttpResponse:
    actor = actor_of(request)
    row = selectors.drill_at(actor, drill, "lead")
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = refused(lambda: _do(request, actor, row))
        if not errors and not request.headers.get("HX-Request"):
            return redirect("drill_lead", drill=row.pk)
        row = selectors.drill_at(actor, drill, "lead")
    content = row.version.content
    room = room_of(row)
    page = {
        "errors": errors, "typed": request.POST.dict() if errors else {}, "room": room,
        "packets": packets.all_of(actor, row, spoken()), "injects": live.injects(actor, row), "marks": live.marks(row),
        "stages": list(enumerate(selectors.stages(row, spoken()))),
        "roles": [(m.part.role, m.label, m.part.name) for m in selectors.members(row, spoken()) if m.part.role],
        "ready": [
            (i["to"], str(RoleCode(i["to"]).label) if i["to"] else "", words(i["text"], spoken()), uuid4()) for i in content["injects"]
        ],
    }
    return show(request, "lead", row, page, title=selectors.title(row.version.play, spoken()), status=422 if errors else 200)


def _do(request: HttpRequest, actor: Actor, drill: Drill) -> None:
    given = request.POST
    what = given.get("what", "")
    if what == "inject":
        leading.put_in(actor=actor, drill=drill, to=given.get("to", ""), text=given.get("text", ""), press=press_of(request))
    elif what == "mark":
        leading.mark(actor=actor, drill=drill, name=given.get("name", ""), press=press_of(request))
    elif what == "stage":
        leading.go_to(actor=actor, drill=drill, stage=number(request, "stage"))
    elif what == "rewind":
        try:
            moment = UUID(given.get("moment", ""))
        except ValueError:
            raise NotFound from None
        leading.rewind(actor=actor, drill=drill, moment=moment, take=number(request, "take"))
    else:
        raise NotFound


@scoped(Capability.MENTOR)
@require_POST
def end(request: HttpRequest, drill: UUID) -> HttpResponse:
    actor = actor_of(request)
    leading.end(actor=actor, drill=selectors.drill_at(actor, drill, "lead"))
    return redirect("drill", drill=drill)
