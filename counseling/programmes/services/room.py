"""Rooms one can book for oneself: by the hour, without saying why, given back by an own link."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from counseling.programmes.enums import BookingState
from counseling.programmes.models import Booking, QuietRoom
from counseling.programmes.policies import quiet_rooms
from counseling.programmes.selectors.room import bookable
from counseling.programmes.services import crowd, room_crowd
from mediation.accounts import limits
from mediation.accounts.doors import network
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import ANONYMOUS, Actor, system
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.people.services import clean_phone
from mediation.territory.models import Area
from mediation.vault import sealing

KEPT = timedelta(days=30)
A_TELEPHONE = 2  # hours ahead at the same time
PURPOSE = "room-own"


@transaction.atomic
def add_room(
    *, actor: Actor, area: Area, name: str, place: str, about: str = "", opens: int = 9, closes: int = 18, weekends: bool = True
) -> QuietRoom:
    if not (actor.is_system or actor.holds(Capability.PROGRAMMES_RUN, area.path)):
        raise NotFound
    wrong: dict[str, str] = {}
    for field, text, limit in (("name", name, 60), ("place", place, 120)):
        if not text.strip() or len(text) > limit:
            wrong[field] = str(_("Please write between 1 and %(limit)s characters.") % {"limit": limit})
    if not 0 <= opens < closes <= 24:
        wrong["closes"] = str(_("It has to close after it opens, by midnight."))
    if wrong:
        raise Invalid(fields=wrong)
    try:
        with transaction.atomic():
            row = QuietRoom.objects.create(
                area=area, name=name.strip(), place=place.strip(), about=about.strip(), opens=opens, closes=closes, weekends=weekends,
                created_at=clock.now(),
            )
    except IntegrityError as why:
        raise Invalid(fields={"name": _("There is already a room with this name.")}) from why
    trail.record(actor, "programmes.room", ("room", row.id))
    return row


@transaction.atomic
def close_room(*, actor: Actor, room: QuietRoom) -> None:
    """No new bookings; those made stay until the house calls them off one by one."""
    quiet_rooms.require(actor, "keep", room)
    if QuietRoom.objects.filter(pk=room.pk, closed_at=None).update(closed_at=clock.now()):
        trail.record(actor, "programmes.room_close", ("room", room.id))


def by_token(token: str) -> QuietRoom:
    row = QuietRoom.objects.select_related("area").filter(token=token, closed_at=None).first()
    if row is None:
        raise NotFound
    return row


def index_of(secret: str) -> str:
    return sealing.blind_index(PURPOSE, secret)


def own(secret: str) -> Booking:
    row = Booking.objects.select_related("room__area").filter(secret_index=index_of(secret)).first()
    if row is None:
        raise NotFound
    return row


def own_by_id(booking_id: str) -> Booking:
    try:
        row = Booking.objects.select_related("room__area").filter(pk=uuid.UUID(booking_id)).first()
    except ValueError as why:
        raise NotFound from why
    if row is None:
        raise NotFound
    return row


def book(*, room: QuietRoom, starts_at: datetime, secret: str, name: str, phone: str, caller: str, device: str = "") -> Booking:
    """One hour, or a look by the house first. The same secret (the same press) is the same booking; of two at one moment one is told
    to choose another hour.

    caller: the network's address. device: bits of the browser, "" if it keeps none.
    """
    made = Booking.objects.filter(secret_index=index_of(secret), room=room).first()
    if made is not None:
        return made
    if phone.strip():
        try:
            phone = clean_phone(phone)
        except Invalid as why:
            raise Invalid(fields={"phone": why.fields["phone"]}) from why
    if not bookable(room, starts_at):
        raise Invalid(fields={"starts_at": _("This hour cannot be booked. Please choose another one.")})
    limits.spend("room-booking", network(caller), limit=60, seconds=3600)
    index = sealing.blind_index("room-phone", phone) if phone.strip() else ""
    try:
        return _written(room, starts_at, secret, name.strip()[:40], phone.strip(), index, crowd.marks(room, caller, device))
    except IntegrityError as why:
        made = Booking.objects.filter(secret_index=index_of(secret)).first()
        if made is not None:
            return made
        raise Conflict(_("Somebody has just booked this hour. Please choose another one.")) from why


@transaction.atomic
def _written(
    room: QuietRoom, starts_at: datetime, secret: str, name: str, phone: str, index: str, marks: crowd.Marks
) -> Booking:
    QuietRoom.objects.filter(pk=room.pk).update(name=F("name"))  # the room's lock: what is counted below stays true until the commit
    ahead = Booking.objects.filter(room=room, phone_index=index, starts_at__gt=clock.now()).exclude(state=BookingState.CANCELLED)
    if index and ahead.count() >= A_TELEPHONE:
        raise Invalid(fields={"phone": _("With one telephone at most two hours can be booked at a time.")})
    if Booking.objects.filter(room=room, starts_at=starts_at, state=BookingState.BOOKED).exists():
        raise Conflict(_("Somebody has just booked this hour. Please choose another one."))
    state = BookingState.BOOKED
    if room_crowd.too_many(room, starts_at, marks):
        state = BookingState.HELD
        room_crowd.ask_for_a_look(room)
    row = Booking(
        id=uuid.uuid4(), room=room, starts_at=starts_at, secret_index=index_of(secret), phone_index=index, state=state, at=clock.now(),
        source_index=marks.source, device_index=marks.device,
    )
    row.body_sealed = sealing.seal(row.scope, row.place, json.dumps({"name": name, "phone": phone}, ensure_ascii=False))
    row.save(force_insert=True)
    outbox.add("counseling.programmes.tasks.forget_booking", key=f"booking:{row.id}", due_at=starts_at + KEPT, booking=str(row.id))
    trail.record(ANONYMOUS, "programmes.book", ("booking", row.id), room=str(room.id), state=state)
    publish_on_commit("programmes")
    return row


@transaction.atomic
def give_back(*, actor: Actor | None, booking: Booking) -> None:
    """By the own link (actor None), or by the house. Pressing twice does it once."""
    if actor is not None:
        quiet_rooms.require(actor, "keep", booking.room)
    if Booking.objects.filter(pk=booking.pk).exclude(state=BookingState.CANCELLED).update(state=BookingState.CANCELLED):
        trail.record(actor or ANONYMOUS, "programmes.book_cancel", ("booking", booking.id))
        publish_on_commit("programmes")


@transaction.atomic
def forget(*, booking_id: uuid.UUID) -> None:
    row = Booking.objects.filter(pk=booking_id).first()
    if row is None or row.starts_at + KEPT > clock.now():
        return
    sealing.destroy(row.scope)
    Booking.objects.filter(pk=row.pk).update(phone_index="", source_index="", device_index="")
    trail.record(system("programmes.retention"), "programmes.booking_gone", ("booking", row.id))
