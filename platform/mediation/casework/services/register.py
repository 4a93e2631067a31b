"""A dispute written down for somebody, by a grid worker or a mediator."""

from __future__ import annotations

from django.db import transaction

from mediation.accounts.roles import Capability
from mediation.casework.services.case import Opened, Report, open_case
from mediation.common.actor import Actor
from mediation.common.errors import NotFound


@transaction.atomic
def register(*, actor: Actor, report: Report, willing: bool) -> Opened:
    """The case goes to the pool like any other; whoever wrote it down can follow its state, not its words.

    willing: the applicant said so in person. Somebody for whom mediation is only offered is asked by link like the other side.
    """
    if not (actor.is_user and actor.holds(Capability.CASE_REGISTER, report.area.path)):
        raise NotFound
    return open_case(actor=actor, report=report, willing=willing)
