"""Posters: printed for a street at once, exchanged once however often it is pressed, the old sheet good for a while."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from django.test import Client

from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Invalid, NotFound
from mediation.journeys.models import IntakePoint, RetiredCode
from mediation.journeys.services.point import add_point, renew_point
from tests.cast import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def point(county: Any) -> IntakePoint:
    return add_point(actor=system("tests"), label="柳岸村公告栏", area=county.town, organisation=county.studio)


def test_the_old_sheet_leads_on_for_a_while_and_then_no_more(point: IntakePoint, supervisor: Actor) -> None:
    old = point.token
    renew_point(actor=supervisor, point=point, seen=old, overlap=14)
    assert point.token != old
    assert {Client().get(f"/r/{t}/").status_code for t in (old, point.token)} == {200}
    RetiredCode.objects.update(until=clock.now() - timedelta(seconds=1))
    assert [Client().get(f"/r/{t}/").status_code for t in (old, point.token)] == [404, 200]


def test_a_report_begun_on_the_old_sheet_is_finished_on_it(point: IntakePoint, supervisor: Actor) -> None:
    browser, old = Client(), point.token
    browser.post(f"/r/{old}/", {"mode": "dispute"})
    browser.post(f"/r/{old}/kind/", {"category": "neighbour"})
    renew_point(actor=supervisor, point=point, seen=old, overlap=14)
    assert browser.get(f"/r/{old}/story/").status_code == 200


def test_a_misused_code_ends_at_once(point: IntakePoint, supervisor: Actor) -> None:
    old = point.token
    renew_point(actor=supervisor, point=point, seen=old, overlap=0)
    assert Client().get(f"/r/{old}/").status_code == 404


def test_pressed_twice_it_changes_once(point: IntakePoint, supervisor: Actor) -> None:
    desk, old = client_of(supervisor), point.token
    for _press in range(2):
        assert desk.post(f"/desk/codes/{point.pk}/renew/", {"seen": old, "overlap": "14"}).status_code == 302
    point.refresh_from_db()
    assert RetiredCode.objects.get().token == old
    assert RetiredCode.objects.filter(token=point.token).count() == 0


def test_a_strange_overlap_is_refused(point: IntakePoint, supervisor: Actor) -> None:
    with pytest.raises(Invalid):
        renew_point(actor=supervisor, point=point, seen=point.token, overlap=3650)
    client_of(supervisor).post(f"/desk/codes/{point.pk}/renew/", {"seen": point.token, "overlap": "9999"})
    assert RetiredCode.objects.count() == 0


def test_only_who_oversees_the_place_exchanges(point: IntakePoint, mediator: Actor, outsider: Actor, counsellor: Actor) -> None:
    old = point.token
    for actor in (mediator, outsider, counsellor):
        with pytest.raises(NotFound):
            renew_point(actor=actor, point=point, seen=old, overlap=14)
    for actor in (outsider, counsellor):
        assert client_of(actor).get(f"/desk/codes/{point.pk}/posters.pdf").status_code == 404
    point.refresh_from_db()
    assert point.token == old


def test_one_poster_and_a_whole_street_as_paper(point: IntakePoint, county: Any, supervisor: Actor, mediator: Actor) -> None:
    add_point(actor=system("tests"), label="柳岸村文化礼堂", area=county.village, expires_at=clock.now() + timedelta(days=90))
    one = client_of(mediator).get(f"/desk/codes/{point.pk}/posters.pdf?paper=a5")
    street = client_of(supervisor).get(f"/desk/codes/{point.pk}/posters.pdf?all=street")
    first, all_of_them = (pypdf.PdfReader(io.BytesIO(a.content)) for a in (one, street))
    assert (len(first.pages), len(all_of_them.pages)) == (1, 2)
    words = "".join(page.extract_text() for page in all_of_them.pages)
    for word in ("有纠纷，告诉我们", "柳岸村公告栏", "柳岸村文化礼堂", "有效期至", "110", "12356", f"/r/{point.token}/"):
        assert word in words, word


def test_a_day_that_is_past_is_said_at_its_field(county: Any, supervisor: Actor) -> None:
    form = {"label": "公告栏", "area": str(county.town.public_id), "expires_on": "2001-01-01"}
    answer = client_of(supervisor).post("/desk/codes/", form)
    assert answer.status_code == 422
    assert "公告栏" in answer.content.decode()
    assert IntakePoint.objects.count() == 0
