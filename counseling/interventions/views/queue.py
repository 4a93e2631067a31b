from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from counseling.interventions.ports import people, waiting_elsewhere
from counseling.interventions.selectors.advice import to_renew
from counseling.interventions.selectors.closing import to_ask_again
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
    ending = to_renew(actor_of(request))
    numbers = people().numbers({row.case_ref for row in ending}) if ending else {}
    return render(request, "interventions/queue.html", {
        "cards": cards, "now": clock.now(), "today": clock.today(), "calls": waiting_elsewhere(actor_of(request)),
        "again": to_ask_again(actor_of(request)),
        "renewals": [(row, numbers.get(row.case_ref, "")) for row in ending],
    })
