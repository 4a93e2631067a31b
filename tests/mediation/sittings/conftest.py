from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from mediation.accounts.selectors import actor_of_guest
from mediation.accounts.services import fresh_code, issue_code
from mediation.casework.models import Case, Party, Sitting
from mediation.casework.services import sitting as services
from mediation.casework.services.case import Contact, Report, open_case
from mediation.casework.services.claim import claim
from mediation.common import clock
from mediation.common.actor import Actor, system
from realtime.rooms import services as rooms
from realtime.rooms.models import Room, Seat


@dataclass(frozen=True)
class Talk:
    """A planned sitting with both parties holding their codes."""

    sitting: Sitting
    case: Case
    lead: Actor
    a: Actor
    b: Actor
    party_a: Party
    party_b: Party

    @property
    def room(self) -> Room:
        return Room.objects.get(pk=self.sitting.room)

    def sit(self, *people: Actor) -> Room:
        """The mediator and these people in the room."""
        rooms.enter(self.lead, self.room)
        for who in people:
            rooms.admit(self.lead, self.room, rooms.enter(who, self.room))
        return self.room

    def seat(self, who: Actor) -> Seat:
        return Seat.objects.get(room=self.room, actor_key=who.key)


@pytest.fixture
def talk(county: Any, mediator: Actor) -> Talk:
    report = Report(
        kind="neighbour", story="金丝雀：楼上漏水", wish="金丝雀：修好", area=county.village,
        applicant=Contact(name="王小梅", phone="13812340000"),
        respondents=[Contact(name="陈大山", phone="13912340000")], organisation=county.studio,
    )
    opened = open_case(actor=None, report=report, fresh=fresh_code())
    assert opened.code is not None
    claim(actor=mediator, case=opened.case)
    Party.objects.filter(case=opened.case).update(willingness="willing")
    Case.objects.filter(pk=opened.case.pk).update(state="ready")
    case = Case.objects.get(pk=opened.case.pk)
    other = case.parties.get(role="respondent")
    b = actor_of_guest(issue_code(actor=system("tests"), name="陈大山", subject=other.subject).access)
    sitting = services.plan(actor=mediator, case=case, starts_at=clock.now() + timedelta(days=2), minutes=60, mode="joint", risk="短")
    return Talk(sitting, case, mediator, actor_of_guest(opened.code.access), b, opened.party, other)


@pytest.fixture
def begun(talk: Talk) -> Talk:
    services.begin(actor=talk.lead, sitting=talk.sitting)
    talk.sitting.refresh_from_db()
    talk.case.refresh_from_db()
    return talk


@pytest.fixture
def everybody(
    talk: Talk, outsider: Actor, other_mediator: Actor, supervisor: Actor, party: Actor, anonymous: Actor
) -> Callable[..., dict[str, Actor]]:
    def cast(**more: Actor) -> dict[str, Actor]:
        return {
            "lead": talk.lead, "a": talk.a, "b": talk.b, "outsider": outsider, "other_mediator": other_mediator, "supervisor": supervisor,
            "stranger": party, "anonymous": anonymous, **more,
        }

    return cast
