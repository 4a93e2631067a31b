"""Patterns of duty: nights, weekends, public holidays, laid out to shifts for a span of days."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.screening import ports
from counseling.screening.enums import DutyDay, Rank
from counseling.screening.models import RosterPattern, Shift
from counseling.screening.policies import roster_patterns
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.territory.models import Area

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST = timedelta(days=184)  # half a year at a time


@transaction.atomic
def lay_out(
    *, actor: Actor, area: Area, first: User, deputy: User | None, on: Collection[DutyDay], since: time, until: time, first_day: date,
    last_day: date, press: uuid.UUID,
) -> tuple[RosterPattern, int]:
    """Make the shifts of a pattern from `first_day` to `last_day`; what is there already stays. Returns the pattern and how many are new.

    Hours in which that person has that rank there already are not laid out again; where all of them are, it is refused (Invalid).

    A public holiday is a day on which the loaded calendar gives a weekday off; without a calendar there is none, and the hours of
    that day show as a gap.
    """
    if not (actor.is_system or actor.holds(Capability.CARE_QUEUE, area.path)):
        raise NotFound
    if (held := RosterPattern.objects.filter(press=press).first()) is not None:
        return held, held.shifts.count()
    wrong = _wrong(area, first, deputy, on, first_day, last_day)
    if wrong:
        raise Invalid(fields=wrong)
    row = RosterPattern(
        id=uuid.uuid4(), area=area, first=first, deputy=deputy, on=sorted(str(o) for o in on), since=since, until=until,
        first_day=first_day, last_day=last_day, made_at=clock.now(), press=press,
    )
    if not any(spans(row)):
        raise Invalid(fields={"on": _(
            "None of these days lies between the first and the last day. Public holidays are known only for years whose calendar is loaded."
        )})
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        held = RosterPattern.objects.get(press=press)
        return held, held.shifts.count()
    ranks = [(Rank.FIRST, first)] + ([(Rank.DEPUTY, deputy)] if deputy is not None else [])
    wanted = [
        Shift(user=user, area=area, rank=rank, starts_at=begins, ends_at=ends, pattern=row)
        for begins, ends in spans(row) for rank, user in ranks
    ]
    there = list(Shift.objects.filter(area=area, user__in=[user for _rank, user in ranks], ends_at__gt=clock.now()).order_by("ends_at"))
    shifts = [new for new in wanted if not any(_covers(old, new) for old in there)]
    if not shifts:
        last = clock.day_of(there[-1].starts_at)
        raise Invalid(fields={"first_day": _(
            "These hours stand in the rota already, with the same people (the last begin on %(day)s). "
            "Choose a first day after that, or other hours or people."
        ) % {"day": last.isoformat()}})
    Shift.objects.bulk_create(shifts, ignore_conflicts=True)
    made = row.shifts.count()
    trail.record(actor, "care.pattern", ("pattern", row.id), shifts=made, area=str(area.public_id))
    publish_on_commit("care")
    return row, made


def _covers(old: Shift, new: Shift) -> bool:
    mine = (old.user_id, old.rank) == (new.user_id, new.rank)
    return mine and old.starts_at <= new.starts_at and old.ends_at >= new.ends_at


def planned(row: RosterPattern) -> int:
    """How many shifts the pattern asks for, new ones and those that stood in the rota before."""
    return sum(1 for _span in spans(row)) * (1 if row.deputy_id is None else 2)


def _wrong(
    area: Area, first: User, deputy: User | None, on: Collection[DutyDay], first_day: date, last_day: date
) -> dict[str, str | _StrPromise]:
    wrong: dict[str, str | _StrPromise] = {}
    able = set(rota.counsellors(area.path).values_list("pk", flat=True))
    if not on:
        wrong["on"] = _("Please choose at least one day.")
    if first.pk not in able:
        wrong["first"] = _("This person may not take calls for that place.")
    if deputy is not None and deputy.pk not in able:
        wrong["deputy"] = _("This person may not take calls for that place.")
    elif deputy is not None and deputy.pk == first.pk:
        wrong["deputy"] = _("The deputy is somebody else.")
    if first_day < clock.today():
        wrong["first_day"] = _("This day is already past. Please choose a day from today on.")
    if not first_day <= last_day <= first_day + LONGEST or last_day > clock.today() + 2 * LONGEST:
        wrong["last_day"] = _("From the first day on, half a year at a time at most.")
    return wrong


def spans(row: RosterPattern) -> Iterator[tuple[datetime, datetime]]:
    """The hours of a pattern that are not over, in the wall time of Shanghai."""
    now = clock.now()
    night = timedelta(days=1) if row.until <= row.since else timedelta(0)
    for n in range((row.last_day - row.first_day).days + 1):
        day = row.first_day + timedelta(days=n)
        if not on_duty(day, row.on):
            continue
        begins = datetime.combine(day, row.since, tzinfo=clock.SHANGHAI)
        ends = datetime.combine(day + night, row.until, tzinfo=clock.SHANGHAI)
        if ends > now:
            yield begins, ends


def on_duty(day: date, on: Collection[str]) -> bool:
    """Its weekday is ticked; or public holidays are, and it is a weekday off by the loaded calendar."""
    return str(day.weekday()) in on or (DutyDay.HOLIDAY in on and day.weekday() < 5 and ports.day_off(day) is True)


@transaction.atomic
def end_pattern(*, actor: Actor, row: RosterPattern) -> None:
    """Its shifts that have not begun are taken off the list; the running one stays. Twice is once."""
    roster_patterns.require(actor, "plan", row)
    gone, _each = Shift.objects.filter(pattern=row, starts_at__gt=clock.now()).delete()
    if RosterPattern.objects.filter(pk=row.pk).delete()[0]:
        trail.record(actor, "care.pattern_end", ("pattern", row.pk), shifts=gone)
        publish_on_commit("care")
