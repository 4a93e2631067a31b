"""The first day of somebody taken on: password, second factor, work. And no way round it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from mediation.common.actor import Actor
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


def digits(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_who_has_no_second_factor_yet_sets_it_up_and_then_works(mediator: Actor, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    settings.MFA_TOTP_TOLERANCE = 1
    browser = Client()
    browser.post("/accounts/login/", {"login": "mediator", "password": PASSWORD})
    first = browser.get("/desk/")
    assert first["Location"] == "/accounts/2fa/totp/activate/"
    shown = browser.get(first["Location"])
    if shown.status_code == 302:  # the password once more, before anything about signing in is changed
        shown = browser.post(shown["Location"], {"password": PASSWORD}, follow=True)
    secret = browser.session["mfa.totp.secret"]
    assert secret in re.sub(r"\s", "", shown.content.decode())

    done = browser.post(first["Location"], {"code": digits(secret)}, follow=True)

    assert done.status_code == 200
    asked = browser.get("/desk/")
    assert asked.status_code == 302
    assert asked["Location"].startswith("/accounts/2fa/reauthenticate/")
    again = browser.post(asked["Location"], {"code": digits(secret)})
    assert again["Location"] == "/desk/"
    assert browser.get("/desk/").status_code == 200
