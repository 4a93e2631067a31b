"""The agenda: my talks, and whoever did not come and has not been reached."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

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

BEFORE, AFTER = timedelta(minutes=15), timedelta(hours=3)  # when the door of the room is open
SHOWN = 60


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


def door_open(row: Appointment) -> bool:
    """Whether the room of a talk by video or in writing may be entered now."""
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


def own(actor: Actor) -> list[Own]:
    """The person's own talks that lie ahead or run now."""
    rows = appointments.scope(actor, "own").filter(
        state=AppointmentState.PLANNED, starts_at__gte=clock.now() - AFTER
    ).select_related("counsellor").order_by("starts_at")
    return [Own(a, where(a) if a.way in (Way.OFFICE, Way.VISIT) else "", door_open(a)) for a in rows]


def where(row: Appointment) -> str:
    return sealing.unseal(row.scope, row.spot, row.where_sealed) if row.where_sealed else ""
