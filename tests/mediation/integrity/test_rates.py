"""What is paid by grade: set by the county, with its rule; paid lines stay."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from mediation.audit.models import AuditEntry
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.integrity.models import SubsidyRate
from mediation.integrity.services.rates import Rate, rates, set_rates
from tests.cast import client_of

pytestmark = pytest.mark.django_db
URL = "/desk/subsidies/rates/"
GRADES = ("simple", "general", "complex", "major")


def four(amount: int = 80, half: int = 30, source: str = "清溪县以案定补办法") -> list[Rate]:
    return [Rate(grade, Decimal(amount), Decimal(half), source) for grade in GRADES]


def typed(**changed: str) -> dict[str, str]:
    found = {f"{g}-{name}": value for g in GRADES for name, value in (("agreement", "80"), ("proper_work", "30"), ("source", "县办法"))}
    return found | changed


def test_before_the_county_sets_them_ours_hold_and_the_page_says_so(county: Any, supervisor: Actor, mediator: Actor) -> None:
    assert rates()["major"].agreement == 200
    for actor in (supervisor, mediator):
        assert "山西" in client_of(actor).get(URL, headers={"Accept-Language": "zh-hans"}).content.decode()


def test_the_county_sets_all_four_with_their_rule(county: Any, supervisor: Actor) -> None:
    assert client_of(supervisor).post(URL, typed()).status_code == 302
    assert {r.grade: (r.agreement, r.proper_work, r.own) for r in rates().values()} == {
        g: (Decimal(80), Decimal(30), True) for g in GRADES
    }
    assert AuditEntry.objects.filter(action="integrity.rates").count() == 1


WRONG = ({"simple-agreement": "-1"}, {"general-proper_work": "81"}, {"major-source": "  "}, {"major-agreement": "x"})


@pytest.mark.parametrize("changed", WRONG)
def test_what_is_wrong_is_said_and_nothing_is_kept(county: Any, supervisor: Actor, changed: dict[str, str]) -> None:
    answer = client_of(supervisor).post(URL, typed(**changed))
    assert answer.status_code == 422
    assert "县办法" in answer.content.decode()
    assert SubsidyRate.objects.count() == 0


def test_only_who_oversees_the_whole_county_sets_them(
    county: Any, mediator: Actor, outsider: Actor, counsellor: Actor, supervisor: Actor
) -> None:
    for actor in (mediator, outsider, counsellor):
        with pytest.raises(NotFound):
            set_rates(actor=actor, given=four())
        assert client_of(actor).post(URL, typed()).status_code in {302, 404}
    with pytest.raises(Invalid):
        set_rates(actor=supervisor, given=four(amount=10, half=20))
    assert SubsidyRate.objects.count() == 0
