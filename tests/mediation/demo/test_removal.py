"""Removal runs in a process and a database of its own: it drops what it stands on."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from mediation.common.actor import system
from mediation.demo import removal, world
from mediation.territory.enums import Level
from mediation.territory.models import Area
from mediation.territory.services import add_area
from tests.serving import Served

COUNT = (
    "from mediation.territory.models import Area; from mediation.accounts.models import User; "
    "print('left', Area.objects.count(), User.objects.count())"
)
BUILD = "from mediation.demo import world; world.build()"


@pytest.mark.integration
@pytest.mark.django_db
def test_demo_goes_and_leaves_an_empty_county(tmp_path: Path) -> None:
    machine = Served(tmp_path / "state").migrate()
    machine.manage("shell", "-v", "0", "-c", BUILD)
    assert "left 28 31" in machine.manage("shell", "-v", "0", "-c", COUNT)

    machine.manage("remove_demo", "--yes")

    assert "left 0 0" in machine.manage("shell", "-v", "0", "-c", COUNT)


@pytest.mark.django_db
def test_a_real_county_is_never_removed() -> None:
    world.build()
    add_area(actor=system("t"), parent=None, level=Level.DISTRICT, name="真实县", code="R")

    with pytest.raises(ImproperlyConfigured, match="nothing was removed"):
        removal.remove()

    assert Area.objects.count() == 29
