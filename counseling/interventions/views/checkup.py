"""One person's answers of a check-up, for a counsellor: shut until opened on purpose, and each opening is written down."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from counseling.interventions import scorecard
from counseling.interventions.selectors import file
from counseling.interventions.services.writing import OTHER
from counseling.interventions.views.asker import actor_of, user_of
from counseling.screening.enums import ScreeningState
from counseling.screening.selectors import checkups, rights
from counseling.screening.selectors import screening as reading
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common.errors import Conflict, NotFound
from mediation.common.routes import scoped


@scoped(Capability.CARE_QUEUE)
@require_http_methods(["GET", "HEAD", "POST"])
def result(request: HttpRequest, checkup_id: uuid.UUID, number: int) -> HttpResponseBase:
    actor = actor_of(request)
    row = checkups.one(actor, checkup_id, "results")
    person = row.invitees.filter(number=number).select_related("person", "screening").first()
    if person is None or person.screening is None or person.screening.state != ScreeningState.FINISHED:
        raise NotFound
    if file.serves_the_other_side(user_of(request), person.subject):
        raise Conflict(OTHER)
    asked, found = person.screening, {}
    if request.method == "POST" and asked.restricted_at is None:
        trail.record_read(actor, rights.OPENED_RESULT, ("screening", asked.id))
        given = reading.open_answers(asked)
        found = {
            "answers": scorecard.answer_lines(asked, given, translation.get_language() or "zh-hans"),
            "card": scorecard.card(asked, given), "manner": scorecard.manner(asked, given),
        }
    answer = render(request, "interventions/result.html", {"row": row, "person": person, "shut": asked.restricted_at is not None, **found})
    answer.headers["Cache-Control"] = "no-store"
    return answer
