"""A volunteer who may take calls, and a call on the line."""

from __future__ import annotations

import uuid

import pytest

from counseling.hotline.models import Call
from counseling.hotline.services import desk, volunteers
from mediation.common.actor import Actor
from tests.cast import County, MakeUser, user_of


@pytest.fixture
def volunteer(make_user: MakeUser, county: County, counsellor: Actor) -> Actor:
    """May take calls and nothing more."""
    actor = make_user("volunteer", "volunteer", county.area, county.care_centre, name="白露")
    volunteers.decide(actor=counsellor, user=user_of(counsellor), volunteer=user_of(actor), rights=["take"], until=None)
    return actor


@pytest.fixture
def call(volunteer: Actor, county: County) -> Call:
    return desk.take(actor=volunteer, user=user_of(volunteer), area=county.area, press=uuid.uuid4())
