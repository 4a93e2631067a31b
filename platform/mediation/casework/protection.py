"""When the people of a case must not learn each other's network address, which can tell where somebody is (保护地址).

Sound and picture between two telephones show each the address of the other. Where the sides are not simply to meet, their telephones do
not meet either: the room is opened protected, relay only (`realtime.rooms.services.protection`).
"""

from __future__ import annotations

from mediation.casework import meeting
from mediation.casework.enums import SittingMode
from mediation.casework.models import Case, Sitting
from mediation.common import clock
from realtime.rooms.models import Room


def due(case: Case) -> bool:
    """Whether rooms of this case are protected: the way to meet in force keeps the sides apart or under guard, or one was before."""
    rule = meeting.rule_on(case.id, clock.today())
    return (rule is not None and rule.mode != SittingMode.JOINT) or _before(case)


def _before(case: Case) -> bool:
    """A mediator has protected a room of the case: later ones stay so."""
    rooms = Sitting.objects.filter(case=case, room__isnull=False).values("room")
    return Room.objects.filter(pk__in=rooms, protected=True).exists()


def state(sitting: Sitting) -> bool:
    """Whether the room of this sitting is protected now, or will be as soon as somebody comes to its door."""
    return (sitting.room is not None and Room.objects.filter(pk=sitting.room, protected=True).exists()) or due(sitting.case)
