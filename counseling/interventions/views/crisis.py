"""The crisis page of a file: what to do first, and the records that are kept of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from counseling.interventions.crises import BreachGround, CrisisStep, ReportGround
from counseling.interventions.enums import EntryKind
from counseling.interventions.forms import PressForm
from counseling.interventions.ports import people
from counseling.interventions.selectors import file
from counseling.interventions.selectors.file import Page
from counseling.interventions.services import crisis as services
from counseling.interventions.slips.crisis import BreachForm, CrisisForm, ReceiptForm, ReportForm
from counseling.interventions.views import refusals
from counseling.interventions.views.asker import actor_of, door, may_read, user_of
from counseling.screening.models import Flag
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.errors import Conflict, Invalid
from mediation.common.routes import scoped

KINDS = (EntryKind.CRISIS, EntryKind.BREACH, EntryKind.REPORT, EntryKind.RECEIPT, EntryKind.DOCTOR)
CODES: dict[str, type[Any]] = {EntryKind.BREACH: BreachGround, EntryKind.REPORT: ReportGround}


@scoped(Capability.CARE_QUEUE)
@require_safe
def show(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    flag = door(request, subject)
    if not may_read(request, flag):
        return redirect("care_person", subject)
    pages = file.opened(file.entries(subject, *KINDS))
    return render(request, "interventions/crisis.html", {
        "flag": flag, "person": people().cards([subject]).get(subject), "records": [(p.entry, _lines(p)) for p in pages],
        "open_reports": services.open_reports(subject), "receipt": ReceiptForm(),
    })


def _lines(page: Page) -> list[str]:
    """A record in sentences."""
    body = page.body
    lines = [str(CODES[page.entry.kind](page.entry.code).label)] if page.entry.kind in CODES else []
    lines += [str(CrisisStep(s).label) for s in body.get("steps", [])]
    moment = parse_datetime(body.get("told_at") or body.get("reported_at") or "")
    if moment is not None:
        lines.append(f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}")
    named = (("to_whom", "%s"), ("what", "%s"), ("consulted", _("talked over with %s")), ("alone", "%s"), ("number", "%s"), ("words", "%s"))
    return [*lines, *(pattern % body[name] for name, pattern in named if body.get(name))]


def _form(
    request: HttpRequest, subject: uuid.UUID, template: str, make: Callable[[Flag], PressForm], save: Callable[[Flag, Any], object]
) -> HttpResponseBase:
    flag = door(request, subject)
    if not may_read(request, flag) and request.method != "POST":
        return redirect("care_person", subject)
    form = make(flag)
    if request.method == "POST" and form.is_valid():
        try:
            save(flag, form)
        except Invalid as why:
            refusals.show(form, why)
        except Conflict as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Signed and kept."))
            return redirect("care_crisis", subject)
    return render(request, f"interventions/{template}.html", {
        "flag": flag, "person": people().cards([subject]).get(subject), "form": form,
    }, status=422 if form.errors else 200)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def protocol(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    def save(flag: Flag, form: CrisisForm) -> None:
        services.note_crisis(
            actor=actor_of(request), user=user_of(request), flag=flag, steps=[CrisisStep(s) for s in form.cleaned_data["steps"]],
            words=form.cleaned_data["words"], press=form.form_id,
        )

    return _form(request, subject, "crisis_protocol", lambda _flag: CrisisForm(_sent(request)), save)


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def breach(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    def save(flag: Flag, form: BreachForm) -> None:
        data = form.cleaned_data
        services.break_confidence(
            actor=actor_of(request), user=user_of(request), flag=flag, ground=BreachGround(data["ground"]), what=data["what"],
            to_whom=data["to_whom"], told_at=data["told_at"], consulted=data["consulted"], alone=data["alone"], press=form.form_id,
        )

    return _form(
        request, subject, "crisis_breach", lambda flag: BreachForm(_sent(request), flag=flag, user=user_of(request)), save
    )


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    def save(flag: Flag, form: ReportForm) -> None:
        data = form.cleaned_data
        services.report(
            actor=actor_of(request), user=user_of(request), flag=flag, ground=ReportGround(data["ground"]), to_whom=data["to_whom"],
            reported_at=data["reported_at"], what=data["what"], receipt=data["receipt"], press=form.form_id,
        )

    return _form(request, subject, "crisis_report", lambda _flag: ReportForm(_sent(request)), save)


@scoped(Capability.CARE_QUEUE)
@require_POST
def receipt(request: HttpRequest, subject: uuid.UUID, entry_id: uuid.UUID) -> HttpResponseBase:
    flag = door(request, subject)
    form = ReceiptForm(request.POST)
    try:
        if form.is_valid():
            services.add_receipt(
                actor=actor_of(request), user=user_of(request), flag=flag, report_id=entry_id, number=form.cleaned_data["number"],
                press=form.form_id,
            )
            messages.success(request, _("Signed and kept."))
        else:
            messages.error(request, _("Please write the receipt's number."))
    except Invalid:
        messages.error(request, _("Please write the receipt's number."))
    return redirect("care_crisis", subject)
