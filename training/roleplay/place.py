"""Where a drill is played: the kinds of its rooms, and its room."""

from __future__ import annotations

from realtime.rooms.models import Room
from training.roleplay.models import Drill

KIND, APART = "drill", "drill-apart"


def room_of(drill: Drill) -> Room | None:
    return Room.objects.filter(kind=KIND, ref=str(drill.pk), parent=None).first()
