"""Reading the map. Areas and organisations are public knowledge; everything that happens in them is not."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from django.db.models import Prefetch, Q, QuerySet

from mediation.common import clock
from mediation.common.actor import Actor
from mediation.territory import policies
from mediation.territory.enums import OrganisationKind
from mediation.territory.models import Area, Organisation

EARTH_KM = 6371.0088


def standing() -> Q:
    """Areas or organisations that are not closed today: only these are offered for anything new."""
    return Q(closed_on=None) | Q(closed_on__gt=clock.today())


def organisations(kind: OrganisationKind | None = None) -> QuerySet[Organisation]:
    """Those that are open, with their areas."""
    rows = Organisation.objects.filter(standing()).select_related("area").order_by("area__path", "pk")
    return rows if kind is None else rows.filter(kind=kind)


def within(area: Area) -> QuerySet[Area]:
    """The area and everything below it."""
    rows: QuerySet[Area] = Area.objects.filter(path__startswith=area.path)
    return rows


def lineage(area: Area) -> list[Area]:
    """From the top down to the area itself."""
    step = Area.steplen
    return list(Area.objects.filter(path__in=[area.path[:n] for n in range(step, len(area.path) + 1, step)]).order_by("path"))


def distance_km(a: Area | Organisation, b: Area | Organisation) -> float | None:
    """Great-circle distance in kilometres (haversine, mean radius 6371.0088 km); None where a place has no coordinates."""
    if None in (a.latitude, a.longitude, b.latitude, b.longitude):
        return None
    lat1, lon1, lat2, lon2 = (radians(float(x)) for x in (a.latitude, a.longitude, b.latitude, b.longitude))  # type: ignore[arg-type]
    h = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(h))


def managed(actor: Actor, query: str = "") -> list[Area]:
    """The places the actor sets up, in the order of the tree, each with what stands on it as `here`; two queries.

    query: part of a name or code; then only the places that match, or on which something matches, are given.
    """
    rows = policies.areas.scope(actor, "manage").order_by("path")
    offices = Organisation.objects.order_by("kind", "name")
    found = list(rows.prefetch_related(Prefetch("organisations", offices, to_attr="here")))
    if not query:
        return found
    low = query.casefold()

    def match(place: Area | Organisation) -> bool:
        return any(low in words.casefold() for words in (place.name, place.name_en, getattr(place, "code", "")))

    return [a for a in found if match(a) or any(match(o) for o in a.here)]
