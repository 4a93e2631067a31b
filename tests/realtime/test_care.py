"""What keeps people in a room safe: no one goes on without a mediator, quiet asking, words at the door, the lock, forgetting."""

from __future__ import annotations

import json
import threading
import time
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.jobs import schedules
from mediation.vault import sealing
from realtime.gateway.database import in_database
from realtime.rooms import selectors, services, snapshot, tasks
from realtime.rooms.addresses import without_addresses
from realtime.rooms.enums import Ask, HeldFor, RoomState
from realtime.rooms.models import DoorWord, Room, RoomLog, Seat
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


@pytest.mark.django_db
class TestAsking:
    def test_only_the_mediator_learns_who_asks_for_what(self, room: Room, mediator: Actor, party: Actor, other_party: Actor) -> None:
        services.ask(party, room, what=Ask.HELP)
        services.ask(party, room, what=Ask.HELP)  # pressed twice

        assert [(s["name"], s["what"]) for s in state(room, mediator)["asks"]] == [(party.name, "help")]
        assert state(room, party)["you"]["asks"] == ["help"]
        assert "asks" not in state(room, other_party)
        assert state(room, other_party)["you"]["asks"] == []
        assert [e.kind for e in selectors.read_all(room) if "ask" in e.kind] == []

        services.ask(party, room, what=Ask.BREAK)
        services.ask(party, room, what=Ask.BREAK, wish=False)
        services.answered(mediator, room, seat_of(party, room), what=Ask.HELP)
        assert state(room, mediator)["asks"] == []

    def test_a_pause_answers_everybody_who_needed_a_break(self, room: Room, mediator: Actor, party: Actor, other_party: Actor) -> None:
        services.ask(party, room, what=Ask.BREAK)
        services.ask(other_party, room, what=Ask.HELP)

        services.hold(mediator, room)

        assert [(s["name"], s["what"]) for s in state(room, mediator)["asks"]] == [(other_party.name, "help")]

    def test_who_is_not_in_the_room_asks_nothing_and_parties_settle_nothing(
        self, room: Room, mediator: Actor, party: Actor, outsider: Actor
    ) -> None:
        for actor in (outsider, mediator):
            with pytest.raises(NotFound):
                services.ask(actor, room, what=Ask.HELP)
        with pytest.raises(NotFound):
            services.answered(party, room, seat_of(party, room), what=Ask.HELP)
        assert client_of(party).post(f"/rooms/{room.pk}/ask/", {"what": "shout"}).status_code == 404


@pytest.mark.django_db
class TestDoor:
    @pytest.fixture
    def waiting(self, trial: TrialRoom, mediator: Actor, party: Actor, other_party: Actor) -> Room:
        room = make_room("door", mediator, party, other_party)
        for who in (mediator, party, other_party):
            services.enter(who, room)
        return room

    def test_words_go_both_ways_and_to_nobody_else(self, waiting: Room, mediator: Actor, party: Actor, other_party: Actor) -> None:
        sent = uuid.uuid4()
        services.say_at_door(party, waiting, "我没有摄像头", sent)
        services.say_at_door(party, waiting, "我没有摄像头", sent)
        services.say_at_door(mediator, waiting, "没关系，马上接您", uuid.uuid4(), seat=seat_of(party, waiting))

        mine = state(waiting, party)
        theirs = next(s for s in state(waiting, mediator)["waiting"] if s["name"] == party.name)
        assert mine["door"] == [{"mine": True, "text": "我没有摄像头"}, {"mine": False, "text": "没关系，马上接您"}]
        assert [w["text"] for w in theirs["door"]] == ["我没有摄像头", "没关系，马上接您"]
        assert set(state(waiting, other_party)) == {"t", "you", "room"}
        assert all("摄像头" not in row.body for row in DoorWord.objects.all())
        assert [e for e in selectors.read_all(waiting) if "摄像头" in json.dumps(e.body, ensure_ascii=False)] == []

    def test_only_between_the_one_who_waits_and_the_mediator(
        self, waiting: Room, mediator: Actor, party: Actor, other_party: Actor, outsider: Actor
    ) -> None:
        with pytest.raises(NotFound):
            services.say_at_door(other_party, waiting, "喂", uuid.uuid4(), seat=seat_of(party, waiting))
        for nobody in (outsider, mediator):
            with pytest.raises(NotFound):
                services.say_at_door(nobody, waiting, "喂", uuid.uuid4())
        for text in ("", "  ", "长" * 501):
            with pytest.raises(Invalid):
                services.say_at_door(party, waiting, text, uuid.uuid4())
        services.admit(mediator, waiting, seat_of(party, waiting))
        with pytest.raises(Conflict):
            services.say_at_door(mediator, waiting, "喂", uuid.uuid4(), seat=seat_of(party, waiting))

    def test_they_are_gone_when_the_room_closes(self, waiting: Room, mediator: Actor, party: Actor) -> None:
        services.say_at_door(party, waiting, "我到了", uuid.uuid4())
        services.close_room(mediator, waiting)

        assert DoorWord.objects.count() == 0

    def test_a_locked_door_lets_nobody_new_come_and_everybody_back(
        self, trial: TrialRoom, mediator: Actor, party: Actor, other_party: Actor
    ) -> None:
        room = make_room("locked", mediator, party, other_party)
        seated(room, mediator, party)
        with pytest.raises(NotFound):
            services.lock_door(party, room, locked=True)
        services.lock_door(mediator, room, locked=True)
        services.lock_door(mediator, room, locked=True)

        refused = client_of(other_party).post(f"/rooms/{room.pk}/enter/")
        services.leave(party, room)
        back = client_of(party).post(f"/rooms/{room.pk}/enter/")

        assert (refused.status_code, refused.json()["code"]) == (409, "locked")
        assert refused.json()["message"]
        assert back.status_code == 200
        assert [e.kind for e in selectors.read_all(room) if "lock" in e.kind] == ["room.locked"]
        services.lock_door(mediator, room, locked=False)
        assert client_of(other_party).post(f"/rooms/{room.pk}/enter/").status_code == 200


@pytest.mark.django_db
class TestForgetting:
    def test_a_separate_talk_is_forgotten_in_time_and_its_chain_still_holds(
        self, room: Room, mediator: Actor, party: Actor
    ) -> None:
        services.append(party, room, "chat", {"text": "大家都听到的"}, uuid.uuid4())
        talk = services.open_caucus(mediator, room, [seat_of(party, room)])
        services.answer_caucus(party, talk, yes=True)
        talk.refresh_from_db()
        services.append(party, talk, "chat", {"text": "金丝雀"}, uuid.uuid4())
        services.close_caucus(mediator, talk)
        Room.objects.filter(pk=talk.pk).update(retention_days=30)
        with pytest.raises(NotFound):
            services.empty_overdue(mediator)

        tasks.empty_overdue()
        assert RoomLog.objects.filter(room=talk).exclude(body="").count() == 1
        with clock.told(clock.now() + timedelta(days=31)):
            tasks.empty_overdue()
            tasks.empty_overdue()

        talk.refresh_from_db()
        assert RoomLog.objects.filter(room=talk).exclude(body="").count() == 0
        assert [e.body for e in selectors.read_all(talk)] == [{}] * selectors.head_of(talk).seq
        assert selectors.first_bad(talk) is None
        with pytest.raises(sealing.Unsealable):
            sealing.seal(talk.scope, "any", "thing")
        assert RoomLog.objects.filter(room=room).exclude(body="").exists()
        assert "realtime.rooms.tasks.empty_overdue" in schedules.declared()

    def test_a_room_without_a_term_or_still_open_keeps_its_words(self, room: Room, mediator: Actor, party: Actor) -> None:
        services.append(party, room, "chat", {"text": "留着"}, uuid.uuid4())
        services.close_room(mediator, room)

        with clock.told(clock.now() + timedelta(days=4000)):
            assert services.empty_overdue(system("tests")) == 0
        assert RoomLog.objects.filter(room=room).exclude(body="").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
class TestWithoutAMediator:
    async def test_the_room_waits_when_the_mediator_drops_and_goes_on_when_they_are_back(
        self, room: Room, mediator: Actor, party: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("realtime.rooms.minding.AWAY_SECONDS", 0.3)
        m, p = await Page(mediator, room).open(), await Page(party, room).open()
        generation = max(frame["gen"] for frame in p.frames if frame["t"] == "state")

        await m.leave()
        held = await _state(p, "held")
        refused = await p.say("还在吗")
        m = await Page(mediator, room).open(catch_up=False)
        back = await _state(p, "open")

        assert (held["room"]["held"], held["peers"], held["seats"]) == ("away", [], [])
        assert held["gen"] > generation
        assert (refused["t"], refused["code"]) == ("nack", "held")
        assert back["gen"] > held["gen"]
        kinds = [e.kind for e in await in_database(selectors.read_all, room)]
        assert kinds.count("room.away") == kinds.count("room.resumed") == 1
        await m.leave()
        await p.leave()

    async def test_a_short_break_of_the_line_changes_nothing(
        self, room: Room, mediator: Actor, party: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("realtime.rooms.minding.AWAY_SECONDS", 3.0)
        m, p = await Page(mediator, room).open(), await Page(party, room).open()

        await m.leave()
        m = await Page(mediator, room).open()
        await p.drain(1.0)

        await in_database(room.refresh_from_db)
        assert (room.state, room.held_for) == (RoomState.OPEN, HeldFor.NOTHING)
        await m.leave()
        await p.leave()


    async def test_a_line_that_is_cut_without_a_word_counts_as_gone_and_comes_back(
        self, room: Room, mediator: Actor, party: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("realtime.rooms.minding.AWAY_SECONDS", 1.0)
        monkeypatch.setattr("realtime.rooms.minding.BEAT_SECONDS", 0.3)
        m, p = await Page(mediator, room).open(), await Page(party, room).open()
        await m.wait("beat")
        await m.put({"t": "beat"})
        for _ in range(4):  # answers: longer than the room would wait
            await m.wait("beat")
            await m.put({"t": "beat"})
        assert not any(f["t"] == "state" and f["room"]["state"] == "held" for f in p.frames)

        held = await _state(p, "held")  # from here on the socket is open and says nothing
        await m.put({"t": "beat"})
        back = await _state(p, "open")

        assert held["room"]["held"] == "away" and back["gen"] > held["gen"] - 1
        assert not any(f["t"] == "beat" for f in p.frames), "a party's page is not asked"
        await m.leave()
        await p.leave()

    async def test_a_mediator_by_request_keeps_the_room_open_only_while_asking(
        self, room: Room, mediator: Actor, party: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("realtime.rooms.minding.AWAY_SECONDS", 0.3)
        monkeypatch.setattr("realtime.rooms.attendance.FRESH", 1.5)
        client = await in_database(client_of, mediator)
        await in_database(client.get, f"/rooms/{room.pk}/log?after=0")
        p = await Page(party, room).open()
        await p.drain(0.8)
        assert not any(f["t"] == "state" and f["room"]["state"] == "held" for f in p.frames)

        assert (await _state(p, "held"))["room"]["held"] == "away"
        await in_database(client.get, f"/rooms/{room.pk}/log?after=0")
        await _state(p, "open")
        await p.leave()


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
class TestQuiet:
    """What one person asks the mediator for quietly must not be seen by the others even as an empty frame."""

    async def test_nothing_at_all_reaches_the_other_side(self, room: Room, mediator: Actor, party: Actor, other_party: Actor) -> None:
        m, a, b = await Page(mediator, room).open(), await Page(party, room).open(), await Page(other_party, room).open()
        said = await a.say("在的")
        await b.put({"t": "read", "n": said["n"]})
        await a.wait("seen")
        for page in (m, a, b):
            await page.drain()
            page.frames.clear()

        for what in ("help", "break"):
            assert (await a.press("ask", what=what)).status_code == 200
        assert (await a.press("wish", wish="1")).status_code == 200
        assert (await m.press("seen", seat=(await in_database(seat_of, party, room)).pk, what="help")).status_code == 200
        await b.drain(2.5)  # longer than the hub's own look around
        await m.drain()
        await a.drain()

        assert b.frames == []
        assert [s["what"] for f in m.frames if f["t"] == "state" for s in f["asks"]][-1:] == ["break"]
        assert [f for f in a.frames if f["t"] == "state"][-1]["you"]["asks"] == ["break"]
        assert not any("rev" in f for page in (m, a, b) for f in page.frames), "a number that jumps would tell it too"
        for page in (m, a, b):
            await page.leave()


@pytest.mark.django_db(transaction=True)
def test_a_long_request_of_the_other_side_is_not_answered_by_it_either(room: Room, party: Actor, other_party: Actor) -> None:
    client, head = client_of(other_party), selectors.head_of(room).seq
    rev = client.get(f"/rooms/{room.pk}/log?after={head}").json()["state"]["rev"]

    def press() -> None:
        time.sleep(0.3)
        services.ask(party, Room.objects.get(pk=room.pk), what=Ask.HELP)
        connection.close()

    quiet = threading.Thread(target=press)
    quiet.start()
    begun = time.monotonic()
    answer = client.get(f"/rooms/{room.pk}/log?after={head}&wait=2&rev={rev}").json()
    quiet.join()

    assert time.monotonic() - begun >= 1.9
    assert (answer["state"]["rev"], answer["e"]) == (rev, [])


@pytest.mark.django_db
def test_who_waits_is_not_answered_by_what_is_written_inside(room: Room, mediator: Actor, party: Actor) -> None:
    services.send_back(mediator, room, seat_of(party, room))
    client = client_of(party)
    rev = client.get(f"/rooms/{room.pk}/log?after=0").json()["state"]["rev"]
    begun = time.monotonic()
    services.append(mediator, room, "chat", {"text": "金丝雀"}, uuid.uuid4())

    answer = client.get(f"/rooms/{room.pk}/log?after=0&wait=1&rev={rev}").json()

    assert time.monotonic() - begun >= 0.9
    assert answer["e"] == []


async def _state(page: Page, state: str) -> dict[str, Any]:
    while True:
        frame = await page.wait("state", seconds=10)
        if frame["room"]["state"] == state:
            return frame


ADDRESS = ("192.168.7.9", "203.0.113.77", "2001:db8::77")
HOST = "candidate:1 1 udp 2122260223 192.168.7.9 54321 typ host generation 0"
REFLEXIVE = "candidate:2 1 udp 1686052607 203.0.113.77 54321 typ srflx raddr 192.168.7.9 rport 54321"
RELAYED = "candidate:3 1 udp 41885439 198.51.100.5 50000 typ relay raddr 203.0.113.77 rport 54321 generation 0"
SDP = "\r\n".join(
    ["v=0", "o=- 46117 2 IN IP4 192.168.7.9", "s=-", "m=audio 54321 UDP/TLS/RTP/SAVPF 111", "c=IN IP6 2001:db8::77",
     "a=rtcp:9 IN IP4 203.0.113.77", f"a={HOST}", f"a={REFLEXIVE}", f"a={RELAYED}", "a=mid:0", ""]
)  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_no_address_of_one_reaches_the_other_in_a_protected_room(room: Room, party: Actor, other_party: Actor, settings: Any) -> None:
    settings.ICE_SERVERS = [{"urls": "turn:relay.example:3478", "username": "u", "credential": "c"}]
    await in_database(Room.objects.filter(pk=room.pk).update, protected=True)
    a, b = await Page(party, room).open(), await Page(other_party, room).open()
    generation = (await in_database(selectors.room_for, party, room.pk)).generation

    for d in (
        {"no": 1, "candidate": {"candidate": HOST, "sdpMid": "0"}}, {"no": 1, "candidate": {"candidate": REFLEXIVE, "sdpMid": "0"}},
        {"no": 1, "candidate": {"candidate": RELAYED, "sdpMid": "0", "address": "203.0.113.77"}},
        {"no": 1, "description": {"type": "offer", "sdp": SDP, "from": "192.168.7.9"}}, {"no": 1, "note": "203.0.113.77"},
        {"no": 1, "ask": "restart"},
    ):
        await a.put({"t": "sig", "gen": generation, "to": b.peer, "d": d})
    await b.wait("sig", d={"no": 1, "ask": "restart"})

    heard = [f["d"] for f in b.frames if f["t"] == "sig"]
    assert not any(address in json.dumps(b.frames) for address in ADDRESS)
    assert len(heard) == 3
    assert heard[0]["candidate"]["candidate"].startswith("candidate:3 1 udp 41885439 198.51.100.5 50000 typ relay raddr 0.0.0.0 rport 0")
    assert "a=mid:0" in heard[1]["description"]["sdp"]
    assert heard[1]["description"]["sdp"].count("candidate:") == 1
    await a.leave()
    await b.leave()


@pytest.mark.parametrize("line", [HOST + " typ relay", "candidate:1 typ", RELAYED + "\r\na=" + HOST, "typ relay\n" + HOST, 7, None])
def test_a_candidate_made_to_look_relayed_is_dropped(line: Any) -> None:
    assert without_addresses({"no": 1, "candidate": {"candidate": line}}) is None
    assert without_addresses({"candidate": {"candidate": ""}}) == {"candidate": {"candidate": ""}}
