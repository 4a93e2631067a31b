"""Counselling's cast: somebody on call, and a party who was offered the questions."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from counseling.screening import services
from counseling.screening.enums import Rank
from counseling.screening.models import Flag, Screening
from mediation.common import clock
from mediation.common.actor import Actor, system
from tests.cast import County, MakeUser, user_of

BEGIN = system("tests.care")


@pytest.fixture
def deputy(make_user: MakeUser, county: County) -> Actor:
    return make_user("deputy", "counsellor", county.area, county.care_centre, name="江月")


@pytest.fixture
def lead(make_user: MakeUser, county: County) -> Actor:
    return make_user("lead", "counsellor", county.area, county.care_centre, name="岑山")


@pytest.fixture
def put_on_call(county: County) -> Callable[..., Any]:
    def put(actor: Actor, rank: Rank = Rank.FIRST, *, hours: int = 12, since: timedelta = timedelta(hours=1)) -> Any:
        start = clock.now() - since
        return services.add_shift(
            actor=BEGIN, user=user_of(actor), area=county.area, rank=rank, starts_at=start, ends_at=start + timedelta(hours=hours)
        )

    return put


@pytest.fixture
def on_call(put_on_call: Callable[..., Any], counsellor: Actor) -> Actor:
    put_on_call(counsellor)
    return counsellor


@pytest.fixture
def offered(on_call: Actor, party: Actor, case_ref: uuid.UUID, county: County) -> Screening:
    url = services.offer_url(party, case_ref, county.village)
    assert url is not None
    return Screening.objects.get(subject=party.subject)


@pytest.fixture
def begun(offered: Screening, party: Actor) -> Screening:
    services.consent(actor=party, screening=offered, language="zh-hans")
    offered.refresh_from_db()
    return offered


def answer_all(actor: Actor, screening: Screening, *values: int | None) -> list[bool]:
    return [services.answer(actor=actor, screening=screening, number=n, value=v) for n, v in enumerate(values, 1)]


@pytest.fixture
def make_case(county: County, party: Actor, other_party: Actor, mediator: Actor) -> Callable[[], Any]:
    """A claimed case with the party as applicant and the other party as respondent."""
    from mediation.casework.enums import CaseState, PartyRole
    from mediation.casework.models import Case, Party
    from mediation.people.services import add_person

    def make() -> Any:
        case = Case.objects.create(
            number=f"T{uuid.uuid4().hex[:8]}", title="Dripping tap", kind="neighbour", state=CaseState.CLAIMED, area=county.village,
            mediator=user_of(mediator), opened_at=clock.now(),
        )
        for actor, role, phone in (
            (party, PartyRole.APPLICANT, "13800000001"), (other_party, PartyRole.RESPONDENT, "13800000002")
        ):
            person = add_person(actor=BEGIN, name=actor.name, phone=phone)
            Party.objects.create(case=case, person=person, role=role, subject=actor.subject)
        return case

    return make


@pytest.fixture
def case_ref(make_case: Callable[[], Any]) -> uuid.UUID:
    found: uuid.UUID = make_case().id
    return found


@pytest.fixture
def red(begun: Screening, party: Actor) -> Flag:
    answer_all(party, begun, 2, 1, 0, None, 2)
    return Flag.objects.get(subject=party.subject)
