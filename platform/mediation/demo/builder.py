"""Builds and removes the whole demo. Refused in production."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from mediation.casework.enums import CaseState
from mediation.casework.models import Case
from mediation.demo import world as ground
from mediation.demo.world import World
from mediation.jobs.models import Job
from mediation.notifications.models import ShortMessage
from mediation.territory.models import Area

# in this order: each stands on the ones before
AREAS = ["learning", "casework", "sittings", "care", "connections", "groups", "studies", "recognition", "drills", "mentoring"]


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
        _past_is_past(world)
    return world


def _past_is_past(world: World) -> None:
    """What fell due before today has long been done: no reminder of last year goes out at the first start.

    Papers are the exception, they are made now: a dossier of the past wants its agreement.
    """
    today = world.now - timedelta(hours=12)
    Case.objects.filter(state=CaseState.POOL).update(claim_until=None)  # the demo's waiting cases wait for a visitor to claim them
    Job.objects.filter(due_at__lt=today, done_at=None).exclude(task__endswith=".print_agreement").update(done_at=world.now)
    ShortMessage.objects.filter(created_at__lt=today, sent_at=None).update(sent_at=world.now, receipt="demo")
