"""`/desk/cases/find/`: to a case by its number, a party's name or the title. The words are posted: names stay out of addresses and logs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mediation.accounts.roles import Capability
from mediation.casework.selectors.find import MOST, Found
from mediation.casework.selectors.find import find as look
from mediation.casework.views.asking import actor_of
from mediation.common.errors import Invalid, NotFound
from mediation.common.routes import signed_in

LONGEST = 80


@signed_in()
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not (actor.holds(Capability.CASE_CLAIM) or actor.holds(Capability.CASE_OVERSEE)):
        raise NotFound
    words = request.POST.get("words", "").strip()
    found: Found | None = None
    error, status = "", 200
    if request.method == "POST":
        try:
            if len(words) > LONGEST:
                raise Invalid(fields={"words": _("Please use fewer words.")})
            found = look(actor, words)
        except Invalid as why:
            error, status = str(why.fields["words"]), 422
    context = {"words": words[:LONGEST], "found": found, "error": error, "most": MOST}
    return render(request, "casework/find.html", context, status=status)
