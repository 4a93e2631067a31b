"""Closing and the dossier."""

from __future__ import annotations

import uuid
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.casework.agreement_forms import show_errors
from mediation.casework.closing_forms import ClosingForm
from mediation.casework.selectors import agreement as selectors
from mediation.casework.services import closing as services
from mediation.casework.services import dossier as dossiers
from mediation.casework.views.agreement import said, who
from mediation.common import clock
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped
from mediation.documents.views import SANDBOX
from mediation.followups import selectors as followups


@scoped()
@require_http_methods(["GET", "POST"])
def closing(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """Close on both counts: the matter by judgement, the heart by what was said in the follow-up talk."""
    row = selectors.case_for(who(request), case, "work")
    form = ClosingForm(request.POST if request.method == "POST" else None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.close(
                actor=who(request), case=row, matter_settled=form.cleaned_data["matter_settled"] == "yes", words=form.cleaned_data["words"]
            )
            messages.success(request, _("The case is closed. The dossier is ready."))
            return redirect("case_closing", case=row.pk)
        except Invalid as error:
            show_errors(form, error)
        except Conflict as error:
            refused = said(error)
    obstacle = services.obstacle(row)
    found = {
        "obstacle": said(obstacle) if obstacle is not None and obstacle.code != "closed" else "", "may_reopen": services.may_reopen(row),
        "case": row, "form": form, "refused": refused, "talk": services.heart_of(row), "last": row.closings.order_by("-closed_at").first(),
        "visits": list(followups.of_subject(("case", row.pk))), "today": clock.today(),
        "relapse": followups.of_subject(("case", row.pk)).filter(relapse=True, rectified_at=None).exists(),
    }
    return render(request, "casework/closing/closing.html", found, status=409 if refused else 422 if form.errors else 200)


@scoped()
@require_POST
def reopen(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    row = selectors.case_for(who(request), case, "view")
    if who(request).is_guest:
        raise NotFound
    services.reopen(actor=who(request), case=row)
    mine = row.mediator is not None and str(row.mediator.public_id) == who(request).subject
    return redirect("case_closing" if mine else "agreement_desk", case=row.pk)


@scoped()
@require_GET
def dossier(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """One PDF with every paper; parties have their own copies and do not get this one."""
    if who(request).is_guest:
        raise NotFound
    row = selectors.case_for(who(request), case, "view")
    response = HttpResponse(dossiers.dossier(actor=who(request), case=row), content_type="application/pdf")
    name = quote(f"卷宗 {row.number}.pdf")
    response.headers["Content-Disposition"] = f"attachment; filename=\"dossier.pdf\"; filename*=UTF-8''{name}"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
