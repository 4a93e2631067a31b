"""`/desk/audit/`: the audit trail of an area, its check and its export."""

from __future__ import annotations

import csv
import io
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from mediation.accounts.roles import Capability
from mediation.common import clock, days
from mediation.common.actor import Actor
from mediation.common.errors import Invalid
from mediation.common.routes import signed_in
from mediation.web import auditing
from mediation.web.audit_words import WORK

READ = Capability.AUDIT_READ
FORMULA = ("=", "+", "-", "@", "\t", "\r")
DAY = forms.DateInput(attrs={"type": "date"})


class AuditForm(forms.Form):
    person = forms.CharField(label=gettext_lazy("Who"), max_length=80, required=False, help_text=gettext_lazy("A name or a sign-in name."))
    number = forms.CharField(label=gettext_lazy("Case number"), max_length=30, required=False)
    work = forms.ChoiceField(
        label=pgettext_lazy("audit", "Area of work"), required=False, choices=[("", pgettext_lazy("audit", "everything")), *WORK.items()]
    )
    only = forms.ChoiceField(
        label=pgettext_lazy("audit", "Kind"), required=False,
        choices=[
            ("", pgettext_lazy("audit", "everything")), ("changes", gettext_lazy("what was changed")),
            ("reads", gettext_lazy("what was opened and read")),
        ],
    )
    since = forms.DateField(label=gettext_lazy("From day"), required=False, validators=[days.known], widget=DAY)
    until = forms.DateField(label=gettext_lazy("To day"), required=False, validators=[days.known], widget=DAY)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _found(request: HttpRequest, form: AuditForm, *, export: bool = False) -> auditing.Found | None:
    """What was asked for, or None with the reasons at the fields."""
    if not form.is_valid():
        return None
    raw = request.GET.get("before", "")
    before = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else None
    given: dict[str, Any] = {k: v.strip() if isinstance(v, str) else v for k, v in form.cleaned_data.items()}
    try:
        return auditing.look(
            actor=_actor(request), asked=auditing.Asked(**given), before=None if export else before, export=export,
            limit=auditing.EXPORT_LIMIT if export else auditing.PAGE,
        )
    except Invalid as why:
        for name, words in why.fields.items():
            form.add_error(name, str(words))
        return None


@signed_in(READ)
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what when. Looking at it is a line of it."""
    form = AuditForm(request.GET)
    found = _found(request, form)
    kept = request.GET.copy()
    kept.pop("before", None)
    page = {"form": form, "found": found, "kept": kept.urlencode(), "asked": any(kept.values()), "nav": "audit"}
    return render(request, "web/audit.html", page, status=422 if found is None else 200)


@signed_in(READ)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Go through the whole chain now."""
    bad = auditing.check(actor=_actor(request))
    if bad is None:
        messages.success(request, _("Every line of the trail fits: nothing was changed or taken out."))
    else:
        words = _("Line %(number)s of the trail does not fit. Call whoever runs this site, and change nothing.")
        messages.error(request, words % {"number": bad})
    return redirect("audit")


@signed_in(READ)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The same lines as a table. At most 20 000 of the newest."""
    form = AuditForm(request.GET)
    found = _found(request, form, export=True)
    if found is None:
        return render(request, "web/audit.html", {"form": form, "found": None, "asked": True, "nav": "audit"}, status=422)
    sheet = io.StringIO()
    table = csv.writer(sheet)
    table.writerow([pgettext("audit", "Number"), _("Time"), _("Who"), _("What"), _("About"), _("Details")])
    for line in found.lines:
        at = line.at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
        details = "; ".join(f"{key}: {value}" for key, value in line.detail)
        table.writerow([line.number, at, *(_plain(str(cell)) for cell in (line.who, line.what, line.about, details))])
    response = HttpResponse("\ufeff" + sheet.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="audit-{clock.today():%Y%m%d}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _plain(cell: str) -> str:
    """No cell begins a formula when the file is opened in a spreadsheet."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
