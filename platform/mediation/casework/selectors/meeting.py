"""Which room of a sitting is whose. A sitting that was once held apart stays apart: what one side said is never the other's to read."""

from __future__ import annotations

import uuid

from mediation.casework import meeting
from mediation.casework.enums import PartyRole
from mediation.casework.models import Party, Sitting
from mediation.common import clock
from realtime.rooms.models import Room


def side_room(sitting_id: str) -> uuid.UUID | None:
    """The other side's own room; None for a sitting held in one room."""
    return Room.objects.filter(kind=meeting.SIDE, ref=sitting_id, parent=None).values_list("pk", flat=True).first()


def rooms_of(sitting: Sitting) -> list[tuple[uuid.UUID, str]]:
    """The rooms between which the mediator goes, each with its side; empty where everybody is in one room."""
    side = side_room(str(sitting.id))
    if sitting.room is None or side is None:
        return []
    return [(sitting.room, str(PartyRole.APPLICANT.label)), (side, str(PartyRole.RESPONDENT.label))]


def room_for(sitting: Sitting, party: Party) -> uuid.UUID | None:
    """The room this party goes to today; None while the way to meet keeps it shut."""
    if sitting.room is None:
        return None
    rule = meeting.rule_on(sitting.case_id, clock.today())
    if meeting.refusal(rule, sitting.mode) is not None:
        return None
    if party.role == PartyRole.APPLICANT:
        return sitting.room
    side = side_room(str(sitting.id))
    return sitting.room if side is None and not meeting.apart(rule) else side
