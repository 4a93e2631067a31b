"""The room of a talk whose hour has come."""

from __future__ import annotations

from counseling.interventions.models import Appointment
from counseling.interventions.policies import appointments
from counseling.interventions.scheduling import IN_A_ROOM, AppointmentState
from counseling.interventions.selectors.appointment import AFTER, BEFORE, ROOM
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from realtime.rooms.models import Room
from realtime.rooms.services import open_room

KIND = ROOM


def own_talk(actor: Actor, ref: str) -> Appointment | None:
    """The appointment, for exactly two people: its counsellor (still one of the place), and the person it was made with."""
    action = "own" if actor.is_guest else "work"
    row = appointments.scope(actor, action).filter(pk=ref).select_related("counsellor").first()
    if row is None or row.way not in IN_A_ROOM or row.state not in (AppointmentState.PLANNED, AppointmentState.HELD):
        return None
    if actor.is_user and actor.subject != str(row.counsellor.public_id):
        return None
    return row


def has_begun(row: Appointment) -> bool:
    """From a quarter of an hour before until three hours after."""
    return row.starts_at - BEFORE <= clock.now() <= row.ends_at + AFTER


def open_for(actor: Actor, appointment_id: object) -> Room:
    """The room of a talk whose time has come. Raises NotFound for everybody but the two, and outside the hour."""
    row = own_talk(actor, str(appointment_id))
    if row is None or not has_begun(row):
        raise NotFound
    return open_room(actor, KIND, str(row.id), f"counsel:{row.id}", "")
