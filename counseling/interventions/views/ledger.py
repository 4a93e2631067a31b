"""What a person has agreed to, for the counsellor who accompanies them. It holds no answer."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from counseling.interventions.ports import people
from counseling.interventions.views.asker import door
from counseling.screening.selectors import ledger as reading
from mediation.accounts.roles import Capability
from mediation.common.routes import scoped


@scoped(Capability.CARE_QUEUE)
@require_safe
def consents(request: HttpRequest, subject: uuid.UUID) -> HttpResponseBase:
    """Every consent: text, purpose, how far, who, when, taken back."""
    flag = door(request, subject, "read")
    return render(request, "interventions/consents.html", {
        "flag": flag, "person": people().cards([subject]).get(subject),
        "passed": reading.passed(subject), "lines": reading.ledger(subject, translation.get_language() or "zh-hans"),
    })
