from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings

from mediation.common.actor import Actor
from realtime.rooms import kinds
from realtime.rooms.models import Room
from tests.realtime.trial_rooms import TrialRoom, make_room, seated

# what needs a program that a machine may not have is not collected there; `.ci/run` installs the first
WANTS = {"turnserver": "test_relay.py", "livekit-server": "test_livekit.py"}
collect_ignore = [file for program, file in WANTS.items() if shutil.which(program) is None]
if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
    collect_ignore.append("test_two.py")  # two processes are a matter of PostgreSQL and Redis; `python3 dev.py test --postgres` has both


@pytest.fixture
def trial() -> Iterator[TrialRoom]:
    kind = TrialRoom()
    kinds.register(kind)
    yield kind
    TrialRoom.members.clear()


@pytest.fixture
def room(trial: TrialRoom, mediator: Actor, party: Actor, other_party: Actor) -> Room:
    return seated(make_room("one", mediator, party, other_party), mediator, party, other_party)
