"""What people press in a room: one door, and for each press the words of the form that its service takes."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.common.routes import scoped
from realtime.gateway import tickets
from realtime.rooms import selectors, services
from realtime.rooms.enums import Ask
from realtime.rooms.models import Room, Seat
from realtime.rooms.views.answers import answered


def _seats(request: HttpRequest, room: Room) -> list[Seat]:
    """The seats named in the form; a number that is none of this room is not found."""
    named = request.POST.getlist("seat")
    if not named or len(named) > 20 or not all(n.isascii() and n.isdigit() and len(n) < 15 for n in named):
        raise NotFound
    seats = list(Seat.objects.filter(room=room, pk__in=[int(n) for n in named]))
    if len(seats) != len(set(named)):
        raise NotFound
    return seats


def _what(request: HttpRequest) -> Ask:
    what = request.POST.get("what", "")
    if what not in Ask.values:
        raise NotFound
    return Ask(what)


def _number(request: HttpRequest, name: str) -> int:
    word = request.POST.get(name, "")
    if not (word.isascii() and word.isdigit() and len(word) < 15):
        raise NotFound
    return int(word)


def _id(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        raise NotFound from None


def _yes(request: HttpRequest, name: str, default: str = "") -> bool:
    return request.POST.get(name, default) == "1"


def _one(request: HttpRequest, room: Room) -> Seat:
    return _seats(request, room)[0]


def _ticket(request: HttpRequest, actor: Actor, room: Room) -> dict[str, Any]:
    if selectors.seat_of(actor, room) is None:
        raise NotFound
    return {"ticket": tickets.mint(actor, request.session.session_key or "", f"room:{room.pk}")}


def _leave(request: HttpRequest, actor: Actor, room: Room) -> None:
    services.leave(actor, room)
    if room.parent is not None:  # who leaves from a separate talk leaves the sitting
        services.leave(actor, room.parent)


def _apart(request: HttpRequest, actor: Actor, room: Room) -> Room:
    """A talk apart with people of the joint room: out of it, or from the talk that runs straight to the next."""
    if room.parent is not None:
        return services.move_on(actor, room, _seats(request, room.parent))
    return services.open_caucus(actor, room, _seats(request, room))


def _door(request: HttpRequest, actor: Actor, room: Room) -> None:
    """A word at the door; with `seat` from the mediator to the one who waits there."""
    try:
        client_id = uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        raise NotFound from None
    seat = _one(request, room) if "seat" in request.POST else None
    services.say_at_door(actor, room, request.POST.get("text", ""), client_id, seat=seat)


Press = Callable[[HttpRequest, Actor, Room], Mapping[str, Any] | None]

PRESSES: dict[str, Press] = {
    "ticket": _ticket,
    "enter": lambda _r, actor, room: {"seat": services.enter(actor, room).state},
    "leave": _leave,
    "exit": lambda _r, actor, room: services.leave_quickly(actor, room),
    "admit": lambda r, actor, room: services.admit(actor, room, _one(r, room)),
    "back": lambda r, actor, room: services.send_back(actor, room, _one(r, room)),
    "remove": lambda r, actor, room: services.remove(actor, room, _one(r, room)),
    "hold": lambda _r, actor, room: services.hold(actor, room),
    "resume": lambda _r, actor, room: services.resume(actor, room),
    "close": lambda _r, actor, room: services.close_room(actor, room),
    "apart": lambda r, actor, room: {"room": str(_apart(r, actor, room).pk)},
    "prepared": lambda r, actor, room: {"room": str(services.open_prepared(actor, room, r.POST.get("talk", "")).pk)},
    "answer": lambda r, actor, room: services.answer_caucus(actor, room, yes=_yes(r, "yes")),
    "asktojoin": lambda _r, actor, room: {"seat": services.ask_in(actor, room).state},
    "join": lambda r, actor, room: services.answer_in(actor, room, _one(r, room), yes=_yes(r, "yes")),
    "together": lambda _r, actor, room: services.close_caucus(actor, room),
    "stepout": lambda r, actor, room: services.step_out(actor, room, _one(r, room) if "seat" in r.POST else None),
    "wish": lambda r, actor, room: services.wish_apart(actor, room, wish=_yes(r, "wish")),
    "ask": lambda r, actor, room: services.ask(actor, room, what=_what(r), wish=_yes(r, "wish", "1")),
    "seen": lambda r, actor, room: services.answered(actor, room, _one(r, room), what=_what(r)),
    "hand": lambda r, actor, room: services.raise_hand(actor, room, up=_yes(r, "up")),
    "floor": lambda r, actor, room: services.lower_hand(actor, room, _one(r, room)),
    "lock": lambda r, actor, room: services.lock_door(actor, room, locked=_yes(r, "locked")),
    "protect": lambda r, actor, room: services.protect(actor, room),
    "door": _door,
    "redact": lambda r, actor, room: {"n": services.redact(actor, room, _number(r, "seq")).seq},
    "edit": lambda r, actor, room: {"n": services.edit(actor, room, _number(r, "seq"), r.POST.get("text", ""), _id(r)).seq},
}


@scoped()
@require_POST
@answered
def press(request: HttpRequest, room_id: uuid.UUID, what: str) -> JsonResponse:
    """Raises NotFound for what nobody can press, as for rooms that are not there."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if what not in PRESSES:
        raise NotFound
    room = selectors.room_for(actor, room_id)
    return JsonResponse({"ok": True, **(PRESSES[what](request, actor, room) or {})})
