"""Protected rooms: who may protect, what it changes, and passwords of relays that run out."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from typing import Any

import pytest

from mediation.audit.models import AuditEntry
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, NotFound
from realtime.gateway.database import in_database
from realtime.rooms import services
from realtime.rooms.media import relay
from realtime.rooms.models import Room
from tests.realtime.pages import Page
from tests.realtime.test_caucus import apart


@pytest.fixture
def with_relay(settings: Any) -> str:
    settings.TURN_URLS, settings.TURN_SECRET, settings.TURN_SECONDS = ["turn:relay.example:3478?transport=udp"], "canary-turn-secret", 600
    return "canary-turn-secret"


@pytest.mark.django_db
def test_only_the_mediator_protects_and_it_reaches_the_separate_talk(
    room: Room, mediator: Actor, party: Actor, other_party: Actor, outsider: Actor
) -> None:
    talk = apart(room, mediator, party)
    for somebody in (party, other_party, outsider):
        with pytest.raises(NotFound):
            services.protect(somebody, room)
    room.refresh_from_db()
    before, apart_before = room.generation, talk.generation

    services.protect(mediator, talk)
    services.protect(mediator, room)

    room.refresh_from_db()
    talk.refresh_from_db()
    assert (room.protected, talk.protected) == (True, True)
    assert (room.generation, talk.generation) == (before + 1, apart_before + 1)  # what was connected without a relay is dead
    assert AuditEntry.objects.filter(action="rooms.protect").count() == 2


@pytest.mark.django_db
def test_a_closed_room_is_not_protected_any_more(room: Room, mediator: Actor) -> None:
    services.close_room(mediator, room)
    with pytest.raises(Conflict):
        services.protect(mediator, room)


@pytest.mark.django_db
def test_a_kind_that_protects_is_asked_when_somebody_comes(room: Room, party: Actor, trial: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "protects", lambda room: True)
    services.enter(party, room)
    room.refresh_from_db()
    assert room.protected
    assert AuditEntry.objects.filter(action="rooms.protect").count() == 1


def test_a_password_is_what_coturn_computes_and_runs_out(with_relay: str, settings: Any) -> None:
    settings.ICE_SERVERS = [{"urls": "stun:relay.example"}]
    room_id = uuid.uuid4()
    plain, turn = relay.servers(room_id, 7, "abc")
    until, name = turn["username"].split(":", 1)
    wanted = hmac.new(with_relay.encode(), turn["username"].encode(), hashlib.sha1).digest()
    assert plain == {"urls": "stun:relay.example"}
    assert name == f"{room_id.hex[:12]}.7.abc"
    assert 0 < int(until) - clock.now().timestamp() <= 600
    assert base64.b64decode(turn["credential"]) == wanted
    settings.TURN_SECRET = ""
    assert relay.servers(room_id, 7, "abc") == [plain]
    assert not relay.configured()


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_relays_are_told_only_to_people_who_hear_and_anew_with_each_generation(
    room: Room, mediator: Actor, party: Actor, other_party: Actor, with_relay: str
) -> None:
    a = await Page(party, room).open()
    first = next(f for f in a.frames if f["t"] == "ice")
    await a.put({"t": "ice"})
    again = await a.wait("ice")
    await in_database(services.protect, mediator, room)
    after = await a.wait("ice")
    await in_database(services.hold, mediator, room)
    while (await a.wait("state"))["room"]["state"] != "held":
        pass
    await a.put({"t": "ice"})
    await a.put({"t": "ping"})
    await a.wait("pong")

    names = [f["ice"][0]["username"].split(":", 1)[1] for f in (first, again, after)]
    assert names[0] == names[1] != names[2]
    assert sum(f["t"] == "ice" for f in a.frames) == 3  # nothing more while the room is on hold
    assert "canary-turn-secret" not in str(a.frames)
    await a.leave()
