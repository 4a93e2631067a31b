"""The agenda: my talks, and whoever did not come and has not been reached."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from counseling.interventions.models import Appointment, ContactAttempt
from counseling.interventions.policies import appointments
from counseling.interventions.ports import people
from counseling.interventions.scheduling import IN_A_ROOM, MISSED, AppointmentState, Follow, Way
from counseling.screening.enums import GUARDED, Level
from mediation.accounts.models import User
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.vault import sealing
from realtime.rooms.enums import RoomState
from realtime.rooms.models import Room, RoomLog

BEFORE, AFTER = timedelta(minutes=15), timedelta(hours=3)  # when the door of the room is open
SHOWN = 60
ROOM = "counsel"  # the kind of the room of a talk


@dataclass(frozen=True, slots=True)
class Row:
    appointment: Appointment
    name: str
    over: bool  # its hour has come and nothing is written down
    rule: object  # what follows a missed one at this level
    tries: int
    door_open: bool


@dataclass(frozen=True, slots=True)
class Agenda:
    coming: list[Row]
    unwritten: list[Row]
    missed: list[Row]


def agenda(actor: Actor, user: User) -> Agenda:
    """My planned talks; the missed ones I look after, and every red or orange one of the place."""
    now = clock.now()
    mine = Q(counsellor=user) | Q(second=user)
    searching = Q(state=AppointmentState.MISSED, follow__in=[Follow.OPEN, Follow.HANDED])
    rows = appointments.scope(actor, "work").filter(
        (mine & Q(state=AppointmentState.PLANNED)) | (searching & (mine | Q(flag__level__in=GUARDED) | Q(follow=Follow.HANDED)))
    ).select_related("flag", "counsellor", "second").order_by("starts_at")[:SHOWN]
    listed = [_row(a, now) for a in _named(list(rows))]
    planned = [r for r in listed if r.appointment.state == AppointmentState.PLANNED]
    return Agenda(
        coming=[r for r in planned if not r.over], unwritten=[r for r in planned if r.over],
        missed=[r for r in listed if r.appointment.state == AppointmentState.MISSED],
    )


def _named(rows: list[Appointment]) -> list[tuple[Appointment, str, int]]:
    cards = people().cards({a.subject for a in rows})
    tried = ContactAttempt.objects.filter(appointment__in=rows).values_list("appointment", flat=True)
    counts: dict[object, int] = {}
    for key in tried:
        counts[key] = counts.get(key, 0) + 1
    return [(a, cards[a.subject].name if a.subject in cards else "", counts.get(a.pk, 0)) for a in rows]


def _row(found: tuple[Appointment, str, int], now: datetime) -> Row:
    row, name, tries = found
    return Row(row, name, row.ends_at < now, MISSED[Level(row.flag.level)], tries, door_open(row))


@dataclass(frozen=True, slots=True)
class Held:
    """What became of the room of a talk. over: the counsellor has ended it; met: the person was let in."""

    over: bool = False
    met: bool = False


def held(rows: Iterable[Appointment]) -> dict[str, Held]:
    """By the appointment's id; nothing of those whose room was never opened."""
    refs = [str(a.id) for a in rows if a.way in IN_A_ROOM]
    if not refs:
        return {}
    let_in = Exists(RoomLog.objects.filter(room=OuterRef("pk"), kind="seat.admitted"))
    rooms = Room.objects.filter(kind=ROOM, ref__in=refs, parent=None).annotate(let_in=let_in)
    return {r.ref: Held(r.state == RoomState.CLOSED, bool(r.let_in)) for r in rooms}


def door_open(row: Appointment) -> bool:
    """Whether the room of a talk by video or in writing may be entered now, as far as the hour goes; see `held`."""
    return (
        row.way in IN_A_ROOM and row.state == AppointmentState.PLANNED and row.starts_at - BEFORE <= clock.now() <= row.ends_at + AFTER
    )


def one(actor: Actor, appointment_id: uuid.UUID) -> Appointment:
    """For a counsellor of the place. Raises NotFound."""
    row = appointments.scope(actor, "work").filter(pk=appointment_id).select_related("flag", "counsellor", "second").first()
    if row is None:
        raise NotFound
    return row


def of_file(subject: uuid.UUID) -> list[Appointment]:
    return list(Appointment.objects.filter(subject=subject).select_related("counsellor", "second").order_by("-starts_at")[:SHOWN])


def searching(subject: uuid.UUID) -> bool:
    """Whether this person did not come and has not been reached yet."""
    return Appointment.objects.filter(
        subject=subject, state=AppointmentState.MISSED, follow__in=[Follow.OPEN, Follow.HANDED]
    ).exists()


@dataclass(frozen=True, slots=True)
class Own:
    """What the person sees of a talk: when, how, with whom."""

    appointment: Appointment
    where: str
    door_open: bool
    over: bool  # the talk has taken place


def own(actor: Actor) -> list[Own]:
    """The person's own talks that lie ahead or run now."""
    rows = appointments.scope(actor, "own").filter(
        state=AppointmentState.PLANNED, starts_at__gte=clock.now() - AFTER
    ).select_related("counsellor").order_by("starts_at")
    listed = list(rows)
    rooms = held(listed)
    return [_own(a, rooms.get(str(a.id), Held())) for a in listed]


def _own(row: Appointment, room: Held) -> Own:
    spot = where(row) if row.way in (Way.OFFICE, Way.VISIT) else ""
    return Own(row, spot, door_open(row) and not room.over, room.over)


def where(row: Appointment) -> str:
    return sealing.unseal(row.scope, row.spot, row.where_sealed) if row.where_sealed else ""
