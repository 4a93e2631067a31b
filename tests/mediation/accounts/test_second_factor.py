"""The first day of somebody taken on: password, second factor, work. And no way round it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from mediation.accounts.models import User
from mediation.audit.models import AuditEntry
from mediation.common.actor import Actor
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)  # what follows an enrolment waits for its commit
Enrolled = Callable[[], tuple[Client, str]]


def digits(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def sign_in(password: str = PASSWORD) -> Client:
    browser = Client()
    browser.post("/accounts/login/", {"login": "mediator", "password": password})
    return browser


@pytest.fixture(autouse=True)
def enforced(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    settings.ACCOUNT_RATE_LIMITS = False  # the other counter, which keeps its figures in memory


@pytest.fixture
def enrolled(mediator: Actor) -> Enrolled:
    """A mediator who has just set up an authenticator app; the browser and the app's secret."""

    def enrol() -> tuple[Client, str]:
        browser = sign_in()
        browser.get("/accounts/2fa/totp/activate/")
        secret = browser.session["mfa.totp.secret"]
        answer = browser.post("/accounts/2fa/totp/activate/", {"code": digits(secret)})
        assert answer["Location"] == "/accounts/2fa/recovery-codes/"
        return browser, secret

    return enrol


def codes_of(browser: Client) -> list[str]:
    return re.findall(r"<code>(\d{4} \d{4})</code>", browser.get("/accounts/2fa/recovery-codes/").content.decode())


def test_who_has_no_second_factor_yet_sets_it_up_and_then_works(mediator: Actor) -> None:
    browser = sign_in()
    assert browser.get("/desk/")["Location"] == "/accounts/2fa/"
    shown = browser.get("/accounts/2fa/totp/activate/")  # no password again: it was typed a moment ago
    secret = browser.session["mfa.totp.secret"]
    assert secret in re.sub(r"\s", "", shown.content.decode())

    refused = browser.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert refused.status_code == 200
    assert not Authenticator.objects.exists()
    browser.post("/accounts/2fa/totp/activate/", {"code": digits(secret)})

    assert browser.get("/desk/").status_code == 200  # who has just set it up has just shown it


def test_nothing_readable_is_stored(enrolled: Enrolled) -> None:
    _, secret = enrolled()

    for kept in Authenticator.objects.all():
        assert secret not in str(kept.data)
        assert str(kept.data.get("secret", kept.data.get("seed"))).startswith("x1.")


def test_password_and_code_then_work_and_a_code_is_good_once(enrolled: Enrolled) -> None:
    _, secret = enrolled()
    code = digits(secret)

    browser = sign_in()
    assert browser.get("/desk/")["Location"].startswith("/accounts/login/")
    assert browser.post("/accounts/2fa/authenticate/", {"code": code})["Location"] == "/"
    assert browser.get("/desk/").status_code == 200

    again = sign_in().post("/accounts/2fa/authenticate/", {"code": code})
    assert again.status_code == 200
    assert again.context["form"].errors["code"]


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(steps: int, taken: bool, enrolled: Enrolled) -> None:
    _, secret = enrolled()

    answer = sign_in().post("/accounts/2fa/authenticate/", {"code": digits(secret, steps)})

    assert (answer.status_code == 302) is taken


def test_a_recovery_code_works_once_and_is_shown_once(enrolled: Enrolled) -> None:
    browser, _ = enrolled()
    codes = codes_of(browser)
    assert len(codes) == 10
    assert codes_of(browser) == []

    assert sign_in().post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    assert sign_in().post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 200
    assert sign_in().post("/accounts/2fa/authenticate/", {"code": codes[1].replace(" ", "-")}).status_code == 302


def test_guessing_is_stopped_and_says_how_long(enrolled: Enrolled) -> None:
    _, secret = enrolled()
    browser = sign_in()

    for _ in range(10):
        browser.post("/accounts/2fa/authenticate/", {"code": "000000"})
    refused = browser.post("/accounts/2fa/authenticate/", {"code": digits(secret)})

    assert refused.status_code == 200
    assert re.search(r"\d+", str(refused.context["form"].errors["code"]))
    assert AuditEntry.objects.filter(action="accounts.refuse_second_factor").count() == 10


def test_a_session_from_before_ends_when_the_first_second_factor_is_set_up(mediator: Actor, enrolled: Enrolled) -> None:
    elsewhere = sign_in()
    assert elsewhere.get("/accounts/2fa/").status_code == 200

    enrolled()

    assert elsewhere.get("/accounts/2fa/")["Location"].startswith("/accounts/login/")


def test_password_alone_changes_nothing_about_signing_in(enrolled: Enrolled, mediator: Actor) -> None:
    """Also in a demo, where pages do not ask for a second factor: whoever has one keeps what it is worth."""
    enrolled()
    browser = Client()
    browser.force_login(User.objects.get(public_id=mediator.subject), backend="django.contrib.auth.backends.ModelBackend")

    for page in ["/accounts/2fa/", "/accounts/2fa/totp/deactivate/", "/accounts/2fa/webauthn/add/", "/accounts/password/change/"]:
        assert browser.get(page)["Location"].startswith("/accounts/2fa/reauthenticate/"), page
    assert browser.get("/accounts/reauthenticate/")["Location"].startswith("/accounts/2fa/reauthenticate/")


def test_the_last_one_stays(enrolled: Enrolled) -> None:
    browser, _ = enrolled()

    browser.post("/accounts/2fa/totp/deactivate/")

    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).count() == 1


@pytest.mark.parametrize(
    "credential", ["", "null", "[]", "{}", '{"response": 1}', '{"rawId": "AA", "id": "AA", "response": {}}', "x" * 70_000]
)
@pytest.mark.parametrize("door", ["/accounts/2fa/webauthn/login/", "/accounts/2fa/authenticate/"])
def test_a_broken_passkey_is_refused_in_words(door: str, credential: str, enrolled: Enrolled) -> None:
    enrolled()
    browser = sign_in()
    if door.endswith("/login/"):
        browser.get(door, headers={"accept": "application/json"})

    answer = browser.post(door, {"credential": credential})

    assert answer.status_code in (200, 302)
    assert browser.get("/desk/").status_code == 302
