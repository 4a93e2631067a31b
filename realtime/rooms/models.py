"""Rooms, who sits in them, and one append-only log for each."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.vault.models import SealedField
from realtime.rooms.enums import Ask, HeldFor, RoomState, SeatRole, SeatState


class Room(models.Model):
    """A place where people meet about one matter (调解室). A separate talk (背对背) is a room of its own with a `parent`.

    ref: the matter, as its kind understands it. scope: the vault scope its words are sealed in.
    generation: raised whenever the circle of those who may hear narrows or moves; media and signalling of an older one are dead.
    protected: addresses must not reach the other side: no peer-to-peer media without a relay.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    ref = models.CharField(max_length=80)
    scope = models.CharField(max_length=80)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="caucuses")
    title = models.CharField(_("title"), max_length=120)
    state = models.CharField(max_length=10, choices=RoomState, default=RoomState.OPEN)
    held_for = models.CharField(max_length=10, choices=HeldFor, default=HeldFor.NOTHING, blank=True)
    generation = models.PositiveIntegerField(default=1)
    protected = models.BooleanField(default=False)
    locked = models.BooleanField(default=False)  # the mediator has locked the door: nobody new comes to it
    retention_days = models.PositiveIntegerField(null=True, blank=True)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "ref"], condition=models.Q(parent=None), name="room_once_per_matter"),
            models.UniqueConstraint(
                fields=["parent"], condition=models.Q(state__in=["asked", "open", "held"]), name="room_one_caucus_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Seat(models.Model):
    """Somebody's place in a room (席位). Nothing of a room reaches a person whose seat is not admitted."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="seats")
    actor_key = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    label = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=10, choices=SeatRole)
    state = models.CharField(max_length=10, choices=SeatState, default=SeatState.WAITING)
    last_read = models.PositiveBigIntegerField(default=0)
    wishes_apart = models.BooleanField(default=False)  # asks for a talk of their own; only mediators see it
    needs_break = models.BooleanField(default=False)  # only mediators see it, and the next
    needs_help = models.BooleanField(default=False)
    left_quickly = models.BooleanField(default=False)  # by the emergency exit; until a mediator has seen to it
    hand_at = models.DateTimeField(null=True, blank=True)  # wishes to speak, for everybody to see; the first is first
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["room", "actor_key"], name="seat_once_per_room")
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.state}"

    @property
    def asks(self) -> list[Ask]:
        asked = ((Ask.EXIT, self.left_quickly), (Ask.HELP, self.needs_help), (Ask.BREAK, self.needs_break))
        return [what for what, so in asked if so]


class RoomHead(models.Model):
    """The end of a room's log (日志头). Its row is the lock of the room: whoever writes anything updates it first.

    seq: number of the last entry. rev: raised with every change of seats or state. chain: hash of the last entry.
    epoch: changes when the log is restored from a backup; clients then read it from the start.
    """

    room = models.OneToOneField(Room, on_delete=models.CASCADE, primary_key=True, related_name="head")
    seq = models.PositiveBigIntegerField(default=0)
    rev = models.PositiveBigIntegerField(default=1)
    epoch = models.UUIDField(default=uuid.uuid4)
    chain = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.seq}"


class RoomLog(models.Model):
    """One entry (记录). Written once; only a redaction empties the body, and the salted hash keeps the chain whole."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="log")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    author = models.CharField(max_length=80)
    client_id = models.UUIDField()
    body = SealedField(blank=True)
    salt = models.CharField(max_length=32)
    body_hash = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    redacted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["room", "seq"], name="log_one_place_each"),
            models.UniqueConstraint(fields=["room", "author", "client_id"], name="log_once_per_client_id"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.seq}"


class DoorWord(models.Model):
    """A word between somebody who waits and the mediator (门口的话). Part of no log; gone when the room closes."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="door_words")
    from_mediator = models.BooleanField()
    client_id = models.UUIDField()
    body = SealedField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["seat", "from_mediator", "client_id"], name="door_word_once")
        ]

    def __str__(self) -> str:
        return str(self.client_id)
