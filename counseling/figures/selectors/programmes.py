"""Which programmes asked people at a place: through their check-ups. Lectures and salons ask nobody, so they stand in no rate."""

from __future__ import annotations

import uuid
from datetime import date

from counseling.programmes.models import Programme
from counseling.screening.models import Checkup
from mediation.common import clock
from mediation.territory.models import Area


def asked(area: Area, ends_on: date) -> list[tuple[uuid.UUID, str, set[uuid.UUID]]]:
    """Programme, its title, the check-ups of it at the place that had begun by the end of the period; by title."""
    cases: dict[uuid.UUID, set[uuid.UUID]] = {}
    rows = Checkup.objects.filter(area__path__startswith=area.path, opens_at__lte=clock.day_end(ends_on))
    for programme, checkup in rows.values_list("programme_ref", "pk"):
        if programme is not None:
            cases.setdefault(programme, set()).add(checkup)
    titles = Programme.objects.filter(pk__in=cases).order_by("title", "pk").values_list("pk", "title")
    return [(pk, title, cases[pk]) for pk, title in titles]
