from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from mediation.common import clock
from mediation.web import wording
from mediation.web.deadlines import deadline
from mediation.web.templatetags import xq

NOON = datetime(2026, 12, 14, 4, tzinfo=UTC)  # Monday, noon in Shanghai


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.told(NOON):
        yield


@pytest.fixture(params=["zh-hans", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


def both(language: str, chinese: str, english: str) -> str:
    return chinese if language == "zh-hans" else english


def test_a_day_is_written_out(language: str) -> None:
    assert wording.day(date(2026, 12, 5)) == both(language, "2026年12月5日", "5 December 2026")


def test_a_moment_late_in_the_evening_belongs_to_the_shanghai_day(language: str) -> None:
    late = datetime(2026, 12, 14, 16, 30, tzinfo=UTC)  # half past midnight on the 15th

    assert wording.day(late) == both(language, "2026年12月15日", "15 December 2026")
    assert wording.moment(late) == both(language, "明天凌晨0点30分", "tomorrow, 00:30")


@pytest.mark.parametrize(
    ("hour", "chinese"), [(1, "上午9点"), (4, "中午12点"), (7, "下午3点"), (13, "晚上9点")]
)
def test_hours_are_told_as_people_say_them(hour: int, chinese: str) -> None:
    with translation.override("zh-hans"):
        assert wording.moment(NOON.replace(hour=hour)) == f"今天{chinese}"


def test_another_year_is_named(language: str) -> None:
    assert wording.near_day(date(2027, 1, 9)) == both(language, "2027年1月9日", "9 January 2027")
    assert wording.near_day(date(2026, 12, 31)) == both(language, "12月31日", "31 December")


def test_ago_and_until(language: str) -> None:
    assert wording.ago(NOON - timedelta(minutes=5)) == both(language, "5 分钟前", "5 minutes ago")
    assert wording.ago(NOON) == both(language, "刚刚", "just now")
    assert wording.until(NOON + timedelta(days=3)) == both(language, "3 天后", "in 3 days")


def test_money_has_separators_and_fen_only_where_there_are_some(language: str) -> None:
    assert wording.money("3200") == both(language, "3,200 元", "3,200 yuan")
    assert wording.money("1234567.5") == both(language, "1,234,567.50 元", "1,234,567.50 yuan")


@pytest.mark.parametrize(
    ("name", "masked"), [("王小明", "王某某"), ("王明", "王某"), ("欧阳晓", "欧阳某"), ("王", "王某"), ("Anna", "A."), ("", "")]
)
def test_a_name_is_masked_after_the_surname(name: str, masked: str) -> None:
    assert wording.masked_name(name) == masked


@pytest.mark.parametrize(
    ("hours", "tone", "chinese"),
    [(-49, "red", "超期 2 天"), (20, "red", "剩 20 小时"), (50, "orange", "剩 2 天"), (24 * 9 + 1, "plain", "剩 9 天")],
)
def test_a_deadline_has_a_number_and_a_shape(hours: int, tone: str, chinese: str) -> None:
    with translation.override("zh-hans"):
        told = deadline(NOON + timedelta(hours=hours))

    assert (told.tone, told.words, told.overdue) == (tone, chinese, hours < 0)


def test_an_impossible_rate_is_refused_in_words() -> None:
    assert xq.rate_words(103, 100)["refused"] is True
    assert xq.rate_words(0, 0)["words"] == "—"
    assert xq.rate_words(34, 41)["count"] == "34/41"


@pytest.mark.parametrize(("name", "sign"), [("王先生", "王"), ("Mr Wang", "W"), ("anna", "A"), ("", "·")])
def test_the_sign_beside_a_name(name: str, sign: str) -> None:
    assert xq.initial(name) == sign
