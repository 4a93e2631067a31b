"""No appointment outlives its case: what was planned is cancelled, what runs is over, and the room is shut."""

from __future__ import annotations

from django.db.models import Q

from mediation.casework.enums import SittingState
from mediation.casework.meeting import SIDE
from mediation.casework.models import Case, Sitting
from mediation.common import clock
from mediation.common.actor import system
from realtime.rooms.enums import RoomState
from realtime.rooms.models import Room
from realtime.rooms.services import close_room

KEEPER = system("casework.winding")


def wind_up(case: Case) -> None:
    """Inside the transaction in which the case ends, closes or goes back to the pool."""
    case.sittings.filter(state=SittingState.PLANNED).update(state=SittingState.CANCELLED)
    case.sittings.filter(state=SittingState.OPEN).update(state=SittingState.DONE, ended_at=clock.now())
    for sitting in case.sittings.exclude(room=None):
        shut(sitting)


def shut(sitting: Sitting) -> None:
    """The room of a sitting that is over takes nobody in any more; what was written stays readable to those who were there."""
    if sitting.room:
        own = Q(pk=sitting.room) | Q(kind=SIDE, ref=str(sitting.id), parent=None)
        for room in Room.objects.filter(own).exclude(state=RoomState.CLOSED):
            close_room(KEEPER, room)
