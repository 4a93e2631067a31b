"""Who has reached a step and waits for its role."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mediation.accounts.roles import Capability
from mediation.common.errors import Conflict, NotFound
from mediation.common.routes import signed_in
from training.mentoring.models import Portfolio
from training.mentoring.selectors import roles as selectors
from training.mentoring.services import roles as services
from training.mentoring.views.pages import asker


@signed_in(Capability.ACCOUNTS_MANAGE)
@require_http_methods(["GET", "POST"])
def roles(request: HttpRequest) -> HttpResponse:
    actor, wrong = asker(request), ""
    if request.method == "POST":
        try:
            row = Portfolio.objects.filter(pk=uuid.UUID(request.POST.get("portfolio", ""))).first()
        except ValueError:
            raise NotFound from None
        if row is None:
            raise NotFound
        try:
            services.give(actor=actor, portfolio=row)
        except Conflict as why:
            wrong = str(why.message)
        else:
            return redirect("mentoring_roles")
    context = {"rows": selectors.waiting(actor), "wrong": wrong}
    return render(request, "mentoring/roles.html", context, status=409 if wrong else 200)
