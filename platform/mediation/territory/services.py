"""Setting up the map. Used by the county's administrator and by the demo."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from mediation.audit import trail
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.territory.enums import Level, OrganisationKind
from mediation.territory.models import Area, Organisation

MANAGE = "territory.manage"


def _may(actor: Actor) -> None:
    if not (actor.is_system or actor.holds(MANAGE)):
        raise NotFound


@transaction.atomic
def add_area(*, actor: Actor, parent: Area | None, level: Level, name: str, code: str, **more: Any) -> Area:
    """A place below `parent`, or the root. more: name_en, latitude, longitude."""
    _may(actor)
    values = {"level": level, "name": name, "code": code, **more}
    area: Area = Area.add_root(**values) if parent is None else Area.objects.get(pk=parent.pk).add_child(**values)
    trail.record(actor, "territory.add_area", ("area", area.public_id), level=level, code=code)
    return area


@transaction.atomic
def add_organisation(*, actor: Actor, kind: OrganisationKind, name: str, area: Area, **more: Any) -> Organisation:
    """A committee, studio or centre. more: any other column of Organisation."""
    _may(actor)
    row = Organisation(kind=kind, name=name, area=area, **more)
    row.full_clean()
    row.save()
    trail.record(actor, "territory.add_organisation", ("organisation", row.public_id), kind=kind)
    return row
