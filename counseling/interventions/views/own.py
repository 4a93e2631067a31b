"""A person's own pages beside the answers: the talks that are agreed on. Neutral words; others may look at the screen too."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from counseling.interventions import services
from counseling.interventions.selectors import appointment as reading
from counseling.interventions.services import talk_room
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.common.routes import scoped


def guest_of(request: HttpRequest) -> Actor:
    actor = cast("Actor", request.actor)  # type: ignore[attr-defined]
    if not actor.is_guest:
        raise NotFound
    return actor


@scoped()
@require_safe
def talks(request: HttpRequest) -> HttpResponseBase:
    answer = render(request, "interventions/own_talks.html", {"talks": reading.own(guest_of(request))})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@scoped()
@require_POST
def cannot_come(request: HttpRequest, appointment_id: uuid.UUID) -> HttpResponseBase:
    services.cannot_come(actor=guest_of(request), appointment_id=appointment_id)
    messages.success(request, _("We have taken it down. Somebody will offer you another time."))
    return redirect("care_me_talks")


@scoped()
@require_POST
def room(request: HttpRequest, appointment_id: uuid.UUID) -> HttpResponseBase:
    return redirect("room", talk_room.open_for(guest_of(request), appointment_id).pk)
