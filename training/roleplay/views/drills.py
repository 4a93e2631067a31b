"""The list, preparing, and the page of a drill for each person in it."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped, signed_in
from training.assessment.content import spoken, words
from training.roleplay import indicators, packets
from training.roleplay.forms import PrepareForm
from training.roleplay.place import room_of
from training.roleplay.policies import drills, plays
from training.roleplay.selectors import drills as selectors
from training.roleplay.selectors import live, people
from training.roleplay.services import preparing
from training.roleplay.views.page import actor_of, show


@signed_in(Capability.LEARN)
@require_GET
def shelf(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    trains = actor.holds(Capability.MENTOR)
    page = {
        "rows": selectors.mine(actor, spoken()), "trains": trains, "writes": trains or actor.holds(Capability.CONTENT_EDIT),
        "plays": [(p, selectors.title(p, spoken())) for p in plays.scope(actor, "prepare").order_by("title_zh")],
    }
    return render(request, "roleplay/shelf.html", page)


@scoped(Capability.MENTOR)
@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, play: UUID) -> HttpResponse:
    actor = actor_of(request)
    row = selectors.play_at(actor, play, "prepare")
    version = row.versions.order_by("-number").first()
    if version is None:
        raise NotFound
    roles = {code: words(role["name"], spoken()) for code, role in version.content["roles"].items()}
    form = PrepareForm(request.POST or None, roles=roles, there=people.candidates(actor))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            drill = preparing.prepare(
                actor=actor, play=row, planned_at=form.cleaned_data["planned_at"], cast=form.cast,
                observers=form.cleaned_data["observers"], press=form.form_id,
            )
            return redirect("drill", drill=drill.pk)
        except Invalid as why:
            for name, wrong in why.fields.items():
                form.add_error(name, str(wrong))
    if form.is_bound and not form.is_valid():
        status = 422
    page = {"form": form, "title": selectors.title(row, spoken()), "watch": indicators.told(version.content["watch"])}
    return render(request, "roleplay/prepare.html", page, status=status)


@scoped(Capability.LEARN)
@require_GET
def drill(request: HttpRequest, drill: UUID) -> HttpResponse:
    actor = actor_of(request)
    row = selectors.drill_at(actor, drill)
    leads = drills.can(actor, "lead", row)
    play = row.version.play
    page = {
        "drill": row, "title": selectors.title(play, spoken()), "leads": leads, "members": selectors.members(row, spoken()),
        "common": packets.common(row, spoken()), "packet": None if leads else packets.own(actor, row, spoken()),
        "packets": packets.all_of(actor, row, spoken()) if leads else [], "watch": indicators.told(row.version.content["watch"]),
        "room": room_of(row), "solo": play.solo if play.solo_id else None, "part": packets.own_part(actor, row),
    }
    return render(request, "roleplay/drill.html", page)


@scoped(Capability.LEARN)
@require_GET
def role(request: HttpRequest, drill: UUID) -> HttpResponse:
    """What this person, and nobody else, knows: the own packet, and what was put in for everybody or for this role."""
    actor = actor_of(request)
    row = selectors.drill_at(actor, drill)
    packet = packets.own(actor, row, spoken())
    page = {"packet": packet, "common": packets.common(row, spoken()), "injects": live.injects(actor, row)}
    return show(request, "role", row, page, title=selectors.title(row.version.play, spoken()))


@scoped(Capability.MENTOR)
@require_POST
def opening(request: HttpRequest, drill: UUID) -> HttpResponse:
    actor = actor_of(request)
    row = selectors.drill_at(actor, drill, "lead")
    try:
        room = preparing.open_drill(actor=actor, drill=row)
    except Conflict:
        return redirect("drill", drill=row.pk)  # it has begun or was given up meanwhile: its page says so
    return redirect("room", room_id=room.pk)


@scoped(Capability.MENTOR)
@require_POST
def cancel(request: HttpRequest, drill: UUID) -> HttpResponse:
    actor = actor_of(request)
    row = selectors.drill_at(actor, drill, "lead")
    with suppress(Conflict):  # it has begun meanwhile: its page says so
        preparing.cancel(actor=actor, drill=row)
    return redirect("drill", drill=row.pk)
