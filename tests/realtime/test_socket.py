from __future__ import annotations

import json
import logging
import uuid
from datetime import timedelta

import pytest

from mediation.accounts.models import GuestAccess
from mediation.common import clock
from mediation.common.actor import Actor
from realtime.gateway import tickets
from realtime.gateway.database import in_database
from realtime.gateway.models import Ticket
from realtime.rooms import selectors, services
from realtime.rooms.models import Room, Seat
from tests.realtime.pages import Page
from tests.realtime.trial_rooms import TrialRoom, make_room, seated

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


async def test_what_one_says_the_others_get_once_in_order(room: Room, mediator: Actor, party: Actor) -> None:
    a, b = await Page(mediator, room).open(), await Page(party, room).open()
    sent = uuid.uuid4()

    first, again = await a.say("您请讲", sent), await a.say("您请讲", sent)
    await a.say("我听着")

    assert (first["n"], again["n"], again["dup"]) == (first["n"], first["n"], True)
    await b.drain()
    got = [e for f in b.frames if f["t"] == "log" for e in f["e"]]
    assert [e["b"]["text"] for e in got] == ["您请讲", "我听着"]
    assert [e["n"] for e in got] == [first["n"], first["n"] + 1]
    assert all(mediator.key not in json.dumps(f) for f in b.frames)
    await a.leave()
    await b.leave()


async def test_a_page_that_was_away_gets_what_it_missed(room: Room, mediator: Actor, party: Actor) -> None:
    a = await Page(mediator, room).open()
    b = await Page(party, room).open(catch_up=False)
    state = await b.wait("state")
    await b.put({"t": "need", "after": 0})
    have = (await b.wait("page"))["head"]
    await b.leave()
    for n in range(3):
        await a.say(f"第{n}句")

    b = await Page(party, room).open(catch_up=False, have=have, epoch=state["epoch"])
    await b.put({"t": "need", "after": have})
    page = await b.wait("page")
    await a.say("接上了")
    live = await b.wait("log")

    assert [e["b"]["text"] for e in page["e"] + live["e"]] == ["第0句", "第1句", "第2句", "接上了"]
    await a.leave()
    await b.leave()


async def test_a_page_that_does_not_keep_up_is_told_the_head_and_pulls(
    room: Room, mediator: Actor, party: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("realtime.rooms.live.UNSEEN_LIMIT", 400)
    a, b = await Page(mediator, room).open(), await Page(party, room).open()
    start = b.head

    for n in range(6):
        await a.say(f"长句{n}" * 10)
    head = await b.wait("head")
    await b.put({"t": "need", "after": start})
    page = await b.wait("page")

    assert page["head"] >= head["head"]
    assert [e["n"] for e in page["e"]] == list(range(start + 1, page["e"][-1]["n"] + 1))
    await a.leave()
    await b.leave()


@pytest.mark.parametrize("origin", [None, "null", "https://testserver", "http://testserver:8080", "http://evil.example", "http://testserver.evil"])
async def test_a_page_of_another_origin_gets_no_socket(room: Room, party: Actor, origin: str | None) -> None:
    page = Page(party, room)
    await page.ticket()

    connected, _code = await page.socket(origin).connect(timeout=30)

    assert connected is False


async def test_without_a_good_ticket_nothing_opens(room: Room, mediator: Actor, party: Actor, outsider: Actor) -> None:
    page = Page(party, room)
    _, used = await page.ticket()
    assert await in_database(tickets.spend, used, page.purpose) is not None
    _, late = await page.ticket()
    await in_database(Ticket.objects.filter(used_at=None).update, expires_at=clock.now() - timedelta(seconds=1))
    _, watch = 0, (await in_database(page.client.post, "/live/ticket/")).json()["ticket"]
    other = Page(mediator, room)
    _, foreign = await other.ticket()

    for frame in (
        {"t": "hello"}, {"t": "hello", "ticket": "x"}, {"t": "hello", "ticket": late}, {"t": "hello", "ticket": watch},
        {"t": "hello", "ticket": foreign}, {"t": "say"}, {"t": "hello", "ticket": used},
    ):
        page.ws = page.socket()
        await page.ws.connect(timeout=30)
        await page.put(frame)
        assert await page.closed() in (4400, 4401), frame
    assert {f["t"] for f in page.frames} == {"error"}


async def test_outsiders_get_no_ticket_and_the_same_answer_as_for_no_room(
    room: Room, mediator: Actor, party: Actor, outsider: Actor, other_mediator: Actor, anonymous: Actor
) -> None:
    nowhere = Room(pk=uuid.uuid4())
    stranger = await in_database(_other_case, mediator)

    for actor in (outsider, other_mediator, anonymous, stranger):
        page = Page(actor, room)
        answers = [await page.press("ticket"), await page.press("enter"), await page.press("ticket", nowhere)]
        assert [a.status_code for a in answers] == [404, 404, 404]
        assert answers[0].json() == answers[2].json()
        assert (await in_database(page.client.get, f"/rooms/{room.pk}/log")).status_code == 404
        assert (await in_database(page.client.get, f"/rooms/{room.pk}/")).status_code == 404


def _other_case(mediator: Actor) -> Actor:
    """A party of another matter of the same mediator."""
    from tests.cast import make_guest

    stranger = make_guest("李四")
    seated(make_room("two", mediator, stranger), mediator, stranger)
    return stranger


async def test_a_revoked_code_closes_the_socket(room: Room, party: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realtime.gateway.guard.RECHECK_SECONDS", 0.2)
    page = await Page(party, room).open()

    await in_database(GuestAccess.objects.filter(subject=party.subject).update, version=7)

    assert await page.closed(seconds=10) == 4401


async def test_who_loses_the_right_to_the_matter_is_closed_out(room: Room, party: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("realtime.gateway.guard.RECHECK_SECONDS", 0.2)
    page = await Page(party, room).open()

    TrialRoom.members["one"].pop(party.key)

    assert await page.closed(seconds=10) == 4401
    status, _ = await page.ticket()
    assert status == 404


async def test_who_is_sent_back_hears_nothing_more(room: Room, mediator: Actor, party: Actor) -> None:
    a, b = await Page(mediator, room).open(), await Page(party, room).open()
    await a.say("大家都在")
    await b.wait("log")
    seat = await in_database(selectors.seat_of, party, room)
    assert seat is not None

    await a.press("back", seat=seat.pk)
    gone = await b.wait("state", you={"seat": "waiting"})
    await a.say("金丝雀")
    await b.put({"t": "need", "after": 0})
    await b.wait("error", code="not-found")

    assert set(gone) == {"t", "you", "room"}
    assert set(gone["room"]) == {"state"}
    assert "金丝雀" not in json.dumps(await b.drain(), ensure_ascii=False)
    await a.leave()
    await b.leave()


async def test_those_who_wait_see_nobody_and_only_the_mediator_sees_them(
    trial: TrialRoom, mediator: Actor, party: Actor, other_party: Actor
) -> None:
    room = await in_database(make_room, "wait", mediator, party, other_party)
    for who in (mediator, party, other_party):
        await in_database(services.enter, who, room)
    m, a, b = await Page(mediator, room).open(), await Page(party, room).open(), await Page(other_party, room).open()

    waiting = next(f for f in m.frames if f["t"] == "state")["waiting"]
    assert [s["name"] for s in waiting] == [party.name, other_party.name]
    for page in (a, b):
        seen = json.dumps(await page.drain(), ensure_ascii=False)
        assert not any(word in seen for word in (party.name, other_party.name, mediator.name, room.title))

    await m.press("admit", seat=waiting[0]["id"])
    me = {"seat": "admitted", "id": waiting[0]["id"], "role": "party", "name": party.name, "peer": a.peer, "wish": False, "asks": []}
    state = await a.wait("state", you=me)
    assert [s["name"] for s in state["seats"]] == [mediator.name, party.name]
    assert "waiting" not in state
    answer = await a.press("admit", seat=waiting[1]["id"])
    assert answer.status_code == 404
    for page in (m, a, b):
        await page.leave()


BAD = {
    "[[[[[[[[[[]]]]]]]]]]": "too-deep", "{": "not-json", "[]": "no-type", "{}": "no-type", '{"t":7}': "no-type",
    '{"t":"shutdown"}': "unknown-type", '{"t":"need","after":NaN}': "not-json", '{"t":"need"}': "missing-field",
    '{"t":"need","after":-1}': "bad-field", '{"t":"need","after":true}': "bad-field", '{"t":"say","id":"x","body":{}}': "bad-field",
    '{"t":"need","after":1,"x":1}': "unknown-field", '{"t":"need","after":1,"\\ud83d":1}': "bad-field",
    '{"t":"sig","gen":1,"to":"a","d":{"x":["\\udc00"]}}': "bad-field",
}


@pytest.mark.parametrize(("raw", "code"), BAD.items())
async def test_a_malformed_frame_gets_a_code_and_no_traceback(
    room: Room, party: Actor, raw: str, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    page = await Page(party, room).open()
    with caplog.at_level(logging.INFO):
        await page.put(raw)
        error = await page.wait("error")

    assert error["code"] == code
    assert not any(r.levelno >= logging.ERROR or r.exc_info for r in caplog.records)
    await page.put({"t": "ping"})
    await page.wait("pong")
    await page.leave()


async def test_half_a_sign_in_a_message_is_answered_with_its_id(room: Room, party: Actor) -> None:
    page = await Page(party, room).open()
    sent = str(uuid.uuid4())

    await page.put('{"t":"say","id":"' + sent + '","body":{"text":"\\ud83d"}}')

    nack = await page.wait("nack")
    assert (nack["id"], nack["code"]) == (sent, "bad-field")
    await page.leave()


async def test_too_large_a_frame_and_endless_nonsense_close_the_socket(room: Room, party: Actor) -> None:
    page = await Page(party, room).open()
    await page.put('{"t":"say","body":{"text":"' + "a" * 70000 + '"}}')
    assert await page.closed() == 4413

    page = await Page(party, room).open()
    for _ in range(10):
        await page.put("nonsense")
    assert await page.closed() == 4400


async def test_too_many_messages_are_answered_with_a_time(room: Room, party: Actor) -> None:
    page = await Page(party, room).open()

    answers = [await page.say(str(n)) for n in range(25)]

    refused = [a for a in answers if a["t"] == "nack"]
    assert 0 < len(refused) <= 5
    assert all(a["code"] == "too-many" and a["after"] > 0 for a in refused)
    await page.leave()


async def test_a_change_made_by_another_process_arrives_by_looking(
    room: Room, party: Actor, mediator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await Page(party, room).open()
    await page.drain()
    monkeypatch.setattr("realtime.gateway.hub.Hub.hint", lambda self, topic: None)  # as if the hint were lost

    await in_database(services.append, mediator, room, "chat", {"text": "来自别处"}, uuid.uuid4())
    got = await page.wait("log", seconds=4)

    assert [e["b"]["text"] for e in got["e"]] == ["来自别处"]
    assert await in_database(Seat.objects.filter(room=room).count) == 3
    await page.leave()
