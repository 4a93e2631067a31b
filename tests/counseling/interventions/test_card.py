"""What a person takes home of their plan: they choose, and nothing on the card gives them away."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from counseling.interventions import services
from counseling.interventions.enums import PlanKind
from counseling.interventions.models import TakeHomeCard
from counseling.screening.models import Flag
from mediation.common.actor import Actor
from tests.cast import client_of
from tests.counseling.interventions.conftest import me

pytestmark = pytest.mark.django_db
PLAN = {"alone": "KANARIE-walk", "leaving": "KANARIE-back-door", "helpers": "KANARIE-sister", "review_on": "2099-01-01"}


@pytest.fixture
def planned(held: Flag, counsellor: Actor) -> Flag:
    services.save_plan(**me(counsellor, held), kind=PlanKind.SAFETY, fields={**PLAN, "own_page": "yes"}, press=uuid.uuid4())
    return held


def test_shut_until_asked_for_and_chosen_by_the_person(planned: Flag, party: Actor) -> None:
    own = client_of(party)
    assert "KANARIE" not in own.get("/care/me/card/").content.decode()
    assert "KANARIE" not in own.get("/care/me/card/paper/").content.decode()  # nothing chosen yet

    shown = own.post("/care/me/card/").content.decode()
    assert all(words in shown for words in ("KANARIE-walk", "KANARIE-back-door", "KANARIE-sister"))
    assert 'value="leaving">' in shown  # not ticked: it gives away
    assert 'value="alone" checked>' in shown
    for _ in range(2):
        own.post("/care/me/card/", {"choose": "1", "part": ["alone", "nonsense"]})

    paper = own.get("/care/me/card/paper/").content.decode()
    assert "KANARIE-walk" in paper
    assert "KANARIE-back-door" not in paper
    assert "KANARIE-sister" not in paper
    for telling in ("心桥", "心理", "安全计划", "safety plan", "care.css"):
        assert telling not in paper.split("<main")[1]
    assert TakeHomeCard.objects.get().parts == ["alone"]


def test_a_plan_without_the_mark_stays_off_the_page(held: Flag, counsellor: Actor, party: Actor) -> None:
    own = client_of(party)
    services.save_plan(**me(counsellor, held), kind=PlanKind.SAFETY, fields=PLAN, press=uuid.uuid4())

    assert "KANARIE" not in own.post("/care/me/card/").content.decode()
    assert own.post("/care/me/card/", {"choose": "1", "part": ["alone"]}).status_code == 404


def test_a_later_version_without_the_mark_takes_it_off_again(planned: Flag, counsellor: Actor, party: Actor) -> None:
    own = client_of(party)
    own.post("/care/me/card/", {"choose": "1", "part": ["alone"]})

    services.save_plan(**me(counsellor, planned), kind=PlanKind.SAFETY, fields=PLAN, press=uuid.uuid4())

    assert "KANARIE" not in own.get("/care/me/card/paper/").content.decode()


@pytest.mark.parametrize("who", ["mediator", "supervisor", "counsellor", "outsider", "admin", "other_party", "anonymous"])
def test_nobody_else_has_a_way_to_it(who: str, planned: Flag, party: Actor, request: Any) -> None:
    client_of(party).post("/care/me/card/", {"choose": "1", "part": ["alone"]})
    client = client_of(request.getfixturevalue(who))

    for answer in (client.get("/care/me/card/"), client.post("/care/me/card/"), client.get("/care/me/card/paper/")):
        assert "KANARIE" not in answer.content.decode()
