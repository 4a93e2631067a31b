"""The duty calendar ahead: who is on call on which day, and the hours nobody is, nights and public holidays like all others."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from counseling.screening import ports
from counseling.screening.enums import Rank
from counseling.screening.models import Shift
from counseling.screening.selectors import rota
from mediation.common import clock

AHEAD = 42  # days shown
MORNING, EVENING = 8, 18  # hours between which it is day
DAYTIME = timedelta(hours=EVENING - MORNING)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours in which nobody has this rank."""

    rank: Rank
    start: datetime
    end: datetime

    @property
    def night(self) -> bool:
        """Whether it touches the hours between 18:00 and 8:00."""
        here, there = self.start.astimezone(clock.SHANGHAI), self.end.astimezone(clock.SHANGHAI)
        return there - here > DAYTIME or here.hour < MORNING or here.hour >= EVENING or not MORNING <= there.hour < EVENING + (
            there.minute == 0
        )

    @property
    def holiday(self) -> bool:
        """Whether it touches a public holiday of the loaded calendar."""
        day, last = clock.day_of(self.start), clock.day_of(self.end - timedelta(minutes=1))
        while day <= last:
            if day.weekday() < 5 and ports.day_off(day) is True:
                return True
            day += timedelta(days=1)
        return False


@dataclass
class Day:
    """off: a public holiday or weekend off by the law pack's calendar; None where the pack does not know the year yet."""

    date: date
    off: bool | None
    first: list[str] = field(default_factory=list)
    deputy: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    gap: bool = False
    weekend: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody with two duties at once: woken twice, or their own deputy."""

    one: Shift
    other: Shift
    start: datetime
    end: datetime


def _shifts(area_paths: Collection[str], until: datetime) -> dict[str, list[Shift]]:
    """Place -> running and coming shifts there and above, of those who still hold the role."""
    able = rota.able(area_paths)
    above = {path: set(rota.above(path)) for path in area_paths}
    rows = list(Shift.objects.filter(
        area__path__in={p for paths in above.values() for p in paths}, ends_at__gt=clock.now(), starts_at__lt=until
    ).select_related("user", "area"))
    return {path: [s for s in rows if s.area.path in above[path] and s.user_id in able[path]] for path in area_paths}


def gaps(area_path: str, *, days: int = AHEAD) -> list[Gap]:
    """From now on: where nobody is on call first, or there is no deputy. Spans of less than a minute are none."""
    return _holes(_shifts([area_path], clock.now() + timedelta(days=days))[area_path], days)


def ahead(area_paths: Collection[str], *, days: int = AHEAD) -> tuple[list[tuple[str, Gap]], list[Day], list[Clash]]:
    """Gaps with their place, the calendar of the first place, and who has two duties at once: all in two looks at the database."""
    rows = _shifts(area_paths, clock.now() + timedelta(days=days))
    holes = {path: _holes(found, days) for path, found in rows.items()}
    first = next(iter(area_paths), None)
    days_shown = [] if first is None else _days(rows[first], [g for g in holes[first] if g.rank == Rank.FIRST], days)
    return [(path, gap) for path, found in holes.items() for gap in found], days_shown, clashes(
        list({shift.pk: shift for found in rows.values() for shift in found}.values())
    )


def clashes(rows: Iterable[Shift]) -> list[Clash]:
    """Each pair of shifts of one person that runs at the same time, by its beginning."""
    found: list[Clash] = []
    running: dict[int, list[Shift]] = {}
    for shift in sorted(rows, key=lambda s: (s.starts_at, s.ends_at)):
        still = [s for s in running.get(shift.user_id, []) if s.ends_at > shift.starts_at]
        found += [Clash(s, shift, shift.starts_at, min(s.ends_at, shift.ends_at)) for s in still]
        running[shift.user_id] = [*still, shift]
    return found


def unknown_years(days: int = AHEAD) -> list[int]:
    """Years from today on, so many days ahead, of which no calendar of public holidays is loaded."""
    first, last = clock.today(), clock.today() + timedelta(days=days)
    known = {day.year: ports.day_off(day) is not None for day in (first, last)}
    return [year for year, loaded in sorted(known.items()) if not loaded]


def calendar(area_path: str, *, days: int = AHEAD) -> list[Day]:
    return ahead([area_path], days=days)[1]


def _holes(rows: list[Shift], days: int) -> list[Gap]:
    start, until = clock.now(), clock.now() + timedelta(days=days)
    found = []
    for rank in (Rank.FIRST, Rank.DEPUTY):
        at = start
        for begins, ends in sorted((s.starts_at, s.ends_at) for s in rows if s.rank == rank):
            if begins - at >= timedelta(minutes=1):
                found.append(Gap(rank, at, min(begins, until)))
            at = max(at, ends)
        if until - at >= timedelta(minutes=1):
            found.append(Gap(rank, at, until))
    return sorted(found, key=lambda g: (g.start, g.rank))


def _days(rows: list[Shift], holes: list[Gap], days: int) -> list[Day]:
    found = []
    for n in range(days):
        day = clock.today() + timedelta(days=n)
        begins, ends = datetime.combine(day, time.min, tzinfo=clock.SHANGHAI), clock.day_end(day)
        row = Day(day, ports.day_off(day), weekend=day.weekday() >= 5, gap=any(g.start < ends and g.end > begins for g in holes))
        for shift in rows:
            if shift.starts_at < ends and shift.ends_at > begins:
                names = {Rank.FIRST: row.first, Rank.DEPUTY: row.deputy, Rank.LEAD: row.lead}[Rank(shift.rank)]
                if str(shift.user) not in names:
                    names.append(str(shift.user))
        found.append(row)
    return found
