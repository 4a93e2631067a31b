from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from counseling.interventions.selectors.queue import queue
from counseling.interventions.views.asker import actor_of
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.routes import signed_in


@signed_in(Capability.CARE_QUEUE)
@require_safe
def show(request: HttpRequest) -> HttpResponseBase:
    """Who needs me: by urgency, with the clock, without a word of what was answered."""
    cards = queue(actor_of(request))
    return render(request, "interventions/queue.html", {"cards": cards, "now": clock.now()})
