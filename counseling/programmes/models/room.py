from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from counseling.programmes.enums import BookingState
from counseling.programmes.models.gathering import new_token
from mediation.territory.models import Area
from mediation.vault.models import SealedField


class QuietRoom(models.Model):
    """A room one can book for oneself (宣泄室、放松室), by the hour and without saying why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    place = models.CharField(max_length=120)
    about = models.CharField(max_length=400, blank=True)
    opens = models.PositiveSmallIntegerField(default=9)  # the first hour, Shanghai time
    closes = models.PositiveSmallIntegerField(default=18)  # the hour by which the last one has left
    weekends = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("room to book")
        verbose_name_plural = _("rooms to book")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(closes__gt=models.F("opens"), closes__lte=24), name="quietroom_has_hours"),
            models.UniqueConstraint(fields=["area", "name"], name="quietroom_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Booking(models.Model):
    """One hour in a room (预约). One booking an hour: the table itself refuses a second one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(QuietRoom, on_delete=models.CASCADE, related_name="bookings")
    starts_at = models.DateTimeField()
    secret_index = models.CharField(max_length=64, unique=True)
    body_sealed = SealedField(blank=True)  # JSON: name, phone; both may be left out
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    source_index = models.CharField(max_length=64, blank=True)  # of the network, for this room alone; emptied with the name
    device_index = models.CharField(max_length=64, blank=True)  # of the browser, for this room alone; emptied with the name
    looked_at = models.BooleanField(default=False)  # the house knows the people behind this connection
    state = models.CharField(max_length=9, choices=BookingState, default=BookingState.BOOKED)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering: ClassVar[list[str]] = ["starts_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["room", "starts_at"], condition=models.Q(state=BookingState.BOOKED), name="booking_one_an_hour"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def scope(self) -> str:
        """The vault scope of who booked; destroyed some weeks after the hour."""
        return f"booking:{self.id}"

    @property
    def place(self) -> str:
        return f"programmes_booking.body:{self.id}"
