"""Days that nobody can mean are refused in words; what a calendar holds is taken."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from mediation.common import clock, days


@pytest.mark.parametrize("far", [date(9999, 12, 31), datetime(9999, 12, 31, 23, 59, tzinfo=clock.SHANGHAI)])
def test_a_day_too_far_away_is_named_so(far: date) -> None:
    with translation.override("en"):
        assert "more than a year" in str(days.wrong_ahead(far))
        assert "fifty years" in str(days.wrong_ahead(far, years=days.DUTY_YEARS))


@pytest.mark.parametrize("gone", [date(1, 1, 1), datetime(1, 1, 1, tzinfo=clock.SHANGHAI)])
def test_what_is_past_is_named_so(gone: date) -> None:
    with translation.override("en"):
        assert "already" in str(days.wrong_ahead(gone))


def test_today_and_the_last_day_of_the_bound_are_taken() -> None:
    today = clock.today()
    assert days.wrong_ahead(today) is None
    assert days.wrong_ahead(today + days.YEAR) is None
    assert days.wrong_ahead(today + days.YEAR + clock.DAY) is not None
    assert days.wrong_ahead(clock.now() + timedelta(minutes=1)) is None


def test_a_search_may_go_back_far_but_not_before_all_records() -> None:
    days.known(date(1949, 10, 1))
    for never in (date(1, 1, 1), date(9999, 12, 31)):
        with pytest.raises(ValidationError):
            days.known(never)
    assert clock.day_end(date.max).year == 9999
