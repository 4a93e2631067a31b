"""Who accompanies whom, a person's page on a ladder, and the ladders themselves."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped, signed_in
from training.competencies import selectors as seen
from training.mentoring import rules
from training.mentoring.enums import MAY, STEPS, Stage, Track
from training.mentoring.forms import LadderForm, LogForm, ProposeForm
from training.mentoring.models import Portfolio
from training.mentoring.selectors import standing as selectors
from training.mentoring.services import contract as contracts
from training.mentoring.services import ladder as laying
from training.mentoring.services import log


def asker(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def blame(form: Any, why: Invalid | Conflict) -> None:
    for name, words in (why.fields if isinstance(why, Invalid) else {"": why.message}).items():
        form.add_error(name if name in form.fields else None, str(words))


@signed_in(Capability.LEARN)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    actor = asker(request)
    own, mine, others = selectors.listed(actor)
    mentors = actor.holds(Capability.MENTOR)
    graded = any(row.portfolio.track == Track.GRADE for row in own)
    return render(request, "mentoring/home.html", {
        "own": own, "mine": mine, "others": others, "mentors": mentors, "judge": selectors.to_judge(actor),
        "report": "houses" if actor.holds(Capability.CASE_OVERSEE) else "apprentices" if mentors else "own",
        "gives": actor.holds(Capability.ACCOUNTS_MANAGE), "may_apply": actor.holds(Capability.CASE_CLAIM) and not graded,
    })


@signed_in(Capability.MENTOR)
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    actor = asker(request)
    form = ProposeForm(
        request.POST or None, people=selectors.may_be_apprentices(actor), initial={"until": clock.today() + timedelta(days=365)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = contracts.propose(actor=actor, **form.cleaned_data)
        except (Invalid, Conflict) as why:
            blame(form, why)
        else:
            return redirect("mentoring_portfolio", row.portfolio_id)
    load = contracts.load(actor)
    most = selectors.template_today(Track.PATH).at_most
    return render(
        request, "mentoring/propose.html", {"form": form, "load": load, "most": most, "full": load >= most},
        status=422 if form.errors else 200,
    )


@scoped(Capability.LEARN)
@require_http_methods(["GET", "POST"])
def portfolio(request: HttpRequest, portfolio_id: UUID) -> HttpResponse:
    """GET shows where somebody stands; POST writes a line of the log."""
    actor = asker(request)
    row = selectors.portfolio_for(actor, portfolio_id)
    if request.method == "GET":
        return shown(request, row)
    standing = selectors.standing(actor, row)
    if not standing.part:
        raise NotFound
    form = LogForm(request.POST, seats=standing.seats, mentor=standing.mentors)
    if form.is_valid():
        try:
            log.write(actor=actor, portfolio=row, seen=form.observed(), **form.cleaned_data)
        except (Invalid, Conflict) as why:
            blame(form, why)
        else:
            return redirect("mentoring_portfolio", portfolio_id)
    return shown(request, row, 422, form=form)


def shown(request: HttpRequest, row: Portfolio, status: int = 200, **more: Any) -> HttpResponse:
    actor = asker(request)
    standing = selectors.standing(actor, row)
    steps = STEPS[row.track]
    signed = {s.step: s for s in standing.sign_offs}
    ladder = [
        (step, step.label, MAY[Stage(step)] if row.track == Track.PATH else "", signed.get(step.value), step < row.step, step == row.step)
        for step in steps
    ]
    fresh = {"once": uuid.uuid4(), "on": clock.today()}
    context = {
        "standing": standing, "portfolio": row, "contract": standing.contract, "ladder": ladder, "today": clock.today(),
        "path": row.track == Track.PATH, "last": row.step >= rules.LAST[Track(row.track)],
        "form": LogForm(initial=fresh, seats=standing.seats, mentor=standing.mentors), "co": row.step >= Stage.CO,
        "noes": standing.noes, **more,
    }
    response = render(request, "mentoring/portfolio.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@scoped(Capability.LEARN)
@require_GET
def competencies(request: HttpRequest, portfolio_id: UUID) -> HttpResponse:
    """What has been seen of the apprentice, for the mentor in force: without answers to questions, which are the learner's own."""
    row = selectors.portfolio_for(asker(request), portfolio_id, "mentor")
    response = render(request, "mentoring/competencies.html", {"portfolio": row, "areas": seen.areas(row.person)})
    response.headers["Cache-Control"] = "no-store"
    return response


@signed_in()
@require_GET
def ladders(request: HttpRequest) -> HttpResponse:
    """The ladders with their numbers and where these come from: no secret for anybody who works here."""
    today = clock.today()
    found = []
    for track in Track:
        rows = [row for row in selectors.ladders() if row.track == track]
        now = next((row for row in rows if row.valid_from <= today), None)
        steps = STEPS[track]
        sheets = []
        for row in rows:
            gates = list(row.requirements.all())
            sheets.append((row, row == now, [(step.label, [g for g in gates if g.step == step.value]) for step in list(steps)[:-1]]))
        found.append((track, sheets))
    may = asker(request).holds(Capability.TERRITORY_MANAGE)
    return render(request, "mentoring/ladders.html", {"tracks": found, "may": may})


@signed_in(Capability.TERRITORY_MANAGE)
@require_http_methods(["GET", "POST"])
def ladder(request: HttpRequest, track: str) -> HttpResponse:
    """A new ladder from a day to come, beginning with today's numbers."""
    if track not in Track.values:
        raise NotFound
    held = selectors.template_today(Track(track))
    gates = laying.gates_now(Track(track), clock.today())
    start = {"notice_days": held.notice_days, "at_most": held.at_most, "drills_by_log": held.drills_by_log}
    form = LadderForm(request.POST or None, gates=gates, steps=STEPS[track], initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            laying.lay(
                actor=asker(request), track=Track(track), valid_from=form.cleaned_data["valid_from"], numbers=form.numbers(),
                notice_days=form.cleaned_data["notice_days"], at_most=form.cleaned_data["at_most"],
                drills_by_log=form.cleaned_data["drills_by_log"],
            )
        except (Invalid, Conflict) as why:
            blame(form, why)
        else:
            return redirect("mentoring_ladders")
    return render(
        request, "mentoring/ladder.html", {"form": form, "track": Track(track)}, status=422 if form.errors else 200
    )
