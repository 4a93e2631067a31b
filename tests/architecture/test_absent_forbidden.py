"""From outside, an object that is not there and one that is not yours are the same: same status, same page, same headers."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest

from mediation.casework.enums import CaseState, DisputeType, PartyRole
from mediation.casework.models import Case, Party, Sitting
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.routes import Access
from mediation.people.models import Person
from tests.architecture.routes import Route, routes
from tests.cast import County, user_of

CHANGING = re.compile(
    r"""nonce="[^"]*"|<input[^>]*csrf[^>]*>|"x-csrftoken":\s*"[^"]*"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}""", re.I
)


@pytest.fixture
def known(county: County, mediator: Actor, party: Actor) -> dict[str, str]:
    """A claimed case with its party and a planned sitting, by the names that addresses use."""
    now = clock.now()
    case = Case.objects.create(
        number="QX-1", title="灯太亮", kind=DisputeType.NEIGHBOUR, state=CaseState.CLAIMED, area=county.village,
        organisation=county.studio, mediator=user_of(mediator), opened_at=now,
    )
    person = Person.objects.create(name="王小梅", created_at=now)
    side = Party.objects.create(case=case, person=person, role=PartyRole.APPLICANT, subject=party.subject)
    sitting = Sitting.objects.create(case=case, starts_at=now + timedelta(days=2), planned_by=user_of(mediator), planned_at=now)
    return {"case_id": str(case.pk), "party_id": str(side.pk), "sitting_id": str(sitting.pk)}


def about(known: dict[str, str]) -> list[Route]:
    return [r for r in routes() if r.access is Access.SCOPED and set(r.variables) & known.keys()]


def told(answer: Any) -> tuple[int, str, dict[str, str]]:
    headers = {k: v for k, v in answer.items() if k not in {"Content-Security-Policy", "Content-Length"}}
    if "Location" in headers:
        headers["Location"] = CHANGING.sub("ID", headers["Location"])
    return answer.status_code, CHANGING.sub("ID", answer.content.decode()), headers


@pytest.mark.django_db
def test_absent_and_forbidden_are_the_same(
    known: dict[str, str], other_mediator: Actor, counsellor: Actor, learner: Actor, outsider: Actor, other_party: Actor,
    anonymous: Actor, client_of: Any,
) -> None:
    absent = {name: str(uuid.uuid4()) for name in known}
    different = []
    for name, actor in {
        "other_mediator": other_mediator, "counsellor": counsellor, "learner": learner, "outsider": outsider,
        "other_party": other_party, "anonymous": anonymous,
    }.items():
        client = client_of(actor, raise_request_exception=False)
        for route in about(known):
            for method in (client.get, client.post):
                forbidden, missing = told(method(route.address(**known))), told(method(route.address(**absent)))
                if forbidden != missing or forbidden[0] not in {404, 405}:
                    different.append(f"{route.pattern} as {name}: {forbidden[0]} and {missing[0]}")
    assert different == []


@pytest.mark.django_db
def test_the_detector_sees_who_is_let_in(known: dict[str, str], mediator: Actor, party: Actor, client_of: Any) -> None:
    """Had nobody been let in, the test above would be about nothing."""
    statuses = {client_of(actor).get(r.address(**known)).status_code for actor in (mediator, party) for r in about(known)}
    assert 200 in statuses
