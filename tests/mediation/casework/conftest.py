from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from mediation.accounts.selectors import actor_of_guest
from mediation.accounts.services import fresh_code
from mediation.casework.models import Case, Party
from mediation.casework.services.case import Contact, Report, open_case
from mediation.casework.services.claim import claim
from mediation.common.actor import Actor

STORY = "canary-story 楼上夜夜吵闹"
WISH = "canary-wish 夜里安静"
PHONE = "13812340000"
OTHER_PHONE = "13912340000"


@dataclass(frozen=True)
class Told:
    """A case in the pool, its applicant with a code, and the other side known by name and number."""

    case: Case
    applicant: Actor
    party: Party
    respondent: Party


@pytest.fixture
def tell(county: Any) -> Callable[..., Told]:
    def make(**more: Any) -> Told:
        report = Report(
            kind=more.pop("kind", "neighbour"), story=STORY, wish=WISH, area=more.pop("area", county.village),
            applicant=Contact(name="王小梅", phone=PHONE), respondents=[Contact(name="陈大山", phone=OTHER_PHONE)],
            organisation=county.studio, **more,
        )
        opened = open_case(actor=None, report=report, fresh=fresh_code())
        assert opened.code is not None
        other = opened.case.parties.get(role="respondent")
        return Told(opened.case, actor_of_guest(opened.code.access), opened.party, other)

    return make


@pytest.fixture
def told(tell: Callable[..., Told]) -> Told:
    return tell()


@pytest.fixture
def taken(told: Told, mediator: Actor) -> Told:
    claim(actor=mediator, case=told.case)
    told.case.refresh_from_db()
    return told
