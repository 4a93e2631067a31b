from __future__ import annotations

from collections.abc import Iterator

import pytest

from mediation.common.actor import Actor
from realtime.rooms import kinds
from realtime.rooms.models import Room
from tests.realtime.trial_rooms import TrialRoom, make_room, seated


@pytest.fixture
def trial() -> Iterator[TrialRoom]:
    kind = TrialRoom()
    kinds.register(kind)
    yield kind
    TrialRoom.members.clear()


@pytest.fixture
def room(trial: TrialRoom, mediator: Actor, party: Actor, other_party: Actor) -> Room:
    return seated(make_room("one", mediator, party, other_party), mediator, party, other_party)
