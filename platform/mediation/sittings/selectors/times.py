"""Free and busy. A reader sees that somebody cannot come, never why."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext

from mediation.casework.enums import SittingState
from mediation.casework.models import Case, Sitting
from mediation.common import clock
from mediation.sittings.enums import WishState
from mediation.sittings.models import Engaged, MoveWish, PartyClock
from mediation.sittings.zones import ZONES
from mediation.vault import sealing

AHEAD = 14  # days shown


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of a day that is taken, by the clock of whoever reads."""

    starts: datetime
    ends: datetime
    zone: ZoneInfo = clock.SHANGHAI

    @property
    def words(self) -> str:
        first, last = self.starts.astimezone(self.zone), self.ends.astimezone(self.zone)
        return gettext("all day") if (self.ends - self.starts) >= timedelta(hours=22, minutes=59) else f"{first:%H:%M}–{last:%H:%M}"


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    taken: list[Span]


def busy_of_mediator(case: Case, first: date, days: int = AHEAD, zone: ZoneInfo = clock.SHANGHAI) -> list[Day]:
    """When the mediator of a case is not free: appointments of all cases and own times, merged, without a word on what they are.

    first: a day of `zone`, the reader's clock.
    """
    if case.mediator is None:
        return []
    start = datetime.combine(first, datetime.min.time(), tzinfo=zone)
    end = start + timedelta(days=days)
    spans = [
        (s.starts_at, s.starts_at + timedelta(minutes=s.minutes))
        for s in Sitting.objects.filter(case__mediator=case.mediator, state__in=(SittingState.PLANNED, SittingState.OPEN))
        .filter(starts_at__lt=end, starts_at__gt=start - timedelta(hours=8))
    ]
    spans += list(Engaged.objects.filter(user=case.mediator, starts_at__lt=end, ends_at__gt=start).values_list("starts_at", "ends_at"))
    return _by_day(spans, first, days, zone)


def _by_day(spans: list[tuple[datetime, datetime]], first: date, days: int, zone: ZoneInfo) -> list[Day]:
    merged: list[tuple[datetime, datetime]] = []
    for begins, ends in sorted(spans):
        if merged and begins <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(ends, merged[-1][1]))
        else:
            merged.append((begins, ends))
    found = []
    for n in range(days):
        day = first + timedelta(days=n)
        dawn = datetime.combine(day, datetime.min.time(), tzinfo=zone).astimezone(UTC)
        night = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=zone).astimezone(UTC)
        found.append(Day(day, [Span(max(b, dawn), min(e, night), zone) for b, e in merged if b < night and e > dawn]))
    return found


def own_times(**owner: object) -> list[Engaged]:
    return list(Engaged.objects.filter(**owner, ends_at__gt=clock.now()))


def times_of_parties(case: Case) -> list[tuple[str, list[Engaged]]]:
    """For the mediator: when each party said it cannot come."""
    found: dict[uuid.UUID, tuple[str, list[Engaged]]] = {}
    for row in Engaged.objects.select_related("party__person").filter(party__case=case, ends_at__gt=clock.now()):
        if row.party is not None:
            found.setdefault(row.party.pk, (row.party.person.name, []))[1].append(row)
    return list(found.values())


def clashes(case_id: uuid.UUID, starts_at: datetime, minutes: int, without: uuid.UUID | None = None) -> list[str]:
    """Lines for the mediator on who cannot come then."""
    ends_at = starts_at + timedelta(minutes=minutes)
    case = Case.objects.select_related("mediator").get(pk=case_id)
    lines = []
    near = Sitting.objects.filter(case__mediator=case.mediator, state=SittingState.PLANNED, starts_at__lt=ends_at)
    near = near if without is None else near.exclude(pk=without)
    near = near.filter(starts_at__gt=starts_at - timedelta(hours=8)) if case.mediator is not None else near.none()
    if any(s.starts_at + timedelta(minutes=s.minutes) > starts_at for s in near if s.case_id != case_id or s.starts_at != starts_at):
        lines.append(gettext("You have another appointment at that time."))
    taken = Engaged.objects.select_related("party__person").filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    rule = Q(party__case=case)
    if case.mediator is not None:
        rule |= Q(user=case.mediator)
    for row in taken.filter(rule):
        if row.party is None:
            lines.append(gettext("You have marked this time as taken."))
        else:
            lines.append(gettext("%(name)s cannot come at that time.") % {"name": row.party.person.name})
    return list(dict.fromkeys(lines))


def zone_of(party_id: uuid.UUID) -> str:
    row = PartyClock.objects.filter(party=party_id).first()
    return row.zone if row is not None else ""


def clock_of_party(party_id: uuid.UUID) -> ZoneInfo:
    """The clock by which a party types times and reads them."""
    return ZoneInfo(zone_of(party_id) or "Asia/Shanghai")


def shown_in(moment: datetime, zone: str) -> str:
    """The same moment by a clock elsewhere, in figures: templates would turn a moment back into the time of China."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def there(party_id: uuid.UUID, moment: datetime) -> str:
    """A moment by the clock of a party far away, with the name of the place; "" for who keeps China's time."""
    zone = zone_of(party_id)
    return f"{shown_in(moment, zone)} {ZONES[zone]}" if zone in ZONES else ""


def far_clocks(sitting: Sitting) -> list[tuple[str, str, str]]:
    """For the mediator: name, place and the appointment by the clock of each party that is far away."""
    rows = PartyClock.objects.select_related("party__person").filter(party__attendances__sitting=sitting)
    return [(r.party.person.name, str(ZONES.get(r.zone, r.zone)), shown_in(sitting.starts_at, r.zone)) for r in rows]


@dataclass(frozen=True, slots=True)
class Wish:
    """options: as kept, and as a moment. there: the same by the clock of the party, where that is another."""

    row: MoveWish
    options: list[tuple[str, datetime, str]]
    words: str


def wishes_of(sitting: Sitting) -> list[Wish]:
    """Open wishes for another time, with their words; for the mediator, or a party about its own."""
    rows = MoveWish.objects.select_related("party__person", "sitting__case").filter(sitting=sitting, state=WishState.OPEN)
    return [
        Wish(
            r, [(o, at, there(r.party_id, at)) for o in r.options if (at := datetime.fromisoformat(o)) > clock.now()],
            sealing.unseal(sitting.case.scope, f"sittings.wish:{r.pk}", r.words_sealed) if r.words_sealed else "",
        )
        for r in rows
    ]
