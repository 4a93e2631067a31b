from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mediation.common.routes import public
from mediation.web import places


@public
def report(request: HttpRequest) -> HttpResponse:
    """Reporting without a poster: choose the place once, then the same questions as behind its code."""
    found = places.report_places()
    if len(found) == 1:
        return redirect("report_start", token=found[0].token)
    return render(request, "web/report.html", {"places": found, "offices": places.offices()[:40]})
