from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.routes import scoped, signed_in
from mediation.followups import selectors, services
from mediation.followups.forms import TalkForm
from mediation.followups.services import Talk


def _who(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@signed_in()
@require_GET
def due_list(request: HttpRequest) -> HttpResponse:
    """Who is to be called, oldest first."""
    actor = _who(request)
    if not (actor.holds(Capability.CASE_CLAIM) or actor.holds(Capability.CASE_OVERSEE)):
        raise NotFound
    return render(request, "followups/due_list.html", {"list": selectors.due_list(actor), "today": clock.today()})


@scoped()
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Record the talk. Shown again after it is done, without the note."""
    actor = _who(request)
    row = selectors.visit_for(actor, visit_id)
    form = TalkForm(request.POST if request.method == "POST" else None, initial={"channel": row.channel})
    if request.method == "POST" and form.is_valid():
        try:
            services.record(actor=actor, visit=row, talk=Talk(**form.cleaned_data))
            messages.success(request, _("Recorded. Thank you for asking."))
            return redirect("followups")
        except Conflict:
            return redirect("followup", visit_id=row.pk)
        except Invalid as refused:
            for name, message in refused.fields.items():
                form.add_error(name, message)
    return render(
        request, "followups/visit.html", {"visit": row, "form": form, "today": clock.today()}, status=422 if form.errors else 200
    )


@scoped()
@require_POST
def rectify(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    row = selectors.visit_for(_who(request), visit_id)
    services.rectify(actor=_who(request), visit=row)
    messages.success(request, _("Taken off the list."))
    return redirect("followups")
