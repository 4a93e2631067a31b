"""A kind of room for trying the rooms alone: who may come is written in the room's `ref`, as subjects joined by spaces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from mediation.common.actor import Actor, system
from realtime.rooms import services
from realtime.rooms.enums import SeatRole
from realtime.rooms.kinds import Panel, RoomKind, SeatSpec
from realtime.rooms.models import Room


class TrialRoom(RoomKind):
    code: ClassVar[str] = "test"
    members: ClassVar[dict[str, dict[str, str]]] = {}  # ref -> actor key -> role

    def may_enter(self, actor: Actor, room: Room) -> bool:
        return actor.key in self.members.get(room.ref, {})

    def seat(self, actor: Actor, room: Room) -> SeatSpec:
        role = SeatRole(self.members[room.ref][actor.key])
        return SeatSpec(role, {"mediator": "调解员", "party": "当事人"}.get(role, "旁听"))

    def panels(self, actor: Actor, room: Room) -> Sequence[Panel]:
        return ()


def make_room(ref: str, mediator: Actor, *parties: Actor, observers: Sequence[Actor] = ()) -> Room:
    TrialRoom.members[ref] = {
        mediator.key: "mediator", **{p.key: "party" for p in parties}, **{o.key: "observer" for o in observers}
    }
    return services.open_room(system("tests"), "test", ref, f"case:{ref}", "6 幢漏水赔偿")


def seated(room: Room, mediator: Actor, *parties: Actor) -> Room:
    """Everybody enters and the mediator admits them."""
    services.enter(mediator, room)
    for party in parties:
        services.admit(mediator, room, services.enter(party, room))
    return room
