"""Check-ups for staff: set up, invite, counts; for counsellors also slips, paper answers and who answered."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counseling.screening import battery, ports
from counseling.screening.batch.sheet import LARGEST
from counseling.screening.bundles.loader import bundle
from counseling.screening.checkup_forms import CheckupForm, PaperForm, PeopleForm
from counseling.screening.models import Checkup
from counseling.screening.qr import qr
from counseling.screening.selectors import checkups as reading
from counseling.screening.selectors import rota
from counseling.screening.services import checkups, paper
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid
from mediation.common.routes import scoped, signed_in


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _origin(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


@signed_in(Capability.CARE_CHECKUP)
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponseBase:
    actor = _actor(request)
    form = CheckupForm(request.POST if request.method == "POST" else None, actor=actor)
    if request.method == "POST" and form.is_valid() and isinstance(request.user, User):
        try:
            row = checkups.create(actor=actor, user=request.user, **form.wanted)
            return redirect("care_checkup", row.id)
        except Invalid as why:
            form.refuse(why)
    return render(request, "screening/checkups.html", {"rows": reading.mine(actor), "form": form}, status=422 if form.errors else 200)


def _page(request: HttpRequest, row: Checkup, *, people: PeopleForm | None = None) -> HttpResponse:
    counsels = _actor(request).holds(Capability.CARE_QUEUE, row.area.path)
    shared = f"{_origin(request)}/care/k/{row.code}/"
    wrong = people is not None and bool(people.errors)
    return render(request, "screening/checkup.html", {
        "row": row, "counts": reading.counts(row), "people": people or PeopleForm(), "counsels": counsels, "shared": shared,
        "sharing": reading.sharing(row), "qr": qr(shared), "bundle": bundle(row.bundle).title[battery.known(get_language())],
        "programme": ports.programmes().title(row.programme_ref) if row.programme_ref else "",
        "lines": reading.lines(row) if counsels else [], "staffed": rota.staffed(row.area.path),
        "running": row.opens_at <= clock.now() < row.closes_at,
    }, status=422 if wrong else 200)


@scoped(Capability.CARE_CHECKUP)
@require_safe
def show(request: HttpRequest, checkup_id: uuid.UUID) -> HttpResponseBase:
    return _page(request, reading.one(_actor(request), checkup_id))


@scoped(Capability.CARE_CHECKUP)
@require_POST
def people(request: HttpRequest, checkup_id: uuid.UUID) -> HttpResponseBase:
    row = reading.one(_actor(request), checkup_id)
    form = PeopleForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            added = checkups.invite(actor=_actor(request), checkup=row, people=form.wanted)
            told = ngettext("%(n)d person came new to the list.", "%(n)d people came new to the list.", added) % {"n": added}
            messages.success(request, told)
            return redirect("care_checkup", row.id)
        except Invalid as why:
            for words in why.fields.values():
                form.add_error("people", str(words))
    return _page(request, row, people=form)


@scoped(Capability.CARE_CHECKUP)
@require_POST
def send(request: HttpRequest, checkup_id: uuid.UUID) -> HttpResponseBase:
    row = reading.one(_actor(request), checkup_id)
    try:
        sent = checkups.send(actor=_actor(request), checkup=row, origin=_origin(request))
        if sent:
            messages.success(request, ngettext("%(n)d message is on its way.", "%(n)d messages are on their way.", sent) % {"n": sent})
        else:
            messages.info(request, _("Nothing to send: everybody with a telephone of their own has their link already."))
    except Conflict as why:
        messages.error(request, str(why))
    return redirect("care_checkup", row.id)


@scoped(Capability.CARE_QUEUE)
@require_POST
def slips(request: HttpRequest, checkup_id: uuid.UUID) -> HttpResponseBase:
    """A sheet to print and cut: name, own link as QR, own code."""
    row = reading.one(_actor(request), checkup_id, "results")
    made = checkups.slips(actor=_actor(request), checkup=row, origin=_origin(request))
    answer = render(request, "screening/slips.html", {
        "row": row, "slips": [(s, qr(s.link)) for s in made], "shared": f"{_origin(request)}/care/k/{row.code}/",
    })
    answer.headers["Cache-Control"] = "no-store"
    return answer


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, checkup_id: uuid.UUID) -> HttpResponseBase:
    """Paper answers from a spreadsheet: first a look, then taken over."""
    row = reading.one(_actor(request), checkup_id, "results")
    if request.method == "POST" and "parcel" in request.POST:
        return _taken(request, row)
    form = PaperForm(request.POST or None, request.FILES or None, bundle=bundle(row.bundle)) if request.method == "POST" else PaperForm(
        bundle=bundle(row.bundle))
    looked, parcel = None, ""
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["instrument"]
        looked = paper.look(actor=_actor(request), checkup=row, instrument=code, raw=form.cleaned_data["file"].read(LARGEST + 1))
        if looked.new and not looked.mistakes:
            parcel = paper.packed(row, code, looked.new)
    wrong = bool(form.errors) or bool(looked and looked.mistakes)
    shown = {"row": row, "form": form, "looked": looked, "parcel": parcel}
    answer = render(request, "screening/paper.html", shown, status=422 if wrong else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _taken(request: HttpRequest, row: Checkup) -> HttpResponseBase:
    if request.POST.get("agreed") != "yes":
        messages.error(request, _("Please confirm that everybody on the list agreed on paper. Nothing was kept."))
        return redirect("care_checkup_answers", row.id)
    try:
        taken = paper.take(actor=_actor(request), checkup=row, parcel=request.POST["parcel"])
    except Conflict as why:
        messages.error(request, str(why))
        return redirect("care_checkup_answers", row.id)
    told = ngettext("The answers of %(n)d person are kept.", "The answers of %(n)d people are kept.", taken) % {"n": taken}
    messages.success(request, told)
    return redirect("care_checkup", row.id)
