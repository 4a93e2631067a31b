"""Days, times, money and names in the reader's words. Times are told as in Shanghai; the stored moment is UTC."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mediation.common import clock

# surnames of two characters that occur today; anything else begins with one character
DOUBLE_SURNAMES = frozenset("欧阳 司马 上官 诸葛 夏侯 皇甫 尉迟 公孙 慕容 司徒 令狐 东方 端木 申屠 万俟 呼延 宇文 长孙 轩辕".split())  # noqa: SIM905 -- one line a reader can check


def _chinese() -> bool:
    return (translation.get_language() or "").startswith("zh")


def _as_day(value: date | datetime) -> date:
    return clock.day_of(value) if isinstance(value, datetime) else value


def day(value: date | datetime) -> str:
    """2026年12月15日, or 15 December 2026."""
    d = _as_day(value)
    return f"{d.year}年{d.month}月{d.day}日" if _chinese() else date_format(d, "j F Y")


def hour(value: datetime) -> str:
    """上午9点, 下午3点20分; 09:00 in English."""
    t = value.astimezone(clock.SHANGHAI)
    if not _chinese():
        return f"{t:%H:%M}"
    part = "凌晨" if t.hour < 6 else "上午" if t.hour < 12 else "中午" if t.hour < 13 else "下午" if t.hour < 18 else "晚上"
    clock_hour = t.hour if t.hour <= 12 else t.hour - 12
    return f"{part}{clock_hour}点" + (f"{t.minute}分" if t.minute else "")


def near_day(value: date | datetime) -> str:
    """昨天, 今天, 明天, 后天; beyond that the date, without the year if it is this one."""
    d, today = _as_day(value), clock.today()
    word = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow"), 2: _("the day after tomorrow")}.get((d - today).days)
    if word:
        return word
    if d.year != today.year:
        return day(d)
    return f"{d.month}月{d.day}日" if _chinese() else date_format(d, "j F")


def moment(value: datetime) -> str:
    """明天上午9点, 12月15日下午3点20分; tomorrow, 09:00."""
    return near_day(value) + ("" if _chinese() else ", ") + hour(value)


def length(span: timedelta) -> str:
    """The largest sensible unit: 3 天, 5 小时, 12 分钟."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes >= 48 * 60:
        return ngettext("%(n)d day", "%(n)d days", minutes // 1440) % {"n": minutes // 1440}
    if minutes >= 60:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def exactly(span: timedelta) -> str:
    """As `length`; under ten hours with the minutes: 1 小时 12 分钟."""
    minutes = max(0, int(span.total_seconds() // 60))
    if not 60 < minutes < 600 or minutes % 60 == 0:
        return length(span)
    return f"{length(timedelta(hours=minutes // 60))} {length(timedelta(minutes=minutes % 60))}"


def ago(value: datetime) -> str:
    span = clock.now() - value
    return _("just now") if span < timedelta(minutes=1) else _("%(span)s ago") % {"span": length(span)}


def until(value: datetime) -> str:
    span = value - clock.now()
    return _("now") if span < timedelta(minutes=1) else _("in %(span)s") % {"span": length(span)}


def money(yuan: Decimal | int | float | str) -> str:
    """3,200 元, or 3,200.50 元 where there are fen."""
    amount = Decimal(str(yuan))
    places = 0 if amount == amount.to_integral_value() else 2
    return _("%(amount)s yuan") % {"amount": f"{amount:,.{places}f}"}


def surname(name: str) -> str:
    return name[:2] if name[:2] in DOUBLE_SURNAMES else name[:1]


def masked_name(name: str) -> str:
    """王某某 for 王小明, 王某 for 王明; for a name in Latin letters its first letter. For readers who need not know who it is."""
    name = name.strip()
    if not name:
        return ""
    if name[0].isascii():
        return name[0].upper() + "."
    family = surname(name)
    return family + "某" * min(2, max(1, len(name) - len(family)))
