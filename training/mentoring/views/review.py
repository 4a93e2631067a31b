"""The panel's page, the public notice, objections and their decision."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import public, scoped
from training.mentoring.enums import STEPS
from training.mentoring.models import Panel
from training.mentoring.policies import appeals, panels
from training.mentoring.selectors import standing as selectors
from training.mentoring.services import review
from training.mentoring.views.pages import asker


@scoped(Capability.LEARN)
@require_http_methods(["GET", "POST"])
def panel(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """For members and the supervisor: what the portfolio shows, the votes, what comes next."""
    actor = asker(request)
    judges = panels.scope(actor, "judge").filter(pk=panel_id).exists()
    row = selectors.panel_for(actor, panel_id, "judge" if judges else "oversee")
    more: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        given = request.POST
        try:
            match given.get("do"):
                case "appoint":
                    review.appoint(actor=actor, panel=row, members=_ids(given.getlist("members")))
                case "yes" | "no" as said:
                    review.vote(actor=actor, panel=row, yes=said == "yes", reason=given.get("reason", ""))
                    return redirect("mentoring_panel", panel_id) if panels.can(actor, "oversee", row) else redirect("mentoring")
                case "conclude":
                    review.conclude(actor=actor, panel=row)
                case _:
                    raise NotFound
            return redirect("mentoring_panel", panel_id)
        except Invalid as why:
            more, status = {"errors": why.fields, "typed": given.get("reason", ""), "chosen": given.getlist("members")}, why.status
        except Conflict as why:
            more, status = {"wrong": why.message}, why.status
    return _panel(request, row, judges, status, **more)


def _panel(request: HttpRequest, row: Panel, judges: bool, status: int = 200, **more: Any) -> HttpResponse:
    actor = asker(request)
    standing = selectors.standing(actor, row.portfolio)
    members = list(row.members.all())
    voted = {v.member for v in row.votes.all()}
    oversees = panels.can(actor, "oversee", row)
    context = {
        "panel": row, "portfolio": row.portfolio, "standing": standing, "label": STEPS[row.portfolio.track](row.step + 1).label,
        "members": [(m.name, m.member in voted) for m in members], "judges": judges and UUID(actor.subject) not in voted,
        "oversees": oversees, "may": selectors.may_judge(row.portfolio) if oversees and not voted else [],
        "chosen": [str(m.member) for m in members], "appeals": selectors.appeals_of(actor, row), **more,
    }
    response = render(request, "mentoring/panel.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _ids(given: list[str]) -> list[UUID]:
    try:
        return [uuid.UUID(one) for one in given]
    except ValueError:
        raise NotFound from None


@scoped(Capability.CASE_OVERSEE)
@require_POST
def decide(request: HttpRequest, appeal_id: UUID) -> HttpResponse:
    actor = asker(request)
    row = appeals.scope(actor, "decide").select_related("panel__portfolio__template").filter(pk=appeal_id).first()
    if row is None:
        raise NotFound
    answer = request.POST.get("answer", "")
    try:
        review.decide(actor=actor, appeal=row, upheld=request.POST.get("do") == "uphold", answer=answer)
    except Invalid as why:
        return _panel(request, row.panel, False, why.status, wrong_appeal=row.pk, wrong_answer=why.fields["answer"], typed=answer)
    return redirect("mentoring_panel", row.panel_id)


@public
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """公示: anybody reads who is to take the next step, and until when objections are taken."""
    rows = [(p, STEPS[p.portfolio.track](p.step + 1).label) for p in selectors.in_notice()]
    return render(request, "mentoring/notices.html", {"rows": rows})


@scoped(Capability.LEARN)
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Object while the notice runs; whoever objected reads the answer here, also afterwards."""
    actor = asker(request)
    row = Panel.objects.select_related("portfolio__template").filter(pk=panel_id, notice_from__isnull=False).first()
    own = row.appeals.filter(by=actor.subject).first() if row is not None else None
    open_ = row is not None and row.state == "notice" and row.notice_until is not None and clock.today() <= row.notice_until
    if row is None or not (open_ or own):
        raise NotFound
    context: dict[str, Any] = {
        "panel": row, "label": STEPS[row.portfolio.track](row.step + 1).label, "own": own, "words": request.POST.get("words", ""),
    }
    if request.method == "POST":
        try:
            review.object_to(actor=actor, panel=row, words=context["words"])
        except Invalid as why:
            return render(request, "mentoring/notice.html", {**context, "wrong": why.fields["words"]}, status=422)
        return redirect("mentoring_notice", panel_id)
    return render(request, "mentoring/notice.html", context)
