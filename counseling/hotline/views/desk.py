"""`/care/hotline/`: the desk, a call while it runs, and its record."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counseling.hotline.enums import MINORS, AgeGroup, Direction, Outcome, Right, Safe
from counseling.hotline.forms import CallForm, EndForm, LinkForm, NoteForm
from counseling.hotline.models import Call
from counseling.hotline.policies import calls as policy
from counseling.hotline.policies import leads, rights_of
from counseling.hotline.selectors import desk as reading
from counseling.hotline.selectors.volunteers import own_list
from counseling.hotline.services import desk as services
from counseling.hotline.services import handover
from counseling.screening.enums import Rank
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import scoped, signed_in
from mediation.territory.models import Area


def actor_of(request: HttpRequest) -> Actor:
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def user_of(request: HttpRequest) -> User:
    return cast("User", request.user)


def own_place(actor: Actor) -> Area:
    """The largest place whose desk the asker sits at."""
    row: Area | None = Area.objects.filter(path__in=actor.reach(Capability.HOTLINE_TAKE)).order_by("depth", "path").first()
    if row is None:
        raise NotFound
    return row


@signed_in(Capability.HOTLINE_TAKE)
@require_safe
def show(request: HttpRequest) -> HttpResponseBase:
    """One thing to do: take the call. Below it who is on call, what waits, what was."""
    actor = actor_of(request)
    place = own_place(actor)
    rights = rights_of(actor)
    lead = leads(actor)
    return render(request, "hotline/desk.html", {
        "live": reading.live_of(actor), "calls": reading.recent(actor), "waiting": reading.waiting(actor), "lead": lead,
        "rights": [r for r in Right if r in rights], "may_take": Right.TAKE in rights, "card": None if lead else own_list(user_of(request)),
        "on_call": rota.on_call(place.path, Rank.FIRST), "press": uuid.uuid4(), "now": clock.now(), "readable": _readable(actor),
    })


def _readable(actor: Actor) -> set[uuid.UUID]:
    return set(policy.scope(actor, "read").values_list("pk", flat=True)[:200])


@signed_in(Capability.HOTLINE_TAKE)
@require_POST
def take(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    try:
        press = uuid.UUID(request.POST.get("press", ""))
    except ValueError:
        press = uuid.uuid4()
    direction = Direction.OUT if request.POST.get("direction") == Direction.OUT else Direction.IN
    try:
        call = services.take(actor=actor, user=user_of(request), area=own_place(actor), press=press, direction=direction)
    except Invalid as why:
        messages.error(request, str(why.message))
        return redirect("hotline")
    return redirect("hotline_call", call.id)


@scoped(Capability.HOTLINE_TAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, call_id: uuid.UUID) -> HttpResponseBase:
    """A running call is one form with three ways on: save, hand over, end. An ended one is read."""
    actor = actor_of(request)
    row = reading.call_of(actor, call_id, "read" if request.method != "POST" else "write")
    if request.method == "POST":
        return _written(request, actor, row)
    if row.ended_at is not None or not policy.can(actor, "write", row):
        return _record(request, actor, row, NoteForm())
    body = reading.body_of(actor, row)
    first = {**body, "level": row.level, "age": row.age, "topic": row.topic, "safe": row.safe}
    return _form(request, actor, row, CallForm(initial=first), EndForm())


def _written(request: HttpRequest, actor: Actor, row: Call) -> HttpResponseBase:
    form, then = CallForm(request.POST), request.POST.get("then", "")
    ending = EndForm(request.POST if then == "end" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            row = services.write(
                actor=actor, call=row, said=form.said, level=data["level"], age=data["age"] or AgeGroup.UNKNOWN, topic=data["topic"],
                safe=data["safe"] or Safe.UNKNOWN,
            )
        except Invalid as why:
            for name, text in (why.fields or {"": why.message}).items():
                form.add_error(name or None, str(text))
    if then == "hand_over" and form.errors:  # a slip in a field never stops the call for help
        row = _kept(actor, row, form)
        handover.begin(actor=actor, user=user_of(request), call=row)
        return _form(request, actor, row, form, ending, status=422)
    if form.errors:
        return _form(request, actor, row, form, ending, status=422)
    if then == "hand_over":
        handover.begin(actor=actor, user=user_of(request), call=row)
        return redirect("hotline_call", row.id)
    if then == "end":
        return _ended(request, actor, row, form, ending)
    messages.success(request, _("Saved, sealed."))
    return redirect("hotline_call", row.id)


def _kept(actor: Actor, row: Call, form: CallForm) -> Call:
    """What stands on a page with a slip in it, all but the marked answers: whoever takes over reads it now, not after the correction."""
    before, right = reading.body_of(actor, row), form.cleaned_data
    for _look in range(2):  # the service may mark further answers, such as a telephone that is none
        try:
            return services.write(
                actor=actor, call=row, topic=right.get("topic") or row.topic, age=right.get("age") or row.age,
                said={name: before.get(name, "") if name in form.errors else right.get(name, "") for name in form.SAID},
                safe=right.get("safe") or row.safe, level=row.level if "level" in form.errors else right.get("level", ""),
            )
        except Invalid as why:
            for name, text in why.fields.items():
                form.add_error(name, str(text))
    return row


def _ended(request: HttpRequest, actor: Actor, row: Call, form: CallForm, ending: EndForm) -> HttpResponseBase:
    if ending.is_valid():
        try:
            services.end(actor=actor, call=row, outcome=ending.cleaned_data["outcome"])
        except Invalid as why:
            ending.add_error("outcome", str(why.fields.get("outcome", why.message)))
        else:
            messages.success(request, _("The call is over and its record is locked. Take a breath before the next one."))
            return redirect("hotline")
    return _form(request, actor, row, form, ending, status=422)


def _form(request: HttpRequest, actor: Actor, row: Call, form: CallForm, ending: EndForm, status: int = 200) -> HttpResponseBase:
    return render(request, "hotline/call.html", {
        "call": row, "form": form, "ending": ending, "handover": row.handovers.select_related("taken_by").first(),
        "minor": row.age in MINORS, "rights": rights_of(actor), "now": clock.now(), **_agreed(row),
    }, status=status)


def _agreed(row: Call) -> dict[str, object]:
    """What the caller has said yes to so far: that is not asked a second time."""
    consents = list(row.consents.select_related("by"))
    return {"consents": consents, "agreed": {c.purpose for c in consents}}


def _record(request: HttpRequest, actor: Actor, row: Call, note: NoteForm, status: int = 200) -> HttpResponseBase:
    lead = policy.can(actor, "lead", row)
    return render(request, "hotline/record.html", {
        "call": row, "body": reading.body_of(actor, row), "notes": reading.notes_of(row), "lead": lead, "note": note, "link": LinkForm(),
        "handovers": row.handovers.select_related("taken_by", "by"), **_agreed(row),
        "linked": reading.linked(actor, row) if lead else [], "same": reading.same_number(actor, row) if lead else [],
        "rights": rights_of(actor), "minor": row.age in MINORS,
    }, status=status)


@scoped(Capability.HOTLINE_TAKE)
@require_safe
def state(request: HttpRequest, call_id: uuid.UUID) -> HttpResponseBase:
    """How the hand-over stands, asked every few seconds by the page of whoever holds the line."""
    row = reading.call_of(actor_of(request), call_id, "list")
    return render(request, "hotline/_state.html", {
        "call": row, "handover": row.handovers.select_related("taken_by").first(), "now": clock.now(),
    })


@scoped(Capability.HOTLINE_TAKE)
@require_POST
def hand_over(request: HttpRequest, call_id: uuid.UUID) -> HttpResponseBase:
    """The way out that needs no right but having somebody on the line."""
    actor = actor_of(request)
    row = reading.call_of(actor, call_id, "pass_on")
    handover.begin(actor=actor, user=user_of(request), call=row, live=row.ended_at is None)
    return redirect("hotline")


@scoped(Capability.CARE_QUEUE)
@require_POST
def add_note(request: HttpRequest, call_id: uuid.UUID) -> HttpResponseBase:
    actor = actor_of(request)
    row = reading.call_of(actor, call_id, "lead")
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            services.add_note(actor=actor, user=user_of(request), call=row, words=form.cleaned_data["words"], press=form.form_id)
            return redirect("hotline_call", row.id)
        except Invalid as why:
            form.say(why)
    return _record(request, actor, row, form, status=422)


@scoped(Capability.CARE_QUEUE)
@require_POST
def end(request: HttpRequest, call_id: uuid.UUID) -> HttpResponseBase:
    """A counsellor who took a call over ends it from the record's page."""
    actor = actor_of(request)
    row = reading.call_of(actor, call_id, "pass_on")
    outcome = request.POST.get("outcome", "")
    try:
        services.end(actor=actor, call=row, outcome=outcome if outcome in Outcome.values else "")
    except Invalid as why:
        messages.error(request, str(why.fields.get("outcome", why.message)))
    return redirect("hotline_call", row.id)
