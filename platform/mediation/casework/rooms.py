"""The kinds of room casework holds: the sitting, the other side's own room, and the separate talk out of either (背对背)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

from mediation.casework import meeting, protection
from mediation.casework.enums import PartyRole, SittingState
from mediation.casework.models import Party, Sitting
from mediation.casework.policies import sittings
from mediation.casework.selectors.meeting import side_room
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from realtime.rooms import kinds
from realtime.rooms.enums import SeatRole
from realtime.rooms.kinds import Header, Panel, PreparedTalk, RoomKind, SeatSpec
from realtime.rooms.models import Room

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# further papers beside the people, e.g. the agreement: each is asked with the actor and the sitting
MorePanels = Callable[[Actor, Sitting], Sequence[Panel]]
_more: list[MorePanels] = []


def add_panels(more: MorePanels) -> None:
    """For the other parts of casework: put papers beside every sitting."""
    _more.append(more)


# people who are no party and yet may sit there, e.g. an interpreter to whom all parties agreed
GuestSeat = Callable[[Actor, str], SeatSpec | None]
_guests: list[GuestSeat] = []
_prepared: list[Callable[[Actor, str], Sequence[PreparedTalk]]] = []


# what has taken over words of the room and must let them go when they are removed there, e.g. minutes
Removed = Callable[[Actor, Sitting, uuid.UUID, int], None]
_removed: list[Removed] = []


def add_removed(removed: Removed) -> None:
    """`removed(actor, sitting, room id, number)` is called when the words of a message were emptied."""
    _removed.append(removed)


def add_guests(seat: GuestSeat, labels: Mapping[str, str | _StrPromise]) -> None:
    """`seat(actor, sitting id)` is asked for everybody who is neither the mediator nor a party; None means no."""
    _guests.append(seat)
    SittingRoom.labels = {**SittingRoom.labels, **labels}


def add_prepared(prepared: Callable[[Actor, str], Sequence[PreparedTalk]]) -> None:
    """Separate talks that were prepared before the sitting."""
    _prepared.append(prepared)


def add_assets(*, styles: tuple[str, ...] = (), modules: tuple[str, ...] = ()) -> None:
    """Style sheets and modules that further papers need in the room."""
    SittingRoom.styles += styles
    SittingRoom.modules += modules


def guest_seat(actor: Actor, sitting_id: str) -> SeatSpec | None:
    return next((spec for ask in _guests if (spec := ask(actor, sitting_id)) is not None), None)


def sitting_of(room: Room) -> Sitting | None:
    """The appointment a room belongs to; `ref` is its id, for the separate talks too."""
    return Sitting.objects.select_related("case").filter(pk=room.ref).first()


class SittingRoom(RoomKind):
    """Everybody together. The mediator of the case sits down at once; the parties that were asked wait to be admitted."""

    code: ClassVar[str] = "sitting"
    caucus: ClassVar[str] = "caucus"
    styles: ClassVar[tuple[str, ...]] = ("casework/css/casework.css", "casework/css/agreement.css")
    labels: ClassVar[Mapping[str, str | _StrPromise]] = {"mediator": _("mediator"), **{r.value: r.label for r in PartyRole}}

    def may_enter(self, actor: Actor, room: Room) -> bool:
        rows = sittings.scope(actor, "view").filter(pk=room.ref).exclude(state=SittingState.CANCELLED)
        held = rows.values_list("case_id", "mode", "state").first()
        if held is None:
            return guest_seat(actor, room.ref) is not None
        case_id, mode, state = held
        if actor.is_user and state != SittingState.PLANNED:
            return True  # whoever leads can always end what is open
        open_now = state == SittingState.DONE or meeting.open_today(case_id, mode)
        return open_now and (actor.is_user or self._own_side(actor, case_id, room))

    def _own_side(self, actor: Actor, case_id: uuid.UUID, room: Room) -> bool:
        """Where the sides do not meet, this room belongs to the applicants and the other one (`side`) to the other side, for good."""
        if not meeting.one_at_a_time(case_id) and side_room(room.ref) is None:
            return True
        return Party.objects.filter(case=case_id, subject=actor.subject, role=PartyRole.APPLICANT).exists()

    def seat(self, actor: Actor, room: Room) -> SeatSpec:
        guest = guest_seat(actor, room.ref)
        if guest is not None:
            return guest
        if actor.is_user:
            return SeatSpec(SeatRole.MEDIATOR, self.labels["mediator"], code="mediator")
        party = Party.objects.select_related("person").filter(subject=actor.subject, case__sittings=uuid.UUID(room.ref)).first()
        if party is None:
            raise NotFound
        return SeatSpec(SeatRole.PARTY, PartyRole(party.role).label, party.person.name, party.role)

    def on_redact(self, actor: Actor, room: Room, seq: int) -> None:
        sitting = sitting_of(room)
        if sitting is not None:
            for removed in _removed:
                removed(actor, sitting, room.pk, seq)

    def protects(self, room: Room) -> bool:
        sitting = sitting_of(room)
        return sitting is not None and protection.due(sitting.case)

    def panels(self, actor: Actor, room: Room) -> Sequence[Panel]:
        sitting = sitting_of(room)
        if sitting is None:
            return ()
        rows = [panel for more in _more for panel in more(actor, sitting)]
        if sittings.can(actor, "lead", sitting):
            rows.append(Panel("script", _("Steps"), f"/desk/sittings/{sitting.id}/script/", (f"case:{sitting.case_id}",)))
        elif sittings.can(actor, "attend", sitting):
            rows.append(Panel("rights", _("Rights"), f"/c/case/{sitting.case_id}/rights/", ()))
        return rows

    def prepared(self, actor: Actor, room: Room) -> Sequence[PreparedTalk]:
        return [talk for each in _prepared for talk in each(actor, room.ref)]

    def header(self, actor: Actor, room: Room) -> Header:
        sitting = sitting_of(room)
        return Header(sitting.case.title, sitting.get_mode_display()) if sitting else Header(room.title)

    def way_out(self, actor: Actor, room: Room) -> str:
        sitting = sitting_of(room)
        if sitting is None or not sittings.can(actor, "view", sitting):
            return "/invited/" if actor.is_guest else "/desk/"
        return f"/desk/cases/{sitting.case_id}/" if actor.is_user else f"/c/case/{sitting.case_id}/"


class SideRoom(SittingRoom):
    """The other side's own room of a sitting in which the sides do not meet (背对背、分头沟通).

    A door, a log and a key of their own: neither side hears, reads or sees the other. The mediator goes between the two.
    """

    code: ClassVar[str] = meeting.SIDE

    def _own_side(self, actor: Actor, case_id: uuid.UUID, room: Room) -> bool:
        return Party.objects.filter(case=case_id, subject=actor.subject).exclude(role=PartyRole.APPLICANT).exists()


class CaucusRoom(SittingRoom):
    """One side and the mediator. Who is not in it sees and hears nothing of it; its words never enter minutes or dossier.

    Kept thirty days after it is closed and then gone, however long the case lasts.
    """

    code: ClassVar[str] = "caucus"
    caucus: ClassVar[str] = ""
    retention: ClassVar[timedelta | None] = timedelta(days=30)

    def panels(self, actor: Actor, room: Room) -> Sequence[Panel]:
        return ()

    def _own_side(self, actor: Actor, case_id: uuid.UUID, room: Room) -> bool:
        return True  # only those who were asked have a seat here

    def prepared(self, actor: Actor, room: Room) -> Sequence[PreparedTalk]:
        return ()


def register() -> None:
    """Called when the application starts."""
    kinds.register(SittingRoom())
    kinds.register(SideRoom())
    kinds.register(CaucusRoom())
