"""Telling those who keep the rota, a week ahead and every day, that hours are without anybody on call."""

from __future__ import annotations

from django.db import transaction

from counseling.screening.enums import Rank
from counseling.screening.selectors import duty, rota
from mediation.audit import trail
from mediation.common.actor import system
from mediation.notifications.services import notify

KEEPER = system("care.rota")
WEEK = 7
HOLIDAYS_AHEAD = 21


@transaction.atomic
def warn_of_gaps() -> int:
    """Each place whose next seven days have an hour without anybody first on call: its counsellors are told. Returns how many places."""
    warned = 0
    for area in rota.counselling_areas():
        near = duty.gaps(area.path, days=WEEK)
        far = [g for g in duty.gaps(area.path, days=HOLIDAYS_AHEAD) if g.holiday]  # a holiday is planned for earlier than a night
        if not any(g.rank == Rank.FIRST for g in (*near, *far)):
            continue
        for user in rota.on_call(area.path, Rank.LEAD) or rota.counsellors(area.path):
            notify(f"user:{user.public_id}", "care.gap", link="/care/rota/")
        trail.record(KEEPER, "care.gap", ("area", area.public_id))
        warned += 1
    return warned
