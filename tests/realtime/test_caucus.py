"""The separate talk is sealed: on the tables, on the log, on signalling, and nobody moves anybody against their will."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from realtime.gateway.database import in_database
from realtime.rooms import selectors, services, snapshot
from realtime.rooms.enums import HeldFor, RoomState
from realtime.rooms.models import Room, RoomLog, Seat
from tests.realtime.pages import Page
from tests.realtime.trial_rooms import TrialRoom


def seat_of(actor: Actor, room: Room) -> Seat:
    seat = selectors.seat_of(actor, room)
    assert seat is not None
    return seat


def apart(room: Room, mediator: Actor, party: Actor) -> Room:
    talk = services.open_caucus(mediator, room, [seat_of(party, room)])
    services.answer_caucus(party, talk, yes=True)
    talk.refresh_from_db()
    room.refresh_from_db()
    return talk


@pytest.mark.django_db
class TestMoves:
    def test_it_opens_only_after_a_yes_and_holds_the_joint_room(self, room: Room, mediator: Actor, party: Actor) -> None:
        generation = room.generation
        talk = services.open_caucus(mediator, room, [seat_of(party, room)])
        room.refresh_from_db()
        assert (talk.state, room.state) == (RoomState.ASKED, RoomState.OPEN)

        services.answer_caucus(party, talk, yes=True)
        services.answer_caucus(party, talk, yes=True)  # pressed twice

        talk.refresh_from_db()
        room.refresh_from_db()
        assert (talk.state, room.state, room.held_for) == (RoomState.OPEN, RoomState.HELD, "caucus")
        assert room.generation == generation + 1
        assert talk.scope == f"room:{talk.pk}" != room.scope

    def test_a_no_changes_nothing_for_the_others(self, room: Room, mediator: Actor, party: Actor, other_party: Actor) -> None:
        services.wish_apart(party, room, wish=True)
        talk = services.open_caucus(mediator, room, [seat_of(party, room)])

        services.answer_caucus(party, talk, yes=False)

        talk.refresh_from_db()
        room.refresh_from_db()
        assert (talk.state, room.state) == (RoomState.CLOSED, RoomState.OPEN)
        assert not seat_of(party, room).wishes_apart  # the own wish is answered with it
        services.append(other_party, room, "chat", {"text": "我还在"}, uuid.uuid4())
        with pytest.raises(Conflict):
            services.answer_caucus(party, talk, yes=True)
        services.open_caucus(mediator, room, [seat_of(other_party, room)])

    def test_one_at_a_time_and_only_by_the_mediator_of_people_present(
        self, room: Room, mediator: Actor, party: Actor, other_party: Actor, outsider: Actor
    ) -> None:
        for somebody in (party, outsider):
            with pytest.raises(NotFound):
                services.open_caucus(somebody, room, [seat_of(other_party, room)])
        for seats in ([], [seat_of(mediator, room)], [Seat(pk=987654)]):
            with pytest.raises(Invalid):
                services.open_caucus(mediator, room, seats)

        services.open_caucus(mediator, room, [seat_of(party, room)])

        with pytest.raises(Conflict):
            services.open_caucus(mediator, room, [seat_of(other_party, room)])

    def test_nobody_else_answers_enters_or_ends_it(
        self, room: Room, mediator: Actor, party: Actor, other_party: Actor, outsider: Actor
    ) -> None:
        talk = apart(room, mediator, party)

        for somebody in (other_party, outsider):
            for press in (
                lambda who: services.answer_caucus(who, talk, yes=True), lambda who: services.enter(who, talk),
                lambda who: services.close_caucus(who, talk), lambda who: selectors.room_for(who, talk.pk),
                lambda who: services.append(who, talk, "chat", {"text": "?"}, uuid.uuid4()),
                lambda who: selectors.entries_after(who, talk, 0), lambda who: services.close_room(who, talk),
            ):
                with pytest.raises(NotFound):
                    press(somebody)
        with pytest.raises(NotFound):
            services.close_caucus(party, talk)

    def test_the_joint_room_is_silent_meanwhile_and_opens_again(
        self, room: Room, mediator: Actor, party: Actor, other_party: Actor
    ) -> None:
        talk = apart(room, mediator, party)
        for somebody in (mediator, party, other_party):
            with pytest.raises(Conflict):
                services.append(somebody, room, "chat", {"text": "?"}, uuid.uuid4())
        with pytest.raises(Conflict):
            services.resume(mediator, room)

        services.close_caucus(mediator, talk)
        services.close_caucus(mediator, talk)

        room.refresh_from_db()
        assert room.state == RoomState.OPEN
        with pytest.raises(Conflict):
            services.append(party, talk, "chat", {"text": "?"}, uuid.uuid4())
        services.append(party, room, "chat", {"text": "我们回来了"}, uuid.uuid4())

    def test_its_words_leave_no_trace_in_the_joint_log(self, room: Room, mediator: Actor, party: Actor, other_party: Actor) -> None:
        talk = apart(room, mediator, party)
        services.append(party, talk, "chat", {"text": "金丝雀"}, uuid.uuid4())
        services.close_caucus(mediator, talk)

        seen = [e.body for e in selectors.entries_after(other_party, room, 0)]

        assert "金丝雀" not in json.dumps(seen, ensure_ascii=False)
        assert RoomLog.objects.filter(room=talk).count() == 1
        assert [e.body for e in selectors.entries_after(party, talk, 0)] == [{"text": "金丝雀"}]

    def test_ending_the_sitting_ends_the_talk(self, room: Room, mediator: Actor, party: Actor) -> None:
        talk = apart(room, mediator, party)

        services.close_room(mediator, room)

        talk.refresh_from_db()
        room.refresh_from_db()
        assert (talk.state, room.state) == (RoomState.CLOSED, RoomState.CLOSED)

    def test_from_one_talk_straight_to_the_next_nobody_hears_over_and_the_logs_are_apart(
        self, room: Room, mediator: Actor, party: Actor, other_party: Actor, outsider: Actor
    ) -> None:
        first = apart(room, mediator, party)
        services.append(party, first, "chat", {"text": "金丝雀"}, uuid.uuid4())
        for nobody in (party, other_party, outsider):
            with pytest.raises(NotFound):
                services.move_on(nobody, first, [seat_of(other_party, room)])
        with pytest.raises(Invalid):
            services.move_on(mediator, first, [seat_of(party, room)])
        assert [s["name"] for s in state(first, mediator)["outside"]] == [other_party.name]
        assert "outside" not in state(first, party)

        second = services.move_on(mediator, first, [seat_of(other_party, room)])

        first.refresh_from_db()
        room.refresh_from_db()
        assert (first.state, second.state, room.state) == (RoomState.CLOSED, RoomState.ASKED, RoomState.HELD)
        with pytest.raises(Conflict):  # in between nobody speaks with anybody
            services.append(party, room, "chat", {"text": "?"}, uuid.uuid4())
        assert state(room, other_party)["ask"]["room"] == str(second.pk)
        assert "ask" not in state(room, party) and state(room, party)["seats"] == []

        generation = room.generation
        services.answer_caucus(other_party, second, yes=True)
        services.append(other_party, second, "chat", {"text": "八哥"}, uuid.uuid4())
        room.refresh_from_db()
        second.refresh_from_db()
        assert (second.state, room.state, room.generation) == (RoomState.OPEN, RoomState.HELD, generation + 1)
        assert [e.body for e in selectors.read_all(first)] == [{"text": "金丝雀"}]
        assert [e.body for e in selectors.read_all(second)] == [{"text": "八哥"}]
        for who, talk in ((party, second), (other_party, first)):
            with pytest.raises(NotFound):
                selectors.entries_after(who, talk, 0)
        services.close_caucus(mediator, second)
        room.refresh_from_db()
        assert (room.state, room.held_for) == (RoomState.OPEN, HeldFor.NOTHING)

    def test_a_no_on_the_way_to_the_next_talk_brings_all_together(
        self, room: Room, mediator: Actor, party: Actor, other_party: Actor
    ) -> None:
        second = services.move_on(mediator, apart(room, mediator, party), [seat_of(other_party, room)])

        services.answer_caucus(other_party, second, yes=False)

        room.refresh_from_db()
        assert (room.state, room.held_for) == (RoomState.OPEN, HeldFor.NOTHING)
        assert state(room, mediator)["declined"] == other_party.name


@pytest.mark.django_db
class TestSecondMediator:
    """A second mediator comes into a talk apart only announced, and only with the yes of who talks there."""

    @pytest.fixture
    def talk(self, room: Room, mediator: Actor, party: Actor, other_mediator: Actor) -> Room:
        TrialRoom.members["one"][other_mediator.key] = "mediator"
        services.enter(other_mediator, room)
        return apart(room, mediator, party)

    def test_nothing_is_heard_before_the_party_has_said_yes(
        self, room: Room, talk: Room, mediator: Actor, party: Actor, other_party: Actor, other_mediator: Actor, outsider: Actor
    ) -> None:
        services.append(party, talk, "chat", {"text": "金丝雀"}, uuid.uuid4())
        for press in (lambda: services.enter(other_mediator, talk), lambda: services.ask_in(other_party, talk),
                      lambda: services.ask_in(outsider, talk)):
            with pytest.raises(NotFound):
                press()

        seat = services.ask_in(other_mediator, talk)
        assert services.ask_in(other_mediator, talk).pk == seat.pk

        assert [s["name"] for s in state(talk, party)["joins"]] == [other_mediator.name]
        assert state(talk, mediator)["waiting"] == []
        for press in (
            lambda: selectors.entries_after(other_mediator, talk, 0), lambda: services.admit(mediator, talk, seat),
            lambda: services.answer_in(mediator, talk, seat, yes=True), lambda: services.answer_in(other_mediator, talk, seat, yes=True),
            lambda: services.answer_in(other_party, talk, seat, yes=True), lambda: services.answer_in(outsider, talk, seat, yes=True),
        ):
            with pytest.raises(NotFound):
                press()
        assert state(talk, other_mediator)["you"] == {"seat": "waiting"}

        services.answer_in(party, talk, seat, yes=True)
        services.answer_in(party, talk, seat, yes=True)  # pressed twice

        kinds = [e.kind for e in selectors.entries_after(other_mediator, talk, 0)]
        assert kinds == ["chat", "seat.asks_in", "seat.agreed", "seat.admitted"]
        assert state(room, other_mediator)["place"] == str(talk.pk)
        services.step_out(other_mediator, talk)
        talk.refresh_from_db()
        assert talk.state == RoomState.OPEN, "the talk goes on with the first mediator"

    def test_a_no_is_enough_and_asking_again_is_asked_again(
        self, talk: Room, mediator: Actor, party: Actor, other_mediator: Actor
    ) -> None:
        seat = services.ask_in(other_mediator, talk)
        services.answer_in(party, talk, seat, yes=False)
        with pytest.raises(Conflict):
            services.answer_in(party, talk, seat, yes=True)

        services.ask_in(other_mediator, talk)
        assert [s["yes"] for s in state(talk, party)["joins"]] == [False]
        services.answer_in(mediator, talk, seat, yes=False)
        assert state(talk, party)["joins"] == []
        services.ask_in(other_mediator, talk)
        services.answer_in(other_mediator, talk, seat, yes=False)
        assert seat_of(other_mediator, talk).state == "left"

    def test_of_two_parties_both_must_agree(
        self, room: Room, mediator: Actor, party: Actor, other_party: Actor, other_mediator: Actor
    ) -> None:
        TrialRoom.members["one"][other_mediator.key] = "mediator"
        services.enter(other_mediator, room)
        talk = services.open_caucus(mediator, room, [seat_of(party, room), seat_of(other_party, room)])
        for who in (party, other_party):
            services.answer_caucus(who, talk, yes=True)
        talk.refresh_from_db()
        seat = services.ask_in(other_mediator, talk)

        services.answer_in(party, talk, seat, yes=True)
        assert seat_of(other_mediator, talk).state == "waiting"
        services.step_out(other_party, talk)  # who leaves is asked no more

        assert seat_of(other_mediator, talk).state == "admitted"


def state(room: Room, who: Actor) -> dict[str, Any]:
    snap, _ = snapshot.take(room.pk)
    assert snap is not None
    return snap.state_for(who.key)


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
class TestSockets:
    async def test_the_one_outside_gets_no_byte_of_it(self, room: Room, mediator: Actor, party: Actor, other_party: Actor) -> None:
        m, a, b = [await Page(who, room).open() for who in (mediator, party, other_party)]
        seat = await in_database(seat_of, party, room)
        await m.drain()
        talk_id = (await m.press("apart", seat=seat.pk)).json()["room"]
        talk = await in_database(Room.objects.get, pk=talk_id)
        asked = await a.wait("state", ask={"room": talk_id, "by": mediator.name})
        assert asked["place"] == str(room.pk)
        await b.drain()
        assert talk_id not in json.dumps(b.frames)
        mark = len(b.frames)

        assert (await a.press("answer", talk, yes="1")).status_code == 200
        moved = await a.wait("state", place=talk_id)
        outside = await b.wait("state", place=str(room.pk))
        assert (moved["peers"], outside["peers"], outside["seats"]) == ([], [], [])
        mt, at = await Page(mediator, talk).open(), await Page(party, talk).open()
        await at.say("金丝雀")
        await mt.put({"t": "sig", "gen": talk.generation + 1, "to": at.peer, "d": {"candidate": "tweet"}})
        assert (await at.wait("sig"))["d"] == {"candidate": "tweet"}

        assert (await Page(other_party, talk).press("ticket")).status_code == 404
        answer = await in_database(b.client.get, f"/rooms/{talk_id}/log")
        assert answer.status_code == 404
        await b.drain()
        seen = json.dumps(b.frames[mark:], ensure_ascii=False)
        assert not any(word in seen for word in ("金丝雀", "tweet", talk_id, party.name, mediator.name, at.peer, mt.peer))

        await mt.press("together", talk)
        assert (await at.wait("state", place=str(room.pk)))["room"]["state"] == "closed"
        again = await b.wait("state")
        assert [s["name"] for s in again["seats"]] == [mediator.name, party.name, other_party.name]
        for page in (m, a, b, mt, at):
            await page.leave()

    async def test_signalling_of_an_old_generation_or_to_others_is_dropped(
        self, room: Room, mediator: Actor, party: Actor, other_party: Actor
    ) -> None:
        m, a, b = [await Page(who, room).open() for who in (mediator, party, other_party)]
        state = await m.wait("state")
        while len(state["peers"]) < 3:
            state = await m.wait("state")
        gen = state["gen"]

        await m.put({"t": "sig", "gen": gen, "to": a.peer, "d": {"n": 1}})
        assert (await a.wait("sig"))["d"] == {"n": 1}
        for frame in (
            {"t": "sig", "gen": gen - 1, "to": a.peer, "d": {}}, {"t": "sig", "gen": gen + 1, "to": a.peer, "d": {}},
            {"t": "sig", "gen": gen, "to": "nobody", "d": {}},
        ):
            await m.put(frame)
            assert (await m.wait("error"))["code"] == "sig-dropped"

        # sent back in another process, and no hint has come: the very next frame is dropped all the same
        seat = await in_database(seat_of, other_party, room)
        await in_database(services.send_back, mediator, room, seat)
        await m.put({"t": "sig", "gen": gen, "to": b.peer, "d": {}})
        assert (await m.wait("error"))["code"] == "sig-dropped"
        await b.put({"t": "sig", "gen": gen + 1, "to": a.peer, "d": {}})
        assert (await b.wait("error"))["code"] == "sig-dropped"
        assert not [f for f in b.frames if f["t"] == "sig"]
        for page in (m, a, b):
            await page.leave()

    async def test_a_protected_room_without_a_relay_has_no_media(self, room: Room, mediator: Actor, party: Actor) -> None:
        await in_database(Room.objects.filter(pk=room.pk).update, protected=True)
        m, a = await Page(mediator, room).open(), await Page(party, room).open()
        state = next(f for f in a.frames if f["t"] == "state")

        await m.put({"t": "sig", "gen": state["gen"], "to": a.peer, "d": {"candidate": "192.0.2.7"}})

        assert state["room"]["media"] is False
        assert (await m.wait("error"))["code"] == "sig-dropped"
        assert "192.0.2.7" not in json.dumps(await a.drain())
        for page in (m, a):
            await page.leave()


@pytest.mark.django_db
def test_a_party_may_ask_for_a_talk_and_only_the_mediator_learns_of_it(
    room: Room, mediator: Actor, party: Actor, other_party: Actor, outsider: Actor
) -> None:
    before = selectors.head_of(room).seq

    services.wish_apart(party, room, wish=True)
    services.wish_apart(party, room, wish=True)

    def state(actor: Actor) -> dict[str, Any]:
        snap, _ = snapshot.take(room.pk)
        assert snap is not None
        return snap.state_for(actor.key)

    assert [s["name"] for s in state(mediator)["wishes"]] == [party.name]
    assert state(party)["you"]["wish"] is True
    assert "wishes" not in state(other_party)
    assert state(other_party)["you"]["wish"] is False
    assert selectors.head_of(room).seq == before
    for somebody in (mediator, outsider):
        with pytest.raises(NotFound):
            services.wish_apart(somebody, room, wish=True)

    apart(room, mediator, party)
    assert state(mediator)["wishes"] == []


@pytest.mark.django_db
class TestSteppingOut:
    """A party leaves a talk apart, or is taken out of it, and is with the others again."""

    def test_a_party_goes_back_by_itself_and_that_is_no_refusal(
        self, room: Room, mediator: Actor, party: Actor, other_party: Actor
    ) -> None:
        talk = services.open_caucus(mediator, room, [_seat(party, room)])
        services.answer_caucus(party, talk, yes=True)
        services.append(party, talk, "chat", {"text": "金丝雀"}, uuid.uuid4())
        for nobody in (other_party, mediator):
            with pytest.raises(NotFound):
                services.step_out(nobody, talk)

        services.step_out(party, talk)
        services.step_out(party, talk)

        talk.refresh_from_db()
        room.refresh_from_db()
        assert (talk.state, room.state, room.held_for) == (RoomState.CLOSED, RoomState.OPEN, HeldFor.NOTHING)
        snap, _ = snapshot.take(room.pk)
        assert snap is not None and snap.declined == ""
        left, _ = snapshot.take(talk.pk)
        assert left is not None and left.state_for(party.key)["place"] == str(room.pk), "its page goes back by itself"
        with pytest.raises(NotFound):
            selectors.entries_after(party, talk, 0)

    def test_the_mediator_takes_one_of_two_out_and_the_talk_goes_on(
        self, room: Room, mediator: Actor, party: Actor, other_party: Actor
    ) -> None:
        talk = services.open_caucus(mediator, room, [_seat(party, room), _seat(other_party, room)])
        for who in (party, other_party):
            services.answer_caucus(who, talk, yes=True)
        talk.refresh_from_db()
        generation = talk.generation
        with pytest.raises(NotFound):
            services.step_out(party, talk, _seat(other_party, talk))

        services.step_out(mediator, talk, _seat(other_party, talk))

        talk.refresh_from_db()
        snap, _ = snapshot.take(room.pk)
        assert snap is not None
        assert (talk.state, talk.generation) == (RoomState.OPEN, generation + 1)
        assert snap.state_for(other_party.key)["place"] == str(room.pk)
        assert snap.state_for(party.key)["place"] == str(talk.pk)
        with pytest.raises(Conflict):
            services.append(other_party, room, "chat", {"text": "?"}, uuid.uuid4())


def _seat(actor: Actor, room: Room) -> Seat:
    seat = selectors.seat_of(actor, room)
    assert seat is not None
    return seat
