"""What casework keeps on the map: no place is closed over the head of an open case."""

from __future__ import annotations

from django.db.models import Q

from mediation.casework.models import Case
from mediation.casework.workflow import OPEN
from mediation.territory.models import Area, Organisation


def open_cases_at(place: Area | Organisation) -> int:
    rule = Q(area__path__startswith=place.path) if isinstance(place, Area) else Q(organisation=place)
    return Case.objects.filter(rule, state__in=OPEN).count()
