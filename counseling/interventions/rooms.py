"""The room of a talk by video or in writing (咨询室): the counsellor and the person, nobody else. No mediator is ever in sight of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from counseling.interventions.services.talk_room import KIND, has_begun, own_talk
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from realtime.rooms import kinds
from realtime.rooms.enums import SeatRole
from realtime.rooms.kinds import Header, RoomKind, SeatSpec
from realtime.rooms.models import Room

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

class CounselRoom(RoomKind):
    """Its log is sealed in a scope of its own, opens to nobody but the two, and is emptied thirty days after the talk."""

    code: ClassVar[str] = KIND
    caucus: ClassVar[str] = ""
    retention: ClassVar[timedelta | None] = timedelta(days=30)
    page: ClassVar[str] = "interventions/counsel_room.html"
    labels: ClassVar[Mapping[str, str | _StrPromise]] = {"counsellor": _("counsellor"), "you": _("the invited person")}

    def may_enter(self, actor: Actor, room: Room) -> bool:
        row = own_talk(actor, room.ref)
        return row is not None and has_begun(row)

    def seat(self, actor: Actor, room: Room) -> SeatSpec:
        if own_talk(actor, room.ref) is None:
            raise NotFound
        code = "counsellor" if actor.is_user else "you"
        return SeatSpec(SeatRole.MEDIATOR if actor.is_user else SeatRole.PARTY, self.labels[code], code=code)

    def header(self, actor: Actor, room: Room) -> Header:
        return Header(str(_("Our talk")))

    def way_out(self, actor: Actor, room: Room) -> str:
        return f"/care/talks/{room.ref}/" if actor.is_user else "/care/me/talks/"


def register() -> None:
    """Called when the application starts."""
    kinds.register(CounselRoom())
