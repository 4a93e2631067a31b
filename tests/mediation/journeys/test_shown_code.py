"""The page with the code: it survives a reload and a switched language for a short while, in this browser and no other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from mediation.accounts.models import GuestAccess
from mediation.casework.models import Case
from mediation.common import clock
from mediation.journeys.models import IntakeDraft, IntakePoint
from tests.mediation.journeys.test_intake import fill, point

__all__ = ["point"]
pytestmark = pytest.mark.django_db


def sent_by(client: Client, point: IntakePoint, county: Any) -> str:
    fill(client, point, county)
    client.get(f"/r/{point.token}/check/")
    answer = client.post(f"/r/{point.token}/send/", follow=True)
    assert answer.redirect_chain == [(f"/r/{point.token}/sent/", 302)]
    assert answer.headers["Cache-Control"] == "no-store"
    secret = answer.context["sent"].secret
    assert secret in answer.content.decode()
    return str(secret)


def test_reload_and_language_show_the_same_secret_and_it_opens(point: IntakePoint, county: Any) -> None:
    client = Client()
    secret = sent_by(client, point, county)
    page = f"/r/{point.token}/sent/"
    english = client.post("/i18n/setlang/", {"language": "en", "next": page}, follow=True)
    assert secret in english.content.decode()
    assert secret in client.get(f"/r/{point.token}/send/", follow=True).content.decode()
    assert secret in client.post(f"/r/{point.token}/send/", follow=True).content.decode()
    locator = client.get(page).context["sent"].locator
    assert Client().post("/c/", {"locator": locator, "secret": secret}).status_code == 302
    assert GuestAccess.objects.get().version == 1


def test_two_presses_at_once_come_to_one_code(point: IntakePoint, county: Any) -> None:
    client = Client()
    fill(client, point, county)
    client.get(f"/r/{point.token}/check/")
    other = Client()  # the same browser's second press, begun before the first answer came back
    other.cookies["n"] = client.cookies["n"].value
    first = client.post(f"/r/{point.token}/send/", follow=True)
    second = other.post(f"/r/{point.token}/send/", {"draft": str(IntakeDraft.objects.get().id)}, follow=True)
    assert first.context["sent"].secret == second.context["sent"].secret
    assert Case.objects.count() == 1
    stranger = Client().post(f"/r/{point.token}/send/", {"draft": str(IntakeDraft.objects.get().id)})
    assert stranger.headers["Location"] == f"/r/{point.token}/"


def test_written_down_time_and_quick_exit_end_it(point: IntakePoint, county: Any) -> None:
    page = f"/r/{point.token}/sent/"
    noted, late, left = Client(), Client(), Client()
    for client in (noted, late, left):
        secret = sent_by(client, point, county)
        if client is noted:
            client.post(page, {"noted": "yes"})
        elif client is left:
            client.post("/leave/")
            assert client.cookies["n"].value == ""
        later = clock.now() + timedelta(minutes=16 if client is late else 0)
        with clock.told(later):
            again = client.get(page)
            assert again.status_code == 200
            assert secret not in again.content.decode()
            assert client.post(f"/r/{point.token}/send/", follow=True).status_code == 200
    assert set(GuestAccess.objects.values_list("version", flat=True)) == {1}


def test_on_a_telephone_of_the_staff_nothing_of_the_party_opens(
    point: IntakePoint, county: Any, mediator: Any, client_of: Any
) -> None:
    client = client_of(mediator)
    secret = sent_by(client, point, county)
    page = client.get(f"/r/{point.token}/sent/").content.decode()
    case = Case.objects.get()
    assert secret in page
    assert f"/c/case/{case.id}/" not in page
    assert "/care/me/" not in page
    assert "guest" not in client.session
    client.post(f"/r/{point.token}/sent/", {"noted": "yes"})
    assert "/c/case/" not in client.get(f"/r/{point.token}/sent/").content.decode()
