"""What stands on a place: whoever keeps rows there says so, and a place is neither closed nor moved over their heads.

The map stands below every other area and cannot ask them; each registers a count in its `ready()`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.apps import apps

from mediation.territory.models import Area, Organisation

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Count = Callable[[Area | Organisation], int]
_counts: dict[str, tuple[str | _StrPromise, Count]] = {}


def register(code: str, label: str | _StrPromise, count: Count) -> None:
    """count: how many such things an area (with everything below it) or an organisation still carries today."""
    _counts[code] = (label, count)


def standing_on(place: Area | Organisation) -> list[tuple[str, int]]:
    """What and how many; empty when nothing keeps the place from being closed."""
    found = [(str(label), count(place)) for label, count in _counts.values()]
    return [(label, n) for label, n in found if n]


def files_kept(area: Area) -> bool:
    """Whether anything was ever filed at this area or below: a row that points to it, or a copied path.

    Such a place does not move: its files would come into other hands, and a copied path would be left behind.
    """
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if column.name == "area_path":
                rule = {"area_path__startswith": area.path}
            elif column.related_model is Area and model is not Organisation:
                rule = {f"{column.name}__path__startswith": area.path}
            else:
                continue
            if model._base_manager.filter(**rule).exists():
                return True
    return False
