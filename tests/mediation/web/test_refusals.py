"""What cannot be taken is answered with our own page, in the person's language, with the help numbers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
ENGLISH: dict[str, Any] = {"HTTP_ACCEPT_LANGUAGE": "en"}


def words(answer: Any, status: int) -> str:
    assert answer.status_code == status
    text: str = answer.content.decode()
    assert all(f"tel:{number}" in text for number in (12356, 110, 120))
    return text


def test_too_long_a_text_is_answered_in_the_persons_language() -> None:
    body = "story=" + "x" * 3_000_000

    english = words(Client().generic("POST", "/tell-us/", body, "application/x-www-form-urlencoded", **ENGLISH), 400)
    chinese = words(
        Client(enforce_csrf_checks=True).generic(
            "POST", "/tell-us/", body, "application/x-www-form-urlencoded", HTTP_ACCEPT_LANGUAGE="zh-CN"
        ), 400,
    )

    assert "nothing has been changed" in english
    assert "没有任何改动" in chinese


def test_too_many_fields_are_answered_too() -> None:
    body = "&".join(f"a{n}=1" for n in range(2000))

    assert "too much" in words(Client().generic("POST", "/tell-us/", body, "application/x-www-form-urlencoded", **ENGLISH), 400)


def test_a_forged_host_gets_a_page_that_never_names_it() -> None:
    text = words(Client().get("/", HTTP_HOST="forged.example", **ENGLISH), 400)

    assert "address bar" in text
    assert "forged.example" not in text
    assert 'href="/"' not in text


def test_an_address_that_takes_other_requests_says_so_in_words() -> None:
    place = reverse("large_text")
    refused = Client().get(place, **ENGLISH)
    spoken = Client().get(place, headers={"accept": "application/json"})
    fragment = Client().get(place, headers={"hx-request": "true"}, **ENGLISH)

    assert "cannot be opened in this way" in words(refused, 405)
    assert "POST" in refused.headers["Allow"]
    assert (spoken.status_code, spoken.json()["code"], spoken.headers["Allow"]) == (405, "not-allowed", refused.headers["Allow"])
    assert (fragment.status_code, fragment.headers["HX-Reswap"]) == (405, "none")


def test_too_long_is_said_only_of_a_page_that_was_open_too_long() -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/tell-us/")

    stale = words(client.post("/tell-us/", {"csrfmiddlewaretoken": "a" * 64}, **ENGLISH), 403)
    bare = words(client.put("/tell-us/", **ENGLISH), 403)
    elsewhere = words(client.post("/tell-us/", HTTP_ORIGIN="https://elsewhere.example", **ENGLISH), 403)

    assert "open for too long" in stale
    assert "mark of our page" in bare
    assert "not sent from a page of ours" in elsewhere


@pytest.mark.parametrize("place", ["login/", "password/reset/", "password/reset/done/", "inactive/"])
def test_the_doors_of_the_staff_carry_the_help_numbers(place: str) -> None:
    words(Client().get(f"/accounts/{place}", **ENGLISH), 200)


def test_under_an_address_in_numbers_no_passkey_is_offered() -> None:
    hosts = ("127.0.0.1:8000", "localhost")
    numbers, named = (Client().get("/accounts/login/", HTTP_HOST=host, **ENGLISH).content.decode() for host in hosts)

    assert "made of numbers" in numbers
    assert "passkey_login" not in numbers
    assert "passkey_login" in named
    assert "made of numbers" not in named
