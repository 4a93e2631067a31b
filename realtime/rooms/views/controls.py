"""What people press in a room. Each parses, calls one service and answers."""

from __future__ import annotations

import uuid

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

DONE = {"ok": True}


def _asked(request: HttpRequest, room_id: uuid.UUID) -> tuple[Actor, Room]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor, selectors.room_for(actor, room_id)


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


@scoped()
@require_POST
@answered
def ticket(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    actor, room = _asked(request, room_id)
    if selectors.seat_of(actor, room) is None:
        raise NotFound
    return JsonResponse({"ticket": tickets.mint(actor, request.session.session_key or "", f"room:{room.pk}")})


@scoped()
@require_POST
@answered
def enter(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    actor, room = _asked(request, room_id)
    return JsonResponse({"ok": True, "seat": services.enter(actor, room).state})


@scoped()
@require_POST
@answered
def leave(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    actor, room = _asked(request, room_id)
    services.leave(actor, room)
    if room.parent is not None:  # who leaves from a separate talk leaves the sitting
        services.leave(actor, room.parent)
    return JsonResponse(DONE)


@scoped()
@require_POST
@answered
def admit(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    actor, room = _asked(request, room_id)
    services.admit(actor, room, _seats(request, room)[0])
    return JsonResponse(DONE)


@scoped()
@require_POST
@answered
def send_back(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    actor, room = _asked(request, room_id)
    services.send_back(actor, room, _seats(request, room)[0])
    return JsonResponse(DONE)


@scoped()
@require_POST
@answered
def remove(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    actor, room = _asked(request, room_id)
    services.remove(actor, room, _seats(request, room)[0])
    return JsonResponse(DONE)


@scoped()
@require_POST
@answered
def hold(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    services.hold(*_asked(request, room_id))
    return JsonResponse(DONE)


@scoped()
@require_POST
@answered
def resume(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    services.resume(*_asked(request, room_id))
    return JsonResponse(DONE)


@scoped()
@require_POST
@answered
def close(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    services.close_room(*_asked(request, room_id))
    return JsonResponse(DONE)


@scoped()
@require_POST
@answered
def apart(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    actor, room = _asked(request, room_id)
    return JsonResponse({"ok": True, "room": str(services.open_caucus(actor, room, _seats(request, room)).pk)})


@scoped()
@require_POST
@answered
def answer(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    actor, room = _asked(request, room_id)
    services.answer_caucus(actor, room, yes=request.POST.get("yes") == "1")
    return JsonResponse(DONE)


@scoped()
@require_POST
@answered
def together(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    services.close_caucus(*_asked(request, room_id))
    return JsonResponse(DONE)


@scoped()
@require_POST
@answered
def ask(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    """A break or help; `wish=0` takes it back."""
    services.ask(*_asked(request, room_id), what=_what(request), wish=request.POST.get("wish", "1") == "1")
    return JsonResponse(DONE)


@scoped()
@require_POST
@answered
def seen(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    actor, room = _asked(request, room_id)
    services.answered(actor, room, _seats(request, room)[0], what=_what(request))
    return JsonResponse(DONE)


@scoped()
@require_POST
@answered
def lock(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    services.lock_door(*_asked(request, room_id), locked=request.POST.get("locked") == "1")
    return JsonResponse(DONE)


@scoped()
@require_POST
@answered
def door(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    """A word at the door; with `seat` from the mediator to the one who waits there."""
    actor, room = _asked(request, room_id)
    try:
        client_id = uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        raise NotFound from None
    seat = _seats(request, room)[0] if "seat" in request.POST else None
    services.say_at_door(actor, room, request.POST.get("text", ""), client_id, seat=seat)
    return JsonResponse(DONE)


@scoped()
@require_POST
@answered
def wish(request: HttpRequest, room_id: uuid.UUID) -> JsonResponse:
    services.wish_apart(*_asked(request, room_id), wish=request.POST.get("wish") == "1")
    return JsonResponse(DONE)
