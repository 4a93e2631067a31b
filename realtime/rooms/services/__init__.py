"""Everything that changes a room. Each takes the actor first and does the four beats."""

from realtime.rooms.services.caucus import answer_caucus, close_caucus, open_caucus
from realtime.rooms.services.lifecycle import close_room, hold, open_room, resume
from realtime.rooms.services.log import append, check, note, redact
from realtime.rooms.services.seats import admit, enter, leave, mark_read, remove, send_back, wish_apart

__all__ = [
    "admit", "answer_caucus", "append", "check", "close_caucus", "close_room", "enter", "hold", "leave", "mark_read", "note",
    "open_caucus", "open_room", "redact", "remove", "resume", "send_back", "wish_apart",
]
