"""Mesh or LiveKit: when a room moves, what its tokens allow, when it goes back, and what happens when LiveKit does not answer."""

from __future__ import annotations

import hashlib
import io
import tarfile
import uuid
from pathlib import Path
from typing import Any

import jwt
import pytest
from django.core.management import CommandError, call_command

from mediation.common.actor import Actor
from realtime.gateway.database import in_database
from realtime.rooms import checks, services, tasks
from realtime.rooms.management.commands import fetch_livekit
from realtime.rooms.media import engine, livekit
from realtime.rooms.models import Room
from tests.realtime.pages import Page

KEY, SECRET = "county", "a-secret-of-at-least-thirty-two-bytes!"
ROOM = uuid.UUID("11111111-2222-3333-4444-555555555555")


class Pretended:
    """What LiveKit would hold, in memory; real tokens."""

    def __init__(self) -> None:
        self.rooms: set[str] = set()
        self.closed: list[str] = []
        self.broken = False
        self.real = livekit.LiveKit("ws://livekit.example", KEY, SECRET)

    async def ensure(self, name: str) -> None:
        if self.broken:
            raise ConnectionRefusedError
        self.rooms.add(name)

    async def close(self, name: str) -> None:
        self.rooms.discard(name)
        self.closed.append(name)

    async def names(self) -> list[str]:
        return sorted(self.rooms)

    def way_in(self, name: str, identity: str, *, publish: bool) -> dict[str, str]:
        return self.real.way_in(name, identity, publish=publish)


@pytest.fixture
def pretended(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Pretended:
    settings.LIVEKIT_URL, settings.LIVEKIT_KEY, settings.LIVEKIT_SECRET = "ws://livekit.example", KEY, SECRET
    port = Pretended()
    monkeypatch.setattr(livekit.LiveKit, "from_settings", classmethod(lambda cls: port))
    return port


def test_a_fifth_picture_moves_the_room_and_it_goes_back_only_with_a_new_talk(pretended: Pretended) -> None:
    choice = engine.Engine(pretended)
    assert choice.settle(ROOM, 3, 4, False) == ""
    assert choice.code == engine.MESH
    choice.settle(ROOM, 3, 5, False)
    assert choice.code == engine.LIVEKIT
    choice.settle(ROOM, 3, 1, False)
    assert choice.code == engine.LIVEKIT  # never back under people who speak
    choice.opened = livekit.room_name(ROOM, 3)
    assert choice.settle(ROOM, 4, 1, False) == livekit.room_name(ROOM, 3)  # over, to be deleted
    assert choice.code == engine.MESH
    choice.settle(ROOM, 5, 0, True)
    assert choice.code == engine.LIVEKIT  # a protected room: each page talks to the server alone


def test_without_livekit_four_pictures_are_the_most() -> None:
    choice = engine.Engine()
    assert choice.carries(4)
    assert not choice.carries(5)
    choice.settle(ROOM, 1, 9, True)
    assert choice.code == engine.MESH


@pytest.mark.asyncio
async def test_when_livekit_does_not_answer_the_talk_goes_on_between_the_pages(pretended: Pretended) -> None:
    choice = engine.Engine(pretended)
    choice.settle(ROOM, 1, 5, False)
    pretended.broken = True
    with pytest.raises(engine.Down):
        await choice.join(ROOM, 1, "p", publish=True)
    choice.down()
    choice.settle(ROOM, 1, 5, False)
    assert choice.code == engine.MESH
    choice.resting = 0.0
    choice.settle(ROOM, 1, 5, False)
    assert choice.code == engine.LIVEKIT


def test_a_protected_room_has_nothing_else_and_asks_again_soon(pretended: Pretended) -> None:
    choice = engine.Engine(pretended)
    choice.settle(ROOM, 1, 1, True)
    assert choice.down(protected=True) < choice.down()


@pytest.mark.asyncio
async def test_a_token_is_for_one_room_one_page_and_two_minutes(pretended: Pretended) -> None:
    choice = engine.Engine(pretended)
    tokens = {}
    for publish in (True, False):
        way_in = await choice.join(ROOM, 2, "page", publish=publish)
        tokens[publish] = jwt.decode(way_in["token"], SECRET, algorithms=["HS256"], options={"verify_aud": False})
    told = tokens[True]
    assert (told["iss"], told["sub"], told["video"]["room"]) == (KEY, "page", f"xq-{ROOM.hex}-2")
    assert told["exp"] - told["nbf"] <= 120
    assert told["video"]["canPublish"] is True
    assert tokens[False]["video"]["canPublish"] is False
    for video in (told["video"], tokens[False]["video"]):
        assert video["canPublishData"] is False
        assert video["canUpdateOwnMetadata"] is False
        assert not video.get("roomAdmin")
        assert not video.get("roomRecord")
    assert pretended.rooms == {f"xq-{ROOM.hex}-2"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_tokens_follow_the_generation_and_nobody_outside_gets_one(
    room: Room, mediator: Actor, party: Actor, other_party: Actor, pretended: Pretended
) -> None:
    await in_database(services.protect, mediator, room)
    m, a, b = [await Page(who, room).open() for who in (mediator, party, other_party)]
    state = next(f for f in reversed(a.frames) if f["t"] == "state")
    assert (state["room"]["engine"], state["room"]["media"]) == ("livekit", True)
    await a.put({"t": "join", "gen": state["gen"]})
    first = await a.wait("join")
    name = f"xq-{room.pk.hex}-{state['gen']}"
    assert pretended.rooms == {name}

    talk = await in_database(services.open_caucus, mediator, room, [await in_database(_seat, room, party)])
    await in_database(lambda: services.answer_caucus(party, talk, yes=True))
    while (await b.wait("state"))["room"]["state"] != "held":
        pass
    for page in (a, b):  # the joint room is on hold: no way in, neither with the old generation nor the new one
        for gen in (state["gen"], state["gen"] + 1):
            await page.put({"t": "join", "gen": gen})
        await page.put({"t": "ping"})
        await page.wait("pong")
        assert sum(f["t"] == "join" for f in page.frames) == (1 if page is a else 0)
    apart = await Page(party, await in_database(Room.objects.get, pk=talk.pk)).open()
    inside = next(f for f in reversed(apart.frames) if f["t"] == "state")
    await apart.put({"t": "join", "gen": inside["gen"]})
    second = await apart.wait("join")

    assert pretended.closed == [name]  # whoever was in the joint one is out
    assert pretended.rooms == {f"xq-{talk.pk.hex}-{inside['gen']}"}
    assert second["token"] != first["token"]
    for page in (m, a, b, apart):
        await page.leave()


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_a_protected_room_goes_on_as_soon_as_livekit_answers_again(
    room: Room, mediator: Actor, party: Actor, pretended: Pretended, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to press or move anything."""
    monkeypatch.setattr(engine, "ALONE_REST_SECONDS", 0.3)
    await in_database(services.protect, mediator, room)
    pretended.broken = True
    page = await Page(party, room).open()
    state = next(f for f in reversed(page.frames) if f["t"] == "state")
    await page.put({"t": "join", "gen": state["gen"]})
    while (await page.wait("state"))["room"]["engine"] != "mesh":
        pass

    pretended.broken = False

    while (await page.wait("state"))["room"]["engine"] != "livekit":
        pass
    await page.put({"t": "join", "gen": state["gen"]})
    assert (await page.wait("join"))["token"]
    await page.leave()


def _seat(room: Room, actor: Actor) -> Any:
    return room.seats.get(actor_key=actor.key)


@pytest.mark.django_db(transaction=True)
def test_the_sweep_deletes_what_a_killed_process_left(room: Room, pretended: Pretended) -> None:
    current = livekit.room_name(room.pk, room.generation)
    pretended.rooms = {current, livekit.room_name(room.pk, room.generation - 1), livekit.room_name(uuid.uuid4(), 1)}
    tasks.sweep_media()
    assert pretended.rooms == {current}


def test_a_site_without_the_libraries_does_not_start(pretended: Pretended, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks.finders, "find", lambda name: None)
    assert [e.id for e in checks.livekit_is_whole(None)] == ["rooms.E002"]


def test_only_the_known_file_is_taken_from_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = b"export const known = true;"
    package = tmp_path / "p.tgz"
    with tarfile.open(package, "w:gz") as packed:
        for name, content in (("package/dist/livekit-client.esm.mjs", script), ("package/LICENSE", b"Apache")):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            packed.addfile(entry, io.BytesIO(content))
    monkeypatch.setattr(fetch_livekit, "FOLDER", tmp_path / "vendor")
    with pytest.raises(CommandError, match="not the file we know"):
        call_command("fetch_livekit", file=str(package))
    assert not (tmp_path / "vendor").exists()
    monkeypatch.setattr(fetch_livekit, "SHA256", hashlib.sha256(script).hexdigest())
    call_command("fetch_livekit", file=str(package))
    assert (tmp_path / "vendor" / "livekit-client.esm.mjs").read_bytes() == script
