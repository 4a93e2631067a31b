from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.journeys.models import IntakePoint
from mediation.journeys.services.point import add_point
from tests.cast import County

pytestmark = pytest.mark.django_db


def hang_up(county: County, where: str, label: str = "公告栏") -> IntakePoint:
    return add_point(actor=system("tests"), label=label, area=getattr(county, where), organisation=county.committee)


def test_each_place_stands_there_once(client: Client, county: County) -> None:
    first = hang_up(county, "village")
    hang_up(county, "village", "村口")
    other = hang_up(county, "other_village")

    page = client.get("/r/").content.decode()

    assert page.count('class="choice"') == 2
    assert f'href="/r/{first.token}/"' in page
    assert f'href="/r/{other.token}/"' in page


def test_old_and_revoked_codes_lead_nowhere(client: Client, county: County) -> None:
    good, old, gone = (hang_up(county, where) for where in ("town", "village", "other_village"))
    IntakePoint.objects.filter(pk=old.pk).update(expires_at=clock.now() - timedelta(days=1))
    IntakePoint.objects.filter(pk=gone.pk).update(revoked_at=clock.now())

    assert client.get("/r/").headers["Location"] == f"/r/{good.token}/"


def test_without_any_place_the_offices_are_named(client: Client, county: County, outsider: Actor) -> None:
    page = client.get("/r/").content.decode()

    assert 'href="tel:0999-5550101"' in page
    assert 'class="choice"' not in page
