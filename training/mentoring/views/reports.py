"""Reports on learning: a page, and the same as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mediation.common.routes import signed_in
from training.mentoring.selectors import reports as selectors
from training.mentoring.services import export as services
from training.mentoring.views.pages import asker


@signed_in()
@require_GET
def report(request: HttpRequest, kind: str) -> HttpResponse:
    actor = asker(request)
    found = selectors.report(actor, kind)
    others = [(one, selectors.TITLES[one]) for one in selectors.kinds(actor)]
    return render(request, "mentoring/report.html", {"report": found, "others": others})


@signed_in()
@require_GET
def download(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    body = services.export(actor=asker(request), kind=kind, form=form)
    answer = HttpResponse(body, content_type=services.KINDS[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="learning-{kind}.{form}"'
    return answer
