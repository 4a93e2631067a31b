"""A session on a shared computer ends by itself, and not under somebody who is working."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.test import Client

from mediation.common.actor import Actor
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
Here = Callable[..., bool]


@pytest.fixture
def here(mediator: Actor, monkeypatch: pytest.MonkeyPatch) -> Here:
    """`here(90)`: is the mediator still signed in ninety minutes after signing in?"""
    browser, began = Client(), time.time()
    browser.post("/accounts/login/", {"login": "mediator", "password": PASSWORD, "remember": "on"})
    assert browser.cookies["sessionid"]["max-age"] == ""  # the cookie ends with the browser, whatever was posted

    def look(minutes: int, page: str = "/account/") -> bool:
        monkeypatch.setattr("mediation.accounts.attendance.time.time", lambda: began + minutes * 60)
        return not str(browser.get(page).headers.get("Location", "")).startswith("/accounts/login/")

    return look


def test_nothing_offers_to_stay_signed_in(client: Client) -> None:
    assert "remember" not in client.get("/accounts/login/").content.decode()


def test_half_an_hour_away_signs_out(here: Here) -> None:
    assert [here(1), here(29), here(58), here(90)] == [True, True, True, False]


def test_twelve_hours_are_enough_for_anybody(here: Here) -> None:
    assert all(here(minutes) for minutes in range(0, 12 * 60, 25))
    assert not here(12 * 60 + 2)


def test_a_long_sitting_is_not_idleness(here: Here) -> None:
    here(1, "/rooms/00000000-0000-0000-0000-000000000000/")
    assert here(3 * 60)
    assert not here(4 * 60)  # out of the room it is half an hour again
