"""The log without a socket: the same rules, the same guarantees."""

from __future__ import annotations

import json
import threading
import time
import uuid
from typing import Any

import pytest
from django.db import connection

from mediation.common.actor import Actor
from realtime.gateway.database import in_database
from realtime.rooms import selectors, services
from realtime.rooms.models import Room
from tests.cast import client_of
from tests.realtime.pages import Page

SAY = "application/json"


def say(client: Any, room: Room, text: Any, client_id: str) -> Any:
    body = json.dumps({"t": "say", "id": client_id, "body": {"text": text}})
    return client.post(f"/rooms/{room.pk}/log", body, content_type=SAY)


@pytest.mark.django_db
def test_what_is_posted_twice_stands_once_and_is_read_in_pages(room: Room, party: Actor, mediator: Actor) -> None:
    client, sent = client_of(party), str(uuid.uuid4())

    first, again = say(client, room, "漏水", sent), say(client, room, "漏水", sent)
    page = client_of(mediator).get(f"/rooms/{room.pk}/log?after=0").json()

    assert (first.json()["t"], first.json()["dup"], again.json()["dup"]) == ("ack", False, True)
    assert first.json()["n"] == again.json()["n"] == page["head"]
    assert [e["b"]["text"] for e in page["e"] if e["k"] == "chat"] == ["漏水"]
    assert page["state"]["you"]["role"] == "mediator"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "code"),
    [("{", "not-json"), ("[]", "no-type"), ('{"t":"read","n":1}', "unknown-type"), ("[" * 50, "too-deep"), ("\udcff", "not-json"),
     ('{"t":"say","id":"1","body":{}}', "bad-field")],
)
def test_nonsense_gets_a_code(room: Room, party: Actor, body: str, code: str) -> None:
    answer = client_of(party).generic("POST", f"/rooms/{room.pk}/log", body.encode("utf-8", "surrogateescape"), SAY)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.django_db
def test_half_a_sign_is_refused_with_the_messages_own_id(room: Room, party: Actor) -> None:
    sent = str(uuid.uuid4())

    answer = say(client_of(party), room, "好\ud83d", sent)

    assert answer.status_code == 422
    assert {k: answer.json()[k] for k in ("t", "id", "code", "field")} == {"t": "nack", "id": sent, "code": "bad-field", "field": "body"}
    assert say(client_of(party), room, "好\U0001f600", sent).json()["t"] == "ack"


@pytest.mark.django_db
def test_an_odd_number_is_refused_and_a_pause_is_told(room: Room, party: Actor, mediator: Actor) -> None:
    client = client_of(party)
    assert client.get(f"/rooms/{room.pk}/log?after=-1").status_code == 422
    assert client.get(f"/rooms/{room.pk}/log?after=½").status_code == 422
    services.hold(mediator, room)

    answer = say(client, room, "?", str(uuid.uuid4()))

    assert (answer.status_code, answer.json()["t"], answer.json()["code"]) == (409, "nack", "held")


@pytest.mark.django_db
def test_who_waits_reads_no_log_and_no_name(room: Room, party: Actor, mediator: Actor) -> None:
    services.append(party, room, "chat", {"text": "金丝雀"}, uuid.uuid4())
    seat = selectors.seat_of(party, room)
    assert seat is not None
    services.send_back(mediator, room, seat)

    page = client_of(party).get(f"/rooms/{room.pk}/log?after=0")

    assert page.json()["e"] == []
    assert page.json()["head"] == 0
    assert not any(word in page.content.decode() for word in ("金丝雀", mediator.name, room.title))


@pytest.mark.django_db(transaction=True)
def test_a_waiting_request_is_answered_by_the_next_message(room: Room, party: Actor, mediator: Actor) -> None:
    client, head = client_of(party), selectors.head_of(room)
    rev = client.get(f"/rooms/{room.pk}/log?after={head.seq}").json()["state"]["rev"]

    def later() -> None:
        time.sleep(0.5)
        services.append(mediator, Room.objects.get(pk=room.pk), "chat", {"text": "来了"}, uuid.uuid4())
        connection.close()

    writer = threading.Thread(target=later)
    writer.start()
    start = time.monotonic()
    page = client.get(f"/rooms/{room.pk}/log?after={head.seq}&wait=20&rev={rev}").json()
    writer.join()

    assert [e["b"]["text"] for e in page["e"]] == ["来了"]
    assert time.monotonic() - start < 10


@pytest.mark.django_db
def test_people_by_request_alone_are_here_for_each_other_and_wait_without_a_mediator(
    room: Room, party: Actor, other_party: Actor, mediator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = {who.key: client_of(who) for who in (party, other_party, mediator)}

    def state(who: Actor) -> Any:
        return clients[who.key].get(f"/rooms/{room.pk}/log?after=0").json()["state"]

    state(mediator), state(party)
    seats = {s["name"]: (s["here"], s.get("slow", False)) for s in state(party)["seats"]}
    assert seats == {mediator.name: (True, True), party.name: (True, True), other_party.name: (False, False)}
    services.leave(party, room)
    assert party.name not in [s["name"] for s in state(mediator)["seats"]]

    monkeypatch.setattr("realtime.rooms.minding.AWAY_SECONDS", 0.0)
    assert state(other_party)["room"]["state"] == "open"
    monkeypatch.setattr("realtime.rooms.attendance.FRESH", 0.0)  # nobody has asked lately
    state(mediator)
    assert state(other_party)["room"]["held"] == "away"
    monkeypatch.setattr("realtime.rooms.attendance.FRESH", 7.0)
    assert state(mediator)["room"]["state"] == "open", "and it goes on by itself"


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_a_page_without_a_socket_is_here_for_those_who_have_one(
    room: Room, party: Actor, mediator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("realtime.rooms.attendance.FRESH", 0.6)
    monkeypatch.setattr("realtime.rooms.attendance.LOOK_SECONDS", 0.1)
    m = await Page(mediator, room).open()
    client = await in_database(client_of, party)

    async def seen(here: bool) -> dict[str, Any]:
        while True:
            state = await m.wait("state")
            seat = next((s for s in state["seats"] if s["name"] == party.name), None)
            if seat is not None and seat["here"] is here:
                return dict(seat)

    page = await in_database(client.get, f"/rooms/{room.pk}/log?after=0")
    assert (await seen(True))["slow"] is True
    assert {s["name"] for s in page.json()["state"]["seats"] if s["here"]} == {mediator.name, party.name}
    assert "slow" not in await seen(False), "who stops asking is gone"
    await m.leave()
