"""A talk apart must blind nobody: who has been sent out does not get into it, nobody is left alone in it, and the mediator who
sits in it learns at once of who asks for help outside and of who has fled from inside.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mediation.common.actor import Actor
from mediation.common.errors import Conflict, NotFound
from realtime.rooms import services, snapshot
from realtime.rooms.enums import Ask, RoomState, SeatState
from realtime.rooms.models import Room, Seat
from tests.realtime.test_caucus import apart, seat_of

pytestmark = pytest.mark.django_db


def asks(room: Room, actor: Actor) -> list[tuple[str, str]]:
    snap, _entries = snapshot.take(room.pk)
    assert snap is not None
    return [(a["name"], a["what"]) for a in snap.state_for(actor.key).get("asks", [])]


@pytest.mark.parametrize("how", ["send_back", "remove", "leave", "leave_quickly"])
def test_who_is_out_of_the_room_cannot_answer_the_question_for_a_talk(
    room: Room, mediator: Actor, party: Actor, other_party: Actor, how: str
) -> None:
    talk = services.open_caucus(mediator, room, [seat_of(party, room)])
    out: dict[str, Callable[[], None]] = {
        "send_back": lambda: services.send_back(mediator, room, seat_of(party, room)),
        "remove": lambda: services.remove(mediator, room, seat_of(party, room)),
        "leave": lambda: services.leave(party, room),
        "leave_quickly": lambda: services.leave_quickly(party, room),
    }

    out[how]()

    talk.refresh_from_db()
    room.refresh_from_db()
    assert (talk.state, room.state) == (RoomState.CLOSED, RoomState.OPEN)
    with pytest.raises((Conflict, NotFound)):
        services.answer_caucus(party, talk, yes=True)
    assert not Seat.objects.filter(room=talk, actor_key=party.key, state=SeatState.ADMITTED).exists()


@pytest.mark.parametrize("how", ["leave", "leave_quickly"])
def test_who_goes_out_of_a_talk_leaves_nobody_alone_in_it(room: Room, mediator: Actor, party: Actor, other_party: Actor, how: str) -> None:
    talk = apart(room, mediator, party)

    getattr(services, how)(party, talk)

    talk.refresh_from_db()
    room.refresh_from_db()
    assert (talk.state, room.state) == (RoomState.CLOSED, RoomState.OPEN)
    assert seat_of(party, room).state == SeatState.LEFT
    told = asks(room, mediator)
    assert told == ([(party.name, Ask.EXIT)] if how == "leave_quickly" else [])
    assert asks(room, other_party) == []


def test_the_mediator_in_a_talk_learns_of_help_asked_for_outside(room: Room, mediator: Actor, party: Actor, other_party: Actor) -> None:
    talk = apart(room, mediator, party)
    before = snapshot.take(talk.pk)[0]
    assert before is not None
    seen_by_party = snapshot.mark_of(before.state_for(party.key))

    services.ask(other_party, room, what=Ask.HELP)

    now = snapshot.take(talk.pk)[0]
    assert now is not None
    assert now.rev > before.rev  # whoever looks in the talk looks again
    assert asks(talk, mediator) == [(other_party.name, Ask.HELP)]
    assert [a["room"] for a in now.state_for(mediator.key)["asks"]] == [str(room.pk)]
    assert snapshot.mark_of(now.state_for(party.key)) == seen_by_party  # who sits beside learns nothing

    services.answered(mediator, room, seat_of(other_party, room), what=Ask.HELP)
    assert asks(talk, mediator) == []


def test_the_mediator_in_a_talk_learns_of_who_fled_outside(room: Room, mediator: Actor, party: Actor, other_party: Actor) -> None:
    talk = apart(room, mediator, party)

    services.leave_quickly(other_party, room)

    assert asks(talk, mediator) == [(other_party.name, Ask.EXIT)]
    talk.refresh_from_db()
    assert talk.state == RoomState.OPEN
