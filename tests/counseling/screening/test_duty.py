"""The duty calendar: gaps are shown before they come, nights and public holidays included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from counseling.screening import ports, tasks
from counseling.screening.enums import Rank
from counseling.screening.selectors import duty
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.notifications.models import Notice
from tests.cast import County

pytestmark = pytest.mark.django_db


def test_a_night_without_anybody_is_a_gap(
    put_on_call: Callable[..., Any], counsellor: Actor, deputy: Actor, county: County
) -> None:
    put_on_call(counsellor, hours=12, since=timedelta(0))
    put_on_call(counsellor, hours=14 * 24, since=timedelta(hours=-20))
    put_on_call(deputy, Rank.DEPUTY, hours=14 * 24, since=timedelta(0))

    found = duty.gaps(county.village.path, days=7)

    assert [g.rank for g in found] == [Rank.FIRST]
    assert timedelta(hours=7, minutes=59) < found[0].end - found[0].start < timedelta(hours=8, minutes=1)


def test_public_holidays_stand_in_the_calendar_by_the_law_pack(
    counsellor: Actor, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "_day_off", lambda day: day == clock.today() if day.year == clock.today().year else None)
    rows = duty.calendar(county.area.path, days=2)

    assert [row.off for row in rows] == [True, False]
    assert rows[0].gap
    assert lawpack_answers_only_for_years_it_knows()


def lawpack_answers_only_for_years_it_knows() -> bool:
    """The wired answer is the law pack's own, and unknown beyond its last year."""
    from mediation.casework import lawpack
    from mediation.journeys.care import day_off

    return day_off(date(lawpack.current().calendar_until + 1, 5, 4)) is None


def test_those_who_keep_the_rota_are_told_a_week_ahead(
    put_on_call: Callable[..., Any], counsellor: Actor, lead: Actor, county: County, client_of: Callable[[Actor], Client]
) -> None:
    put_on_call(counsellor, hours=48)
    put_on_call(lead, Rank.LEAD, hours=48)
    tasks.warn_of_gaps()
    page = client_of(counsellor).get("/care/rota/").content.decode()

    assert [n.recipient for n in Notice.objects.filter(kind="care.gap")] == [lead.key]
    assert "没有主班" in page


def test_a_full_rota_warns_nobody(put_on_call: Callable[..., Any], counsellor: Actor) -> None:
    put_on_call(counsellor, hours=14 * 24)
    tasks.warn_of_gaps()
    assert not Notice.objects.filter(kind="care.gap").exists()
