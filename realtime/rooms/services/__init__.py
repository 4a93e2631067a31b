"""Everything that changes a room. Each takes the actor first and does the four beats."""

from realtime.rooms.services.caucus import answer_caucus, close_caucus, move_on, open_caucus, open_prepared, step_out
from realtime.rooms.services.door import say_at_door
from realtime.rooms.services.joining import answer_in, ask_in
from realtime.rooms.services.lifecycle import close_room, hold, lock_door, mediator_away, mediator_back, open_room, resume
from realtime.rooms.services.log import append, check, edit, note, redact
from realtime.rooms.services.protection import protect
from realtime.rooms.services.retention import empty_overdue
from realtime.rooms.services.seats import (
    admit,
    answered,
    ask,
    enter,
    leave,
    leave_quickly,
    lower_hand,
    mark_read,
    raise_hand,
    remove,
    send_away,
    send_back,
    wish_apart,
)

__all__ = [
    "admit", "answer_caucus", "answer_in", "answered", "append", "ask", "ask_in", "check", "close_caucus", "close_room", "edit",
    "empty_overdue", "enter",
    "hold", "leave", "leave_quickly", "lock_door", "lower_hand", "mark_read", "mediator_away", "mediator_back", "move_on", "note",
    "open_caucus", "open_prepared", "open_room", "protect", "raise_hand", "redact", "remove", "resume", "say_at_door", "send_away",
    "send_back", "step_out", "wish_apart",
]
