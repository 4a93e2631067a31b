"""The page on which tokens for /fhir/ are given and taken: the secret once, its use seen, taken back at once."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from counseling.screening.models import ExchangeToken
from mediation.audit.models import AuditEntry
from mediation.common import clock
from mediation.common.actor import Actor
from tests.cast import County

pytestmark = pytest.mark.django_db
PAGE = "/desk/connections/fhir/"
SECRET = re.compile(r"xqf_[0-9a-f]+")


@pytest.fixture
def form(county: County) -> dict[str, Any]:
    return {
        "name": "县医院随访系统", "area": str(county.area.public_id), "scopes": ["validate", "questionnaire.read"],
        "until": str(clock.today() + 90 * clock.DAY), "press": str(uuid.uuid4()),
    }


@pytest.fixture
def made(form: dict[str, Any], admin: Actor, client_of: Callable[..., Client]) -> tuple[Client, str, str]:
    """The administrator's browser, the token's address and its secret."""
    browser = client_of(admin)
    address = browser.post(PAGE, form).headers["Location"]
    found = SECRET.search(browser.get(address).content.decode())
    assert found is not None
    return browser, address, found.group()


def ask(secret: str) -> Any:
    return Client().get("/fhir/Questionnaire", headers={"authorization": f"Bearer {secret}"})


def test_the_secret_is_shown_once_and_opens_fhir_until_it_is_taken_back(
    made: tuple[Client, str, str], form: dict[str, Any], admin: Actor, client_of: Callable[..., Client]
) -> None:
    browser, address, secret = made
    assert browser.post(PAGE, form).headers["Location"] == address  # pressed twice
    assert ExchangeToken.objects.count() == 1
    assert secret not in str(list(ExchangeToken.objects.values()))
    assert ask(secret).status_code == 200
    token = ExchangeToken.objects.get()
    assert token.used_at is not None
    assert secret not in client_of(admin).get(address).content.decode()  # another browser, even of the same person
    with clock.told(clock.now() + clock.DAY / 24):
        assert secret not in browser.get(address).content.decode()
        assert secret not in browser.get(PAGE).content.decode()

    for _twice in range(2):
        browser.post(f"{PAGE}{token.pk}/revoke/")

    answer = ask(secret)
    assert answer.status_code == 401
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert AuditEntry.objects.filter(action="care.token_revoke").count() == 1
    assert secret not in str(list(AuditEntry.objects.values()))


def test_a_token_that_has_run_out_opens_nothing(made: tuple[Client, str, str]) -> None:
    with clock.told(clock.now() + 91 * clock.DAY):
        answer = ask(made[2])
        assert (answer.status_code, answer.json()["resourceType"]) == (401, "OperationOutcome")


@pytest.mark.parametrize("wrong", [
    {"name": ""}, {"scopes": []}, {"scopes": ["everything"]}, {"until": "2020-01-01"}, {"until": "2099-01-01"},
    {"area": str(uuid.uuid4())}, {"press": "x"},
])
def test_what_is_wrong_makes_no_token(form: dict[str, Any], wrong: dict[str, Any], admin: Actor, client_of: Callable[..., Client]) -> None:
    answer = client_of(admin).post(PAGE, form | wrong)
    assert answer.status_code == 422
    assert not ExchangeToken.objects.exists()


@pytest.mark.parametrize("who", ["counsellor", "mediator", "supervisor", "outsider", "party"])
def test_nobody_else_sees_or_ends_a_token(
    who: str, made: tuple[Client, str, str], request: pytest.FixtureRequest, client_of: Callable[..., Client]
) -> None:
    browser, token = client_of(request.getfixturevalue(who)), ExchangeToken.objects.get()
    assert browser.get(f"{PAGE}{token.pk}/").status_code == 404
    assert browser.post(f"{PAGE}{token.pk}/revoke/").status_code == 404
    assert ask(made[2]).status_code == 200


def test_the_pages_cost_ten_queries_at_most(made: tuple[Client, str, str]) -> None:
    browser, address, _secret = made
    for page in (PAGE, address):
        browser.get(page)
        with CaptureQueriesContext(connection) as seen:
            browser.get(page)
        assert len(seen) <= 10, [q["sql"][:90] for q in seen]
