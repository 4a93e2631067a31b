"""Time limits of a case: days by grade, the call-back, the same-day clock.

The days are data (`GradeLimit`); until a county sets its own, the practice of Shanxi's grass-roots mediation holds: 7, 15 and
30 days for small, middling and large disputes (row S36), and never more than the thirty days of the general rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from mediation.casework import localrules
from mediation.casework.enums import Grade
from mediation.casework.models import GradeLimit
from mediation.common import clock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from mediation.territory.models import Area

DAYS = {Grade.SIMPLE: 7, Grade.GENERAL: 15, Grade.COMPLEX: 30, Grade.MAJOR: 30}
CALL_BACK_UNTIL = time(18)  # a report made before SAME_DAY_UNTIL is called back the same day until then
SAME_DAY_UNTIL = time(16)
CALL_BACK_NEXT_DAY = time(10)
URGENT_WITHIN = timedelta(hours=2)
DUE_SOON = timedelta(days=2)
ANSWER_WITHIN_DAYS = 5


@dataclass(frozen=True, slots=True)
class Limit:
    """days, or months where the rule counts so: whole legal days after acceptance; the last one counts to its end.

    pack: the pack of local rules it comes from, "" for the county's own number and for the practice that holds without one.
    """

    days: int
    source: str | _StrPromise
    months: int = 0
    pack: str = ""
    text: str = ""


def limit(grade: str, area: Area, on: date) -> Limit:
    """The limit for a grade at a place: the county's own number, else the local rules of the day of acceptance, else the practice."""
    row = GradeLimit.objects.filter(grade=grade).first()
    if row is not None:
        return limit_from(grade, row.days, row.source)
    return limit_from(grade, None, "", localrules.in_force(area, on))


def limit_from(grade: str, days: int | None, source: str, pack: localrules.RulePack | None = None) -> Limit:
    """The limit where the county's own has been read already; None days: it has set none."""
    if days is not None:
        return Limit(days, source)
    if pack is not None and (pack.limit.months or grade in pack.limit.days):
        return Limit(pack.limit.days.get(grade, 0), pack.source, pack.limit.months, pack.code, pack.limit.text)
    return Limit(DAYS[Grade(grade)], _("7, 15 or 30 days by difficulty, practice of Shanxi; no county rule is set"))


def due_at(accepted: datetime, limit: Limit) -> datetime:
    """The end of the last legal day. It is never moved because of a day off: the earlier day is always safe."""
    return clock.day_end(localrules.ends_on(clock.day_of(accepted), months=limit.months, days=limit.days))


def call_back_by(told: datetime, *, urgent: bool = False) -> datetime:
    """When somebody has called at the latest: the same day for what comes before 16:00, else by ten the next morning."""
    if urgent:
        return told + URGENT_WITHIN
    local = told.astimezone(clock.SHANGHAI)
    if local.time() < SAME_DAY_UNTIL:
        return _at(local.date(), CALL_BACK_UNTIL)
    return _at(local.date() + timedelta(days=1), CALL_BACK_NEXT_DAY)


def answer_by(told: datetime) -> datetime:
    """When a question is answered at the latest."""
    return clock.day_end(clock.day_of(told) + timedelta(days=ANSWER_WITHIN_DAYS))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=clock.SHANGHAI)
