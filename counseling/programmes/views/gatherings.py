"""`/care/programmes/` and `/care/gatherings/`: planning, the list at the door, who came, how it was."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counseling.programmes.enums import GatheringState, SignUpState
from counseling.programmes.forms.gathering import GatheringForm, ProgrammeForm
from counseling.programmes.forms.press import ids_of
from counseling.programmes.policies import gatherings as policy
from counseling.programmes.policies import programmes as programme_policy
from counseling.programmes.qr import qr
from counseling.programmes.selectors import gathering as reading
from counseling.programmes.services import crowd
from counseling.programmes.services import gathering as services
from counseling.programmes.views.asker import actor_of, reader_of, user_of
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.errors import Invalid
from mediation.common.routes import scoped, signed_in

WRITE = require_http_methods(["GET", "HEAD", "POST"])


@signed_in()
@require_safe
def programme_list(request: HttpRequest) -> HttpResponseBase:
    actor = reader_of(request)
    return render(request, "programmes/programmes.html", {
        "rows": reading.programmes_of(actor), "keeper": actor.holds(Capability.PROGRAMMES_RUN),
    })


@signed_in(Capability.PROGRAMMES_RUN)
@WRITE
def programme_new(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    form = ProgrammeForm(request.POST if request.method == "POST" else None, actor=actor, initial={"begins_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        data = {k: v for k, v in form.cleaned_data.items() if k != "press"}
        try:
            row = services.begin_programme(actor=actor, press=form.form_id, **data)
        except Invalid as why:
            form.say(why)
        else:
            messages.success(request, _("Begun. Plan the first gathering when you like."))
            return redirect("programme", row.id)
    return render(request, "programmes/programme_new.html", {"form": form}, status=422 if form.errors else 200)


@scoped()
@require_safe
def programme(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponseBase:
    actor = reader_of(request)
    row = reading.programme_of(actor, programme_id)
    return render(request, "programmes/programme.html", {
        "row": row, "coming": reading.coming(actor).filter(programme=row),
        "past": [g for g in reading.past(actor) if g.programme_id == row.pk], "keeper": programme_policy.can(actor, "keep", row),
    })


@scoped(Capability.PROGRAMMES_RUN)
@require_POST
def programme_end(request: HttpRequest, programme_id: uuid.UUID) -> HttpResponseBase:
    actor = actor_of(request)
    services.end_programme(actor=actor, programme=reading.programme_of(actor, programme_id, "keep"))
    return redirect("programme", programme_id)


@signed_in()
@require_safe
def gathering_list(request: HttpRequest) -> HttpResponseBase:
    actor = reader_of(request)
    return render(request, "programmes/gatherings.html", {
        "coming": reading.coming(actor), "past": reading.past(actor), "keeper": actor.holds(Capability.PROGRAMMES_RUN),
    })


@signed_in(Capability.PROGRAMMES_RUN)
@WRITE
def gathering_new(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    initial = {"programme": request.GET.get("programme", "")}
    form = GatheringForm(request.POST if request.method == "POST" else None, actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.plan_gathering(
                actor=actor, user=user_of(request), area=form.cleaned_data["area"], plan=form.plan, press=form.form_id
            )
        except Invalid as why:
            form.say(why)
        else:
            messages.success(request, _("Planned. The link and the code work now."))
            return redirect("gathering", row.id)
    return render(request, "programmes/gathering_new.html", {"form": form}, status=422 if form.errors else 200)


@scoped()
@require_safe
def gathering(request: HttpRequest, gathering_id: uuid.UUID) -> HttpResponseBase:
    actor = reader_of(request)
    row = reading.gathering_of(actor, gathering_id)
    keeper = policy.can(actor, "keep", row)
    address = request.build_absolute_uri(reverse("sign_up", args=[row.token]))
    return render(request, "programmes/gathering.html", {
        "row": row, "counts": reading.counts(row), "echo": reading.echo(row) if keeper else None, "keeper": keeper, "address": address,
        "qr": qr(address), "begun": row.starts_at <= clock.now(), "over": row.ends_at < clock.now(),
        "now": clock.now(),
    })


@scoped(Capability.PROGRAMMES_RUN)
@WRITE
def gathering_change(request: HttpRequest, gathering_id: uuid.UUID) -> HttpResponseBase:
    actor = actor_of(request)
    row = reading.gathering_of(actor, gathering_id, "keep")
    form = GatheringForm(request.POST if request.method == "POST" else None, actor=actor, initial=GatheringForm.shown(row))
    form.fields["area"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            services.change_gathering(actor=actor, gathering=row, plan=form.plan)
        except Invalid as why:
            form.say(why)
        else:
            messages.success(request, _("Changed. If the time or the place is new, those who signed up are told."))
            return redirect("gathering", row.id)
    return render(request, "programmes/gathering_change.html", {"form": form, "row": row}, status=422 if form.errors else 200)


@scoped(Capability.PROGRAMMES_RUN)
@require_POST
def gathering_state(request: HttpRequest, gathering_id: uuid.UUID) -> HttpResponseBase:
    actor = actor_of(request)
    row = reading.gathering_of(actor, gathering_id, "keep")
    state = request.POST.get("state", "")
    if state in GatheringState.values:
        services.set_open(actor=actor, gathering=row, state=state)
    return redirect("gathering", row.id)


@scoped(Capability.PROGRAMMES_RUN)
@require_safe
def poster(request: HttpRequest, gathering_id: uuid.UUID) -> HttpResponseBase:
    row = reading.gathering_of(actor_of(request), gathering_id, "keep")
    address = request.build_absolute_uri(reverse("sign_up", args=[row.token]))
    return render(request, "programmes/poster.html", {"row": row, "qr": qr(address), "address": address})


@scoped(Capability.PROGRAMMES_RUN)
@WRITE
def door(request: HttpRequest, gathering_id: uuid.UUID) -> HttpResponseBase:
    """The list at the door: names in plain, each opening written down; ticks for who came."""
    actor = actor_of(request)
    row = reading.gathering_of(actor, gathering_id, "keep")
    wrong, ticked = "", ids_of(request.POST.getlist("came"))
    if request.method == "POST":
        typed = request.POST.get("walk_ins", "0").strip() or "0"
        try:
            services.write_attendance(
                actor=actor, gathering=row, came=ticked,
                walk_ins=int(typed) if typed.isdecimal() and len(typed) < 6 else -1,
            )
            messages.success(request, _("Written down. It can be corrected here."))
            return redirect("gathering_door", row.id)
        except Invalid as why:
            wrong = str(why.fields.get("walk_ins", why.message))
    guests = reading.guests(actor, row)
    if not wrong:
        ticked = {g.signup.id for g in guests if g.signup.came}
    return render(request, "programmes/door.html", {
        "row": row, "ticked": ticked,
        "guests": [g for g in guests if g.signup.state in reading.ON_THE_LIST], "crowds": reading.crowds(guests),
        "removed": [g for g in guests if g.signup.state == SignUpState.REMOVED], "wrong": wrong, "begun": row.starts_at <= clock.now(),
        "typed": request.POST.get("walk_ins", row.walk_ins),
    }, status=422 if wrong else 200)


@scoped(Capability.PROGRAMMES_RUN)
@require_POST
def sort(request: HttpRequest, gathering_id: uuid.UUID) -> HttpResponseBase:
    """Who is let in, who is taken off the list."""
    actor = actor_of(request)
    row = reading.gathering_of(actor, gathering_id, "keep")
    chosen = ids_of(request.POST.getlist("signup"))
    try:
        match request.POST.get("then"):
            case _ if not chosen:
                messages.error(request, _("Please choose at least one name."))
            case "let_in":
                n = crowd.let_in(actor=actor, gathering=row, signups=chosen)
                messages.success(request, ngettext("%(n)s person let in.", "%(n)s people let in.", n) % {"n": n})
            case "take_off":
                n = crowd.take_off(actor=actor, gathering=row, signups=chosen)
                messages.success(request, ngettext(
                    "%(n)s name taken off the list. It can be put back below.",
                    "%(n)s names taken off the list. They can be put back below.", n,
                ) % {"n": n})
    except Invalid as why:
        messages.error(request, str(why.message))
    return redirect("gathering_door", row.id)
