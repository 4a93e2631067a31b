"""What lies on the table, for everybody in the joint room."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from mediation.casework.models import Evidence
from mediation.casework.policies import sittings
from mediation.casework.views.asking import actor_of
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped
from mediation.sittings.enums import Stage
from mediation.sittings.selectors import table as selectors
from mediation.sittings.services import table as services
from mediation.sittings.views.page import said, show

POWERLESS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@scoped()
@require_http_methods(["GET", "POST"])
def table(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    sitting = selectors.sitting_at(actor, sitting_id)
    lead = sittings.can(actor, "lead", sitting)
    errors: dict[str, str] = {}
    if request.method == "POST":
        if not lead:
            raise NotFound
        given = request.POST
        try:
            if "points" in given:
                services.set_points(actor=actor, sitting=sitting, lines=given["points"].splitlines())
            elif "stage" in given:
                services.set_stage(actor=actor, sitting=sitting, stage=given["stage"])
            elif "point" in given:
                services.go_to(actor=actor, sitting=sitting, point=_number(given["point"]))
            else:
                piece, page = _evidence(given.get("evidence", "")), _number(given.get("page", "1"))
                services.lay(actor=actor, sitting=sitting, evidence=piece, page=page)
        except Invalid as why:
            errors = said(why)
        except Conflict as why:
            errors = {"form": str(why.message)}
    laid = selectors.laid(sitting)
    at = f"{laid.evidence.pk}.{laid.page}" if laid.evidence is not None else ""
    looked = _looked(request, laid.pages) if request.GET.get("at", at) == at else 0  # the mediator has turned: with everybody again
    stage = laid.row.stage if laid.row is not None else ""
    context = {
        "stages": Stage.choices, "stage": stage, "stage_words": Stage(stage).label if stage else "",
        "sitting": sitting, "laid": laid, "lead": lead, "errors": errors, "typed": request.POST.dict() if errors else {},
        "layable": selectors.layable(sitting) if lead else [],
        "shown": looked or laid.page, "at": at, "away": bool(looked) and looked != laid.page,
        "version": laid.row.version if laid.row is not None else 0,
    }
    return show(request, "table", context, title="", status=422 if errors else 200)


@scoped()
@require_GET
def paper(request: HttpRequest, sitting_id: uuid.UUID) -> HttpResponse:
    """The paper itself as a picture: of a PDF the page everybody is at, or the one looked up (`?look=3`)."""
    sitting = selectors.sitting_at(actor_of(request), sitting_id)
    content, media = selectors.picture(sitting, _looked(request, services.PAGES))
    response = HttpResponse(content, content_type=media)
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = POWERLESS
    return response


def _number(raw: str) -> int:
    if not raw.isascii() or not raw.isdigit() or len(raw) > 6:
        raise NotFound
    return int(raw)


def _looked(request: HttpRequest, pages: int) -> int:
    """The page somebody turns to alone; 0: with everybody."""
    raw = request.GET.get("look", "")
    return min(max(_number(raw), 1), pages) if raw else 0


def _evidence(key: str) -> Evidence | None:
    if not key:
        return None
    try:
        row = Evidence.objects.filter(pk=uuid.UUID(key)).first()
    except ValueError:
        row = None
    if row is None:
        raise NotFound
    return row
