"""Guessing passwords: it is slowed down, and it cannot be used to lock others out."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory

from mediation.common.actor import Actor
from mediation.config.proxy import CallerMiddleware
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counting(settings: Any) -> None:
    settings.AXES_ENABLED = True
    settings.ACCOUNT_RATE_LIMITS = False  # the other counter, which keeps its figures in memory


def sign_in(name: str, password: str, **more: Any) -> Any:
    return Client(**more).post("/accounts/login/", {"login": name, "password": password})


def test_wrong_passwords_close_the_door_for_that_name_only_and_say_so(mediator: Actor, counsellor: Actor) -> None:
    answers = [sign_in("mediator", f"wrong-{n}") for n in range(9)]

    assert [a.status_code for a in answers[:2]] == [200, 200]
    assert answers[-1].status_code == 429
    assert "Account locked" not in answers[-1].content.decode()
    assert "<h1" in answers[-1].content.decode()
    assert sign_in("mediator", PASSWORD).status_code == 429
    assert sign_in("counsellor", PASSWORD).status_code == 302


def test_a_stranger_elsewhere_does_not_lock_anybody_out(mediator: Actor) -> None:
    for n in range(9):
        sign_in("mediator", f"wrong-{n}", REMOTE_ADDR="203.0.113.9")

    assert sign_in("mediator", PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("proxies", "told", "counted"),
    [
        (0, "198.51.100.7", "127.0.0.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        (2, "6.6.6.6, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (2, "198.51.100.7", "127.0.0.1"),
        (1, "nonsense", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_limits_count_by_the_address_our_own_proxy_tells(settings: Any, proxies: int, told: str, counted: str) -> None:
    settings.PROXIES = proxies
    seen: list[str] = []
    CallerMiddleware(lambda request: seen.append(request.META["REMOTE_ADDR"]))(  # type: ignore[arg-type,func-returns-value]
        RequestFactory().get("/", headers={"X-Forwarded-For": told})
    )
    assert seen == [counted]


@pytest.mark.parametrize("weak", ["1234567890", "password12", "short-one"])
def test_a_weak_password_is_not_taken(weak: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(weak)
