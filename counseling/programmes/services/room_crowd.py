"""Many hours over one connection: one stranger who books a room full, or a whole office on one Wi-Fi (预约防占位).

As with sign-ups (`crowd`), nobody is turned away and a stranger fills nothing. A browser and a telephone have two hours ahead; one network
has a third of a day's hours, two at least, and eight in all. What is asked for beyond that is `held`: the hour stays open to everybody
else until the house has looked, and one press gives it, if it is still free. The numbers are our own, no law fixes them.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.programmes.enums import BookingState
from counseling.programmes.models import Booking, QuietRoom
from counseling.programmes.policies import quiet_rooms
from counseling.programmes.services.crowd import A_NETWORK, Marks
from mediation.accounts.roles import Capability
from mediation.accounts.selectors import users_holding
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Invalid
from mediation.common.push import publish_on_commit
from mediation.notifications.services import notify

A_BROWSER = 2  # hours ahead at the same time, as with one telephone
A_NETWORK_IN_ALL = 8  # a family of four, two hours each
HELD_AT_MOST = 20  # of one network, until somebody has looked


def too_many(room: QuietRoom, starts_at: datetime, marks: Marks) -> bool:
    """Whether the house looks first. Raises Invalid beyond all measure. What was given back no longer counts."""
    ahead = Booking.objects.filter(room=room, looked_at=False, starts_at__gt=clock.now()).exclude(state=BookingState.CANCELLED)
    here = ahead.filter(source_index=marks.source)
    if here.filter(state=BookingState.HELD).count() >= HELD_AT_MOST:
        raise Invalid(
            _("Very many hours have been asked for over this connection. The house looks at them first; please try again tomorrow.")
        )
    midnight = starts_at.astimezone(clock.SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    that_day = here.filter(starts_at__gte=midnight, starts_at__lt=midnight + timedelta(days=1))
    if here.count() >= A_NETWORK_IN_ALL or that_day.count() >= max(A_BROWSER, (room.closes - room.opens) // A_NETWORK):
        return True
    return bool(marks.device) and ahead.filter(device_index=marks.device).count() >= A_BROWSER


def ask_for_a_look(room: QuietRoom) -> None:
    """The house is told when the first one waits; not again for each that follows."""
    if Booking.objects.filter(room=room, state=BookingState.HELD, starts_at__gt=clock.now()).exists():
        return
    for user in users_holding(Capability.PROGRAMMES_RUN, room.area):
        notify(f"user:{user.public_id}", "programmes.room_held", link=f"/care/rooms/{room.id}/")


@transaction.atomic
def let_in(*, actor: Actor, room: QuietRoom, bookings: Collection[uuid.UUID]) -> tuple[int, int]:
    """These are real people: each gets the hour, if nobody else has taken it. Returns how many got it and how many came too late."""
    quiet_rooms.require(actor, "keep", room)
    given = late = 0
    known = set()
    held = Booking.objects.filter(room=room, pk__in=bookings, state=BookingState.HELD, starts_at__gt=clock.now())
    for row in held.order_by("at"):
        known.add(row.source_index)
        try:
            with transaction.atomic():  # the table refuses a second booking of one hour
                given += Booking.objects.filter(pk=row.pk, state=BookingState.HELD).update(state=BookingState.BOOKED, looked_at=True)
        except IntegrityError:
            late += 1
    if known:
        here = Booking.objects.filter(room=room, source_index__in=known, state=BookingState.BOOKED)
        here.update(looked_at=True)
        trail.record(actor, "programmes.room_let_in", ("room", room.id), n=given)
        publish_on_commit("programmes")
    return given, late


@transaction.atomic
def turn_down(*, actor: Actor, room: QuietRoom, bookings: Collection[uuid.UUID]) -> int:
    """Nobody stands behind these. Returns how many."""
    quiet_rooms.require(actor, "keep", room)
    held = Booking.objects.filter(room=room, pk__in=bookings, state=BookingState.HELD)
    done = held.update(state=BookingState.CANCELLED)
    if done:
        trail.record(actor, "programmes.room_turn_down", ("room", room.id), n=done)
        publish_on_commit("programmes")
    return done
