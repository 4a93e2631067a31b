"""A person's own plan and the card made of it. It stays shut until asked for; the card carries no name of ours and no reason."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from counseling.interventions.selectors import card as reading
from counseling.interventions.services import card as services
from counseling.interventions.views.own import guest_of
from mediation.common.routes import scoped


def _page(request: HttpRequest, name: str, **more: object) -> HttpResponse:
    answer = render(request, f"interventions/{name}.html", more)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@scoped()
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponseBase:
    """POST without a choice shows the plan; POST with one keeps it and leads to the card."""
    actor = guest_of(request)
    if request.method == "POST" and "choose" in request.POST:
        services.choose(actor=actor, parts=request.POST.getlist("part"))
        return redirect("care_me_card_paper")
    if request.method == "POST":
        services.show(actor=actor)
        return _page(request, "own_card", there=True, parts=reading.parts(actor))
    return _page(request, "own_card", there=reading.released(actor), parts=None)


@scoped()
@require_safe
def paper(request: HttpRequest) -> HttpResponseBase:
    """The card itself, for paper or for the screen."""
    return _page(request, "own_card_paper", parts=reading.card(guest_of(request)))
