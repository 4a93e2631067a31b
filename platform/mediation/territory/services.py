"""Setting up the map and changing it. Used by the county's administrator, by the first set-up and by the demo."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.common import clock, days
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.territory import guards
from mediation.territory.enums import Level, OrganisationKind
from mediation.territory.models import Area, Organisation
from mediation.territory.policies import MANAGE

TOPIC = "territory"
RANK = {level: number for number, level in enumerate(Level.values)}
AREA_COLUMNS = ("name", "name_en", "code", "latitude", "longitude")
OFFICE_COLUMNS = ("name", "name_en", "telephone", "address", "main_field", "parent", "latitude", "longitude")


def _may(actor: Actor, area: Area | None) -> None:
    if not (actor.is_system or (area is not None and actor.holds(MANAGE, area.path))):
        raise NotFound


@transaction.atomic
def add_area(*, actor: Actor, parent: Area | None, level: Level, name: str, code: str, **more: Any) -> Area:
    """A place below `parent`, or the root (by a command only). more: name_en, latitude, longitude.

    Raises Invalid for a code that is taken and for a level that does not stand below the parent's.
    """
    _may(actor, parent)
    _code_is_free(code)
    if parent is not None:
        parent = Area.objects.get(pk=parent.pk)
        if RANK[level] <= RANK[parent.level]:
            raise Invalid(fields={"level": _("This level does not stand below the place you are adding to.")})
        if is_closed(parent):
            raise Conflict(_("This place is closed. Open it again first."))
    values = {"level": level, "name": name, "code": code, **more}
    area: Area = Area.add_root(**values) if parent is None else parent.add_child(**values)
    trail.record(actor, "territory.add_area", ("area", area.public_id), level=level, code=code)
    publish_on_commit(TOPIC)
    return area


@transaction.atomic
def change_area(*, actor: Actor, area: Area, **values: Any) -> Area:
    """Rename a place or correct its code or position. values: any of AREA_COLUMNS."""
    _may(actor, area)
    if values.get("code", area.code) != area.code:
        _code_is_free(values["code"])
    changed = _changed(area, {k: values[k] for k in AREA_COLUMNS if k in values})
    if changed:
        Area.objects.filter(pk=area.pk).update(**{k: values[k] for k in changed})
        trail.record(actor, "territory.change_area", ("area", area.public_id), **changed)
        publish_on_commit(TOPIC)
    return area


@transaction.atomic
def move_area(*, actor: Actor, area: Area, target: Area) -> Area:
    """Put a place, with everything below it, under another. The administrator must answer for both ends.

    Refused while anything stands on it: who may see a case or a flag follows from the path, and nobody's files may come into
    other hands because somebody redraws the map.
    """
    _may(actor, area)
    _may(actor, target)
    area, target = Area.objects.get(pk=area.pk), Area.objects.get(pk=target.pk)
    if area.is_root() or target.path.startswith(area.path):
        raise Invalid(fields={"target": _("A place cannot be put below itself.")})
    if RANK[area.level] <= RANK[target.level]:
        raise Invalid(fields={"target": _("This place must stand below one of a higher level.")})
    if is_closed(target):
        raise Invalid(fields={"target": _("That place is closed.")})
    before = area.get_parent()
    if before.pk == target.pk:
        return area
    _nothing_stands_on(area, "target")
    if guards.files_kept(area):
        raise Invalid(fields={"target": _("Cases, roles or report codes are filed under this place. Close it and add a new one instead.")})
    area.move(target, "last-child")
    trail.record(
        actor, "territory.move_area", ("area", area.public_id), before=str(before.public_id), after=str(target.public_id)
    )
    publish_on_commit(TOPIC)
    moved: Area = Area.objects.get(pk=area.pk)
    return moved


@transaction.atomic
def close_area(*, actor: Actor, area: Area, on: date) -> None:
    """From `on` nothing new is put here. What was there before keeps its place, and its people their rights, until then."""
    _may(actor, area)
    area = Area.objects.get(pk=area.pk)
    if area.is_root():
        raise Invalid(fields={"on": _("The whole county cannot be closed.")})
    _is_to_come(on)
    open_below = [a for a in area.get_descendants() if a.closed_on is None or a.closed_on > on]
    offices = [o for o in Organisation.objects.filter(area__path__startswith=area.path) if o.closed_on is None or o.closed_on > on]
    if open_below or offices:
        names = "、".join(place.label for place in [*open_below, *offices][:5])
        raise Invalid(fields={"on": _("Still open there: %(names)s. Close these first.") % {"names": names}})
    _nothing_stands_on(area, "on")
    _set_closed(actor, area, on)


@transaction.atomic
def reopen_area(*, actor: Actor, area: Area) -> None:
    _may(actor, area)
    parent = area.get_parent()
    if parent is not None and is_closed(parent):
        raise Conflict(_("The place above it is closed. Open that one first."))
    _set_closed(actor, area, None)


@transaction.atomic
def add_organisation(*, actor: Actor, kind: OrganisationKind, name: str, area: Area, **more: Any) -> Organisation:
    """A committee, studio or centre. more: any other column of Organisation."""
    _may(actor, area)
    if is_closed(area):
        raise Conflict(_("This place is closed. Open it again first."))
    row = Organisation(kind=kind, name=name, area=area, **more)
    _check(row)
    row.save()
    trail.record(actor, "territory.add_organisation", ("organisation", row.public_id), kind=kind)
    publish_on_commit(TOPIC)
    return row


@transaction.atomic
def change_organisation(*, actor: Actor, organisation: Organisation, **values: Any) -> Organisation:
    """Rename an organisation or correct where and how it is reached. values: any of OFFICE_COLUMNS."""
    _may(actor, organisation.area)
    wanted = {k: values[k] for k in OFFICE_COLUMNS if k in values}
    changed = _changed(organisation, wanted)
    for column in changed:
        setattr(organisation, column, wanted[column])
    parent = organisation.parent
    if parent is not None and parent.pk == organisation.pk:
        raise Invalid(fields={"parent": _("An organisation cannot belong to itself.")})
    _check(organisation)
    if changed:
        organisation.save(update_fields=list(changed))
        trail.record(actor, "territory.change_organisation", ("organisation", organisation.public_id), **changed)
        publish_on_commit(TOPIC)
    return organisation


@transaction.atomic
def move_organisation(*, actor: Actor, organisation: Organisation, target: Area) -> None:
    """To another place. Refused while people hold roles or open cases there: their reach would no longer fit where they work."""
    _may(actor, organisation.area)
    _may(actor, target)
    if is_closed(target):
        raise Invalid(fields={"target": _("That place is closed.")})
    if organisation.area_id == target.pk:
        return
    _nothing_stands_on(organisation, "target")
    before = organisation.area
    Organisation.objects.filter(pk=organisation.pk).update(area=target)
    trail.record(
        actor, "territory.move_organisation", ("organisation", organisation.public_id), before=str(before.public_id),
        after=str(target.public_id),
    )
    publish_on_commit(TOPIC)


@transaction.atomic
def close_organisation(*, actor: Actor, organisation: Organisation, on: date) -> None:
    _may(actor, organisation.area)
    _is_to_come(on)
    open_studios = [o.label for o in organisation.studios.all() if o.closed_on is None or o.closed_on > on]
    if open_studios:
        raise Invalid(fields={"on": _("Still open there: %(names)s. Close these first.") % {"names": "、".join(open_studios[:5])}})
    _nothing_stands_on(organisation, "on")
    _set_closed(actor, organisation, on)


@transaction.atomic
def reopen_organisation(*, actor: Actor, organisation: Organisation) -> None:
    _may(actor, organisation.area)
    if is_closed(organisation.area):
        raise Conflict(_("The place it stands in is closed. Open that one first."))
    _set_closed(actor, organisation, None)


def is_closed(place: Area | Organisation) -> bool:
    return place.closed_on is not None and place.closed_on <= clock.today()


def _set_closed(actor: Actor, place: Area | Organisation, on: date | None) -> None:
    if place.closed_on == on:
        return
    type(place).objects.filter(pk=place.pk).update(closed_on=on)
    kind = "area" if isinstance(place, Area) else "organisation"
    trail.record(
        actor, f"territory.{'close' if on else 'reopen'}_{kind}", (kind, place.public_id), on=on.isoformat() if on else None,
        before=place.closed_on.isoformat() if place.closed_on else None,
    )
    publish_on_commit(TOPIC)


def _nothing_stands_on(place: Area | Organisation, field: str) -> None:
    found = guards.standing_on(place)
    if found:
        what = "、".join(f"{label} ({n})" for label, n in found)
        raise Invalid(fields={field: _("This still stands on it: %(what)s. Settle or hand these over first.") % {"what": what}})


def _is_to_come(on: date) -> None:
    if on < clock.today():
        raise Invalid(fields={"on": _("Choose today or a later day.")})
    unfit = days.too_far(on)
    if unfit is not None:
        raise Invalid(fields={"on": unfit})


def _code_is_free(code: str) -> None:
    if Area.objects.filter(code=code).exists():
        raise Invalid(fields={"code": _("Another place has this code already.")})


def _check(row: Organisation) -> None:
    try:
        row.full_clean()
    except ValidationError as why:
        known = {k: " ".join(words) for k, words in why.message_dict.items() if k != "__all__"}
        raise Invalid(fields=known or {"name": _("There is an organisation of this kind with this name already.")}) from why


def _changed(row: Area | Organisation, wanted: dict[str, Any]) -> dict[str, list[Any]]:
    """Column to [before, after], as far as they differ; the map is public, so the trail may say what it said."""
    def plain(value: Any) -> Any:
        return str(value.public_id) if isinstance(value, Organisation) else value

    pairs = {k: (getattr(row, k), v) for k, v in wanted.items()}
    return {k: [plain(a), plain(b)] for k, (a, b) in pairs.items() if plain(a) != plain(b)}
