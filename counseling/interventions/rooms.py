"""The room of a talk by video or in writing (咨询室): the counsellor and the person, nobody else. No mediator is ever in sight of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from counseling.interventions.models import Appointment
from counseling.interventions.policies import appointments
from counseling.interventions.scheduling import IN_A_ROOM, AppointmentState
from counseling.interventions.selectors.appointment import AFTER, BEFORE
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from realtime.rooms import kinds
from realtime.rooms.enums import SeatRole
from realtime.rooms.kinds import Header, RoomKind, SeatSpec
from realtime.rooms.models import Room
from realtime.rooms.services import open_room

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KIND = "counsel"


def _own(actor: Actor, ref: str) -> Appointment | None:
    """The appointment, for exactly two people: its counsellor (still one of the place), and the person it was made with."""
    action = "own" if actor.is_guest else "work"
    row = appointments.scope(actor, action).filter(pk=ref).select_related("counsellor").first()
    if row is None or row.way not in IN_A_ROOM or row.state not in (AppointmentState.PLANNED, AppointmentState.HELD):
        return None
    if actor.is_user and actor.subject != str(row.counsellor.public_id):
        return None
    return row


class CounselRoom(RoomKind):
    """Its log is sealed in a scope of its own, opens to nobody but the two, and is emptied thirty days after the talk."""

    code: ClassVar[str] = KIND
    caucus: ClassVar[str] = ""
    retention: ClassVar[timedelta | None] = timedelta(days=30)
    page: ClassVar[str] = "interventions/counsel_room.html"
    labels: ClassVar[Mapping[str, str | _StrPromise]] = {"counsellor": _("counsellor"), "you": _("invited")}

    def may_enter(self, actor: Actor, room: Room) -> bool:
        row = _own(actor, room.ref)
        return row is not None and row.starts_at - BEFORE <= clock.now() <= row.ends_at + AFTER

    def seat(self, actor: Actor, room: Room) -> SeatSpec:
        if _own(actor, room.ref) is None:
            raise NotFound
        code = "counsellor" if actor.is_user else "you"
        return SeatSpec(SeatRole.MEDIATOR if actor.is_user else SeatRole.PARTY, self.labels[code], code=code)

    def header(self, actor: Actor, room: Room) -> Header:
        return Header(str(_("Our talk")))

    def way_out(self, actor: Actor, room: Room) -> str:
        return f"/care/talks/{room.ref}/" if actor.is_user else "/care/me/talks/"


def open_for(actor: Actor, appointment_id: object) -> Room:
    """The room of a talk whose time has come. Raises NotFound for everybody but the two, and outside the hour."""
    row = _own(actor, str(appointment_id))
    if row is None or not row.starts_at - BEFORE <= clock.now() <= row.ends_at + AFTER:
        raise NotFound
    return open_room(actor, KIND, str(row.id), f"counsel:{row.id}", "")


def register() -> None:
    """Called when the application starts."""
    kinds.register(CounselRoom())
