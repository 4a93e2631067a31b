"""`/desk/exchange/`: tables for other platforms in their field order, from them, and monthly reports checked before they are kept."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.casework.exchange import Mapping, mappings
from mediation.casework.forms import PlainForm
from mediation.casework.models import ReportedMonth
from mediation.casework.selectors import exchange as selectors
from mediation.casework.services import exchange as services
from mediation.casework.services import reported
from mediation.casework.views.asking import actor_of
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import DomainError, Invalid, NotFound
from mediation.common.policy import under
from mediation.common.routes import signed_in
from mediation.territory.models import Area

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TableForm(PlainForm):
    file = forms.FileField(label=gettext_lazy("The table (CSV or XLSX)"), max_length=200)


class ReportForm(TableForm):
    area = forms.ModelChoiceField(label=gettext_lazy("Place"), queryset=Area.objects.none(), to_field_name="public_id", empty_label=None)
    field_order = ("area", "file")

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, forms.ModelChoiceField)  # noqa: S101 -- for the type checker
        mine = under("path", actor.reach(Capability.CASE_OVERSEE))
        if mine is not None:
            area.queryset = Area.objects.filter(mine).exclude(level="grid").order_by("path")


def _may(actor: Actor) -> None:
    if not (actor.holds(Capability.CASE_CLAIM) or actor.holds(Capability.CASE_OVERSEE)):
        raise NotFound


def _mapping(code: str) -> Mapping:
    found = mappings().get(code)
    if found is None:
        raise NotFound
    return found


@signed_in()
@require_http_methods(["GET"])
def platforms(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    _may(actor)
    rows = [(m, selectors.standing(actor, m)) for m in mappings().values()]
    return render(request, "casework/exchange/platforms.html", {"rows": rows, "oversees": actor.holds(Capability.CASE_OVERSEE)})


@signed_in()
@require_http_methods(["GET", "POST"])
def platform(request: HttpRequest, code: str) -> HttpResponse:
    """What waits to be entered there: take it as a file, then say that it stands there."""
    actor, mapping = actor_of(request), _mapping(code)
    _may(actor)
    if request.method == "POST":
        keys = [k for k in request.POST.getlist("case") if _is_id(k)]
        try:
            rows = selectors.chosen(actor, mapping, keys)
            if request.POST.get("act") == "entered":
                n = services.entered(actor=actor, mapping=mapping, rows=rows)
                words = ngettext("%(n)d case is marked as entered there.", "%(n)d cases are marked as entered there.", n) % {"n": n}
                messages.success(request, words)
                return redirect("exchange_platform", code)
            form = "xlsx" if request.POST.get("act") == "xlsx" else "csv"
            return _file(services.export(actor=actor, mapping=mapping, rows=rows, form=form), form, mapping)
        except DomainError as why:
            return _page(request, actor, mapping, trouble=str(why.message), status=why.status)
    return _page(request, actor, mapping)


def _page(
    request: HttpRequest, actor: Actor, mapping: Mapping, *, trouble: str = "", form: TableForm | None = None, status: int = 200
) -> HttpResponse:
    page = {
        "m": mapping, "s": selectors.standing(actor, mapping), "trouble": trouble, "form": form or TableForm(),
        "imports": actor.holds(Capability.CASE_REGISTER),
    }
    return render(request, "casework/exchange/platform.html", page, status=status)


@signed_in(Capability.CASE_REGISTER)
@require_POST
def take(request: HttpRequest, code: str) -> HttpResponse:
    """A file from there: shown first, taken over on the next page."""
    actor, mapping = actor_of(request), _mapping(code)
    form = TableForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            batch = services.read(actor=actor, mapping=mapping, raw=form.cleaned_data["file"].read())
            return redirect("import_look", batch.pk)
        except Invalid as why:
            form.refuse(why)
    return _page(request, actor, mapping, form=form, status=422)


@signed_in()
@require_POST
def undo(request: HttpRequest, code: str, mark: int) -> HttpResponse:
    actor, mapping = actor_of(request), _mapping(code)
    _may(actor)
    services.not_entered(actor=actor, mapping=mapping, key=str(mark))
    return redirect("exchange_platform", code)


@signed_in(Capability.CASE_OVERSEE)
@require_http_methods(["GET", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """Monthly figures of offices: every line can be true, or none is kept."""
    actor = actor_of(request)
    form = ReportForm(actor, request.POST, request.FILES) if request.method == "POST" else ReportForm(actor)
    lines: list[reported.Checked] = []
    if request.method == "POST" and form.is_valid():
        try:
            lines = reported.take_in(actor=actor, area=form.cleaned_data["area"], raw=form.cleaned_data["file"].read())
        except Invalid as why:
            form.refuse(why)
        else:
            if not any(line.problems for line in lines):
                messages.success(request, gettext("Every line can be true; the figures are kept."))
                return redirect("exchange_reports")
    mine = under("area__path", actor.reach(Capability.CASE_OVERSEE))
    rows = ReportedMonth.objects.none() if mine is None else ReportedMonth.objects.filter(mine)
    kept = rows.select_related("area").order_by("-year", "-month", "office")[:100]
    page = {"form": form, "lines": lines, "wrong": [x for x in lines if x.problems], "kept": kept, "columns": reported.COLUMNS.values()}
    return render(request, "casework/exchange/reports.html", page, status=422 if request.method == "POST" else 200)


def _file(content: bytes, form: str, mapping: Mapping) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX if form == "xlsx" else "text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{mapping.code}-{clock.today():%Y%m%d}.{form}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _is_id(typed: str) -> bool:
    try:
        uuid.UUID(typed)
    except ValueError:
        return False
    return True
