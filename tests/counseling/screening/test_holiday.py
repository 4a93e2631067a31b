"""One alarm through one statutory holiday: hours laid out by pattern from the loaded calendar, the deputy away, the worker dead.

The day is 1 January, which the Regulations on Public Holidays (全国年节及纪念日放假办法) name as the New Year's holiday; it comes
to the rota by the way a county loads it, `HOLIDAY_FILE`. Only the time is told: calendar, pattern, rota, alarm and worker are real.
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from counseling.screening import services
from counseling.screening.enums import DutyDay, FlagState, Level, Rank
from counseling.screening.models import Flag, Screening, Shift
from counseling.screening.selectors import duty, rota
from counseling.screening.services import offers, pattern
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.jobs import worker
from mediation.notifications.models import Notice
from tests.cast import County, user_of
from tests.counseling.conftest import answer_all

pytestmark = pytest.mark.django_db
PLANNED = datetime(2026, 12, 14, 4, 0, tzinfo=UTC)  # noon in Shanghai, a fortnight and a half before
HOLIDAY = date(2027, 1, 1)  # a Friday
NIGHT = datetime(2027, 1, 1, 18, 30, tzinfo=UTC)  # half past two, in the hours that began on the evening of the holiday
MINUTE = timedelta(minutes=1)


@pytest.fixture
def laid_out(county: County, counsellor: Actor, deputy: Actor, lead: Actor, tmp_path: Path, settings: Settings) -> None:
    """The counsellor and her deputy for the nights of holidays, by pattern; the supervisor of care for the days around."""
    file = tmp_path / "holidays.json"
    file.write_text(json.dumps({"source": "tests", "until": 2027, "days_off": [str(HOLIDAY)], "days_worked": []}), encoding="utf-8")
    settings.HOLIDAY_FILE = str(file)
    with clock.told(PLANNED):
        assert any(g.holiday for g in duty.gaps(county.area.path, days=21))  # seen three weeks ahead
        _row, made = pattern.lay_out(
            actor=counsellor, area=county.area, first=user_of(counsellor), deputy=user_of(deputy), on=[DutyDay.HOLIDAY], since=time(18),
            until=time(8), first_day=date(2026, 12, 28), last_day=date(2027, 1, 1), press=uuid.uuid4(),
        )
        services.add_shift(
            actor=system("tests.care"), user=user_of(lead), area=county.area, rank=Rank.LEAD, starts_at=NIGHT - timedelta(days=1),
            ends_at=NIGHT + timedelta(days=1),
        )
    assert made == 2  # one night, the first and the deputy: no other day of that week is a holiday
    hours = Shift.objects.get(rank=Rank.FIRST)
    assert hours.starts_at < NIGHT < hours.ends_at


def woken(actor: Actor) -> list[int]:
    """After how many minutes of that night this person was woken."""
    times = Notice.objects.filter(recipient=actor.key, kind="care.urgent").order_by("created_at").values_list("created_at", flat=True)
    return [round((at - NIGHT) / MINUTE) for at in times]


def live(since: int, until: int) -> None:
    for minute in range(since, until + 1):
        with clock.told(NIGHT + minute * MINUTE):
            worker.drain("night")


def test_a_red_answer_in_the_night_of_a_holiday_reaches_somebody_again_and_again(
    laid_out: None, county: County, counsellor: Actor, deputy: Actor, lead: Actor, party: Actor, case_ref: Any
) -> None:
    away = user_of(deputy)
    away.is_active = False
    away.save(update_fields=["is_active"])

    # half past two: she says it. Nobody would be asked had the pattern not put somebody on call
    with clock.told(NIGHT - timedelta(days=1)):
        assert not rota.staffed(county.village.path)
        assert services.offer_url(party, case_ref, county.village) is None
    with clock.told(NIGHT):
        assert rota.staffed(county.village.path)
        assert services.offer_url(party, case_ref, county.village) is not None
        first = Screening.objects.get()
        services.consent(actor=party, screening=first, language="zh-hans")
        answer_all(party, first, 0, 0, 0, 0, 2)
        worker.beat()
    assert woken(counsellor) == [0]

    # the worker is dead for a quarter of an hour: what it owes it does at once; the deputy's step goes to the next rank
    with clock.told(NIGHT + 15 * MINUTE):
        assert worker.readiness() != ""
        worker.drain("back again")
    assert (woken(deputy), woken(lead)[:1]) == ([], [15])
    live(16, 35)
    assert woken(lead)[-1] > 15  # nobody has answered: all are woken again
    assert woken(counsellor)[-1] > 0

    # the supervisor takes the call; the alarm is still
    flag = Flag.objects.get()
    with clock.told(NIGHT + 36 * MINUTE):
        services.acknowledge(actor=lead, flag=flag, user=user_of(lead))
    before = (woken(counsellor), woken(lead))
    live(37, 60)
    assert (woken(counsellor), woken(lead)) == before

    # at four she says it again, on another occasion: the call that was taken does not swallow it
    with clock.told(NIGHT + 90 * MINUTE):
        again = offers.propose(actor=counsellor, subject=flag.subject, case_ref=flag.case_ref, area_path=flag.area_path, bundle="party")
        services.consent(actor=party, screening=again, language="zh-hans")
        again.refresh_from_db()
        answer_all(party, again, 0, 0, 0, 0, 3)
    flag.refresh_from_db()
    assert (flag.level, flag.state, flag.round) == (Level.RED, FlagState.OPEN, 2)
    assert (woken(counsellor)[-1], woken(lead)[-1]) == (90, 90)  # who is on call, and who had taken it
    live(91, 101)
    assert woken(lead)[-1] == 100  # the second alarm climbs as the first did
    assert woken(deputy) == []
