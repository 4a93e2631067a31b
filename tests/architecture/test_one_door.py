"""One door: no other address lets a password alone in, and editing pages and staff pages ask for the second factor."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mediation.common.actor import Actor
from tests.architecture.routes import routes
from tests.cast import PASSWORD

KNOWN_DOORS = {"account_login"}
pytestmark = pytest.mark.django_db


def test_no_other_address_signs_anybody_in_with_a_password(mediator: Actor, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    opened = []
    for route in routes():
        if "(re)" in route.pattern:
            continue
        client = Client(raise_request_exception=False)
        client.post(route.address(), {"username": "mediator", "login": "mediator", "email": "mediator", "password": PASSWORD})
        if "_auth_user_id" in client.session and route.name not in KNOWN_DOORS:
            opened.append(route.pattern)
    assert opened == []


def test_the_detector_sees_an_open_door(mediator: Actor) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": "mediator", "password": PASSWORD})
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("address", ["/desk/", "/learn/", "/cms/", "/cms/pages/"])
def test_a_password_alone_reaches_no_staff_page(editor: Actor, client_of: Any, settings: Any, address: str) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    answer = client_of(editor, second_factor=False).get(address)
    assert answer.status_code in {302, 404}
    if answer.status_code == 302:
        assert "/accounts/2fa/" in answer["Location"] or "/accounts/reauthenticate/" in answer["Location"]


def test_wagtails_own_forms_are_replaced_by_the_door() -> None:
    for address in ("/cms/login/", "/zh-hans/_util/login/"):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")
