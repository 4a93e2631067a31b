"""Builds and removes the whole demo. Refused in production."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from mediation.demo import world as ground
from mediation.demo.world import World
from mediation.territory.models import Area

# in this order: each stands on the ones before
AREAS = ["learning", "casework", "care"]


def standing() -> bool:
    """Whether a county is already there."""
    return bool(Area.objects.exists())


def build(say: Callable[[str], None]) -> World:
    """The whole county. Raises ImproperlyConfigured outside the demo."""
    if not settings.DEMO:
        raise ImproperlyConfigured("The demo county is refused here: DEMO is off.")
    with transaction.atomic():  # all or nothing: an interrupted first start begins anew; and one flush to the disk, not ten thousand
        say("places and people")
        world = ground.build()
        for name in AREAS:
            say(name)
            importlib.import_module(f"mediation.demo.{name}").build(world)
    return world
