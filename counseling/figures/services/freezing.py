"""Counting a period once, for good: by somebody with a name, or on the day by the clock."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.figures import periods
from counseling.figures.models import Snapshot
from counseling.figures.policies import places
from counseling.figures.selectors import outcomes, programmes, rates
from counseling.screening.selectors.rota import counselling_areas
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.territory.models import Area

CLOCKWORK = system("care.figures")
BY_ITSELF_AFTER = timedelta(days=15)  # late entries of the last days are in by then


@transaction.atomic
def freeze(*, actor: Actor, area: Area, starts_on: date, ends_on: date, user: User | None = None) -> Snapshot:
    """Count now and keep. A period that is frozen already is returned as it stands; one that is not over is refused (Invalid)."""
    if not actor.is_system and area not in places(actor):
        raise NotFound
    if (starts_on, ends_on) not in periods.over(clock.today()):
        raise Invalid(fields={"period": _("Only a quarter or a year that is over can be frozen.")})
    held = Snapshot.objects.filter(area=area, starts_on=starts_on, ends_on=ends_on).first()
    if held is not None:
        return held
    trail.record_read(actor, "figures.count", ("area", area.public_id))
    four = rates.four(area, starts_on, ends_on)
    row = Snapshot(
        area=area, starts_on=starts_on, ends_on=ends_on, rule=rates.RULE, frozen_at=clock.now(), frozen_by=user,
        cells={name: {"good": c.good, "parts": list(c.parts.items()), "more": c.more} for name, c in four.items()},
        lists={name: c.digest for name, c in four.items()},
        outcomes=[o.plain() for o in outcomes.outcomes(area, starts_on, ends_on)],
        programmes=[_one(area, starts_on, ends_on, *found) for found in programmes.asked(area, ends_on)],
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # pressed twice
        return Snapshot.objects.get(area=area, starts_on=starts_on, ends_on=ends_on)
    trail.record(actor, "figures.freeze", ("snapshot", row.id), first=starts_on.isoformat(), last=ends_on.isoformat())
    publish_on_commit("care")
    return row


def _one(area: Area, starts_on: date, ends_on: date, programme: uuid.UUID, title: str, cases: set[uuid.UUID]) -> dict[str, Any]:
    """A programme by the same rules, with the title it has today."""
    four = rates.four(area, starts_on, ends_on, cases)
    return {
        "id": str(programme), "title": title, "cells": {name: list(c.parts.items()) for name, c in four.items()},
        "lists": {name: c.digest for name, c in four.items()},
        "outcomes": [o.plain() for o in outcomes.outcomes(area, starts_on, ends_on, cases)],
    }


def freeze_due() -> int:
    """Every place with counsellors: the last quarter and year, fifteen days after their end. Returns how many were frozen now."""
    today, made = clock.today(), 0
    due = [(a, b) for a, b in periods.over(today, quarters=1, years=1) if today - b >= BY_ITSELF_AFTER]
    for area in counselling_areas():
        for first, last in due:
            if not Snapshot.objects.filter(area=area, starts_on=first, ends_on=last).exists():
                freeze(actor=CLOCKWORK, area=area, starts_on=first, ends_on=last)
                made += 1
    return made
