"""Which hours of a room are free."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from counseling.programmes.enums import BookingState
from counseling.programmes.models import Booking, QuietRoom
from counseling.programmes.policies import quiet_rooms
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.vault import sealing

AHEAD = timedelta(days=14)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking for the house: who, if somebody said so."""

    booking: Booking
    name: str
    phone: str


def hours_of(room: QuietRoom, day: date) -> list[datetime]:
    """The hours of one day, whether free or not."""
    if not room.weekends and day.weekday() >= 5:
        return []
    return [datetime.combine(day, time(hour), tzinfo=clock.SHANGHAI) for hour in range(room.opens, room.closes)]


def bookable(room: QuietRoom, starts_at: datetime) -> bool:
    """Whether this is an hour of the room, ahead and within a fortnight."""
    now, day = clock.now(), clock.day_of(starts_at)
    return now < starts_at <= now + AHEAD and starts_at in hours_of(room, day)


def free(room: QuietRoom) -> list[tuple[date, list[datetime]]]:
    """Free hours day by day for the next fortnight; days without one are left out."""
    gone = set(Booking.objects.filter(room=room, state=BookingState.BOOKED, starts_at__gt=clock.now()).values_list("starts_at", flat=True))
    first = clock.today()
    found = []
    for n in range(AHEAD.days + 1):
        day = first + timedelta(days=n)
        hours = [h for h in hours_of(room, day) if bookable(room, h) and h not in gone]
        if hours:
            found.append((day, hours))
    return found


def rooms_of(actor: Actor) -> list[QuietRoom]:
    return list(quiet_rooms.scope(actor, "keep").select_related("area"))


def room_of(actor: Actor, room_id: uuid.UUID) -> QuietRoom:
    row = quiet_rooms.scope(actor, "keep").select_related("area").filter(pk=room_id).first()
    if row is None:
        raise NotFound
    return row


def booked(actor: Actor, room: QuietRoom) -> list[Booked]:
    """Coming bookings with who made them, and those that wait for a look; the opening is written down."""
    quiet_rooms.require(actor, "keep", room)
    coming = Booking.objects.filter(room=room, starts_at__gt=clock.now() - HOUR).exclude(state=BookingState.CANCELLED)
    rows = list(coming.order_by("starts_at", "at"))
    if rows:
        trail.record_read(actor, "programmes.bookings_read", ("room", room.id), n=len(rows))
    found = []
    for row in rows:
        body = json.loads(sealing.unseal(row.scope, row.place, row.body_sealed))
        found.append(Booked(row, body.get("name", ""), body.get("phone", "")))
    return found
