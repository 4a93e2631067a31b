"""Hands, the emergency exit, who only listens, and how long each has spoken."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from realtime.rooms import selectors, services, snapshot
from realtime.rooms.enums import Ask, SeatState
from realtime.rooms.models import Room, Seat
from tests.cast import client_of
from tests.realtime.pages import Page
from tests.realtime.trial_rooms import TrialRoom, make_room, seated


def seat_of(actor: Actor, room: Room) -> Seat:
    seat = selectors.seat_of(actor, room)
    assert seat is not None
    return seat


def state(room: Room, actor: Actor) -> dict[str, Any]:
    snap, _ = snapshot.take(room.pk)
    assert snap is not None
    return snap.state_for(actor.key)


def hands(room: Room, actor: Actor) -> list[str]:
    return [s["name"] for s in sorted((s for s in state(room, actor)["seats"] if "hand" in s), key=lambda s: str(s["hand"]))]


@pytest.mark.django_db
class TestHands:
    def test_everybody_sees_them_in_the_order_they_were_raised(
        self, room: Room, mediator: Actor, party: Actor, other_party: Actor, outsider: Actor
    ) -> None:
        services.raise_hand(other_party, room, up=True)
        services.raise_hand(party, room, up=True)
        services.raise_hand(other_party, room, up=True)  # pressed twice: the place in the row stays

        for actor in (mediator, party, other_party):
            assert hands(room, actor) == [other_party.name, party.name]
        assert selectors.head_of(room).seq == 2  # the log keeps who came in, not who wished to speak
        with pytest.raises(NotFound):
            services.raise_hand(outsider, room, up=True)

    def test_the_mediator_gives_the_floor_and_parties_do_not(
        self, room: Room, mediator: Actor, party: Actor, other_party: Actor
    ) -> None:
        services.raise_hand(party, room, up=True)
        with pytest.raises(NotFound):
            services.lower_hand(other_party, room, seat_of(party, room))
        services.lower_hand(mediator, room, seat_of(party, room))
        assert hands(room, mediator) == []

        services.raise_hand(party, room, up=True)
        services.leave(party, room)
        assert seat_of(party, room).hand_at is None

    def test_over_the_door_of_all_presses(self, room: Room, party: Actor, outsider: Actor) -> None:
        assert client_of(party).post(f"/rooms/{room.pk}/hand/", {"up": "1"}).json() == {"ok": True}
        assert seat_of(party, room).hand_at is not None
        assert client_of(party).post(f"/rooms/{room.pk}/floor/", {"seat": seat_of(party, room).pk}).status_code == 404
        assert client_of(party).post(f"/rooms/{room.pk}/nothing/").status_code == 404
        assert client_of(outsider).post(f"/rooms/{room.pk}/hand/", {"up": "1"}).status_code == 404
        assert client_of(party).get(f"/rooms/{room.pk}/hand/").status_code == 405


@pytest.mark.django_db
class TestExit:
    def test_only_the_mediator_learns_of_it(self, room: Room, mediator: Actor, party: Actor, other_party: Actor) -> None:
        before, generation = selectors.head_of(room).seq, room.generation
        client = client_of(party)
        assert client.post("/leave/", {"room": str(room.pk)}).status_code == 302
        assert client.post("/leave/", {"room": str(room.pk)}).status_code == 302  # pressed twice, and signed out already

        assert seat_of(party, room).state == SeatState.LEFT
        assert selectors.head_of(room).seq == before  # no line says "has left"
        room.refresh_from_db()
        assert room.generation > generation
        assert [(a["name"], a["what"]) for a in state(room, mediator)["asks"]] == [(party.name, "exit")]
        assert "asks" not in state(room, other_party)
        services.answered(mediator, room, seat_of(party, room), what=Ask.EXIT)
        assert state(room, mediator)["asks"] == []

    def test_out_of_a_separate_talk_is_out_of_the_sitting(self, room: Room, mediator: Actor, party: Actor) -> None:
        talk = services.open_caucus(mediator, room, [seat_of(party, room)])
        services.answer_caucus(party, talk, yes=True)
        client_of(party).post("/leave/", {"room": str(talk.pk)})
        assert seat_of(party, talk).state == SeatState.LEFT
        assert seat_of(party, room).state == SeatState.LEFT
        room.refresh_from_db()
        assert [a["what"] for a in state(room, mediator)["asks"]] == ["exit"]

    def test_nothing_wrong_with_the_room_keeps_anybody_here(self, room: Room, party: Actor, outsider: Actor) -> None:
        for told in (str(room.pk), str(uuid.uuid4()), "nonsense"):
            assert client_of(outsider).post("/leave/", {"room": told}).status_code == 302
        assert client_of(party).post("/leave/").status_code == 302
        with pytest.raises(NotFound):
            services.ask(party, room, what=Ask.EXIT)


@pytest.fixture
def observed(trial: TrialRoom, mediator: Actor, party: Actor, learner: Actor) -> Room:
    return seated(make_room("seen", mediator, party, observers=[learner]), mediator, party, learner)


@pytest.mark.django_db
def test_who_observes_listens(observed: Room, mediator: Actor, learner: Actor) -> None:
    with pytest.raises(Conflict) as why:
        services.append(learner, observed, "chat", {"text": "我也说一句"}, uuid.uuid4())
    assert why.value.code == "observer"
    for refused in (lambda: services.raise_hand(learner, observed, up=True), lambda: services.wish_apart(learner, observed, wish=True)):
        with pytest.raises(NotFound):
            refused()
    with pytest.raises(Invalid):
        services.open_caucus(mediator, observed, [seat_of(learner, observed)])
    assert [s["role"] for s in state(observed, mediator)["seats"]].count("observer") == 1  # and everybody sees that somebody does


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_the_page_of_an_observer_sends_nothing(observed: Room, mediator: Actor, learner: Actor) -> None:
    m, o = await Page(mediator, observed).open(), await Page(learner, observed).open()
    await o.put({"t": "media", "mic": True, "cam": True, "screen": True})
    await m.put({"t": "media", "mic": True, "cam": False, "screen": True})
    shown: dict[str, Any] = {}
    while not shown.get(m.peer, {}).get("screen"):
        shown = {p["id"]: p for p in (await m.wait("state"))["peers"]}
    assert [shown[o.peer][k] for k in ("mic", "cam", "screen")] == [False, False, False]
    await o.put({"t": "say", "id": str(uuid.uuid4()), "body": {"text": "悄悄话"}})
    assert (await o.wait("nack"))["code"] == "observer"
    await m.leave()
    await o.leave()


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_talk_time_is_the_mediators_alone_and_nowhere_kept(room: Room, mediator: Actor, party: Actor, other_party: Actor) -> None:
    m, a, b = await Page(mediator, room).open(), await Page(party, room).open(), await Page(other_party, room).open()
    await a.put({"t": "spoke", "s": 8})
    told = await m.wait("talked")
    assert [x["s"] for x in told["by"]] == [8]
    await a.put({"t": "spoke", "s": 9})
    await a.put({"t": "spoke", "s": 15})  # more than a page can have heard in the time: not counted
    await a.put({"t": "spoke", "s": 16})  # more than may be said at once
    assert (await a.wait("error"))["code"] == "bad-field"
    assert [x["s"] for x in (await m.wait("talked"))["by"]] == [17]
    await b.put({"t": "ping"})
    await b.wait("pong")
    assert all(f["t"] != "talked" for f in a.frames + b.frames)
    for page in (m, a, b):
        await page.leave()
