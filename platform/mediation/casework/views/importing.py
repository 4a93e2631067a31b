"""`/desk/register/table/`: disputes from a spreadsheet, looked at first, taken over on a second press."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from mediation.accounts.roles import Capability
from mediation.casework import spreadsheet
from mediation.casework.enums import DisputeType
from mediation.casework.services import importing as services
from mediation.casework.views.asking import actor_of
from mediation.common.errors import Conflict, Invalid
from mediation.common.routes import scoped, signed_in


@signed_in(Capability.CASE_REGISTER)
@require_http_methods(["GET", "POST"])
def table(request: HttpRequest) -> HttpResponse:
    error = ""
    if request.method == "POST":
        sent = request.FILES.get("file")
        try:
            batch = services.preview(actor=actor_of(request), raw=sent.read(spreadsheet.FILE_LIMIT + 1) if sent else b"")
            return redirect("import_look", batch.pk)
        except Invalid as why:
            error = str(why.fields.get("file", why.message))
    found = {"error": error, "columns": [names[0] for names in spreadsheet.COLUMNS.values()], "kinds": DisputeType.choices,
             "needed": [spreadsheet.COLUMNS[c][0] for c in spreadsheet.NEEDED], "most": spreadsheet.MOST_LINES}
    return render(request, "casework/import_table.html", found, status=422 if error else 200)


@signed_in(Capability.CASE_REGISTER)
@require_GET
def example(request: HttpRequest) -> HttpResponse:
    """A file with the right headings to fill in (CSV UTF-8 with the mark that spreadsheets look for)."""
    words = "\ufeff" + ",".join(names[0] for names in spreadsheet.COLUMNS.values()) + "\r\n"
    response = HttpResponse(words, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = "attachment; filename=\"import.csv\""
    return response


@scoped(Capability.CASE_REGISTER)
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Every line with what is wrong; then, if all are right, taken over."""
    actor = actor_of(request)
    batch = services.batch_for(actor, key)
    refused = ""
    if request.method == "POST":
        try:
            n = len(services.take_over(actor=actor, batch=batch))
            messages.success(request, ngettext("%(n)s case was opened.", "%(n)s cases were opened.", n) % {"n": n})
            return redirect("import_look", batch.pk)
        except Conflict as why:
            refused = str(why.message)
            batch.refresh_from_db()
    rows = services.checked(actor, batch)
    found = {
        "batch": batch, "rows": rows, "refused": refused, "wrong": [r for r in rows if r.line.problems],
        "good": [r for r in rows if r.good], "already": [r for r in rows if r.already],
    }
    return render(request, "casework/import_look.html", found, status=409 if refused else 200)
