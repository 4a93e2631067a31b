"""What a page may show and say over sound and picture: one screen, four pictures, captions that are kept nowhere, modes of the line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from mediation.common.actor import Actor
from realtime.gateway.database import in_database
from realtime.rooms import services
from realtime.rooms.models import Room, RoomLog
from tests.realtime.pages import Page
from tests.realtime.trial_rooms import TrialRoom, make_room, seated

CANARY = "canary-caption 他说愿意修"


def media(**more: Any) -> dict[str, Any]:
    return {"t": "media", "mic": True, "cam": False, **more}


async def peer(page: Page, seen_by: Page) -> dict[str, Any]:
    """What another page is told of this one, after everything said so far."""
    await page.put({"t": "ping"})
    await page.wait("pong")
    frames = await seen_by.drain(0.3)
    last = next(f for f in reversed(frames) if f["t"] == "state")
    return dict(next(p for p in last["peers"] if p["id"] == page.peer))


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
class TestShowing:
    async def test_one_screen_at_a_time(self, room: Room, party: Actor, other_party: Actor) -> None:
        a, b = await Page(party, room).open(), await Page(other_party, room).open()
        await a.put(media(cam=True, screen=True))
        assert (await peer(a, b))["screen"] is True
        await b.put(media(cam=True, screen=True))
        assert (await b.wait("error"))["code"] == "screen-taken"
        assert (await peer(b, a))["screen"] is False
        await a.put(media())
        await peer(a, b)
        await b.put(media(cam=True, screen=True))
        assert (await peer(b, a))["screen"] is True
        for page in (a, b):
            await page.leave()

    async def test_a_fifth_camera_is_refused_in_words_and_its_person_is_heard(
        self, trial: TrialRoom, mediator: Actor, party: Actor, other_party: Actor, other_mediator: Actor, outsider: Actor
    ) -> None:
        cast = (mediator, party, other_party, other_mediator, outsider)
        made = await in_database(lambda: seated(make_room("five", *cast), *cast))
        pages = [await Page(who, made).open() for who in cast]
        for page in pages[:4]:
            await page.put(media(cam=True))
            assert (await peer(page, pages[4]))["cam"] is True
        await pages[4].put(media(cam=True))
        assert (await pages[4].wait("error"))["code"] == "cameras-full"
        told = await peer(pages[4], pages[0])
        assert (told["cam"], told["mic"]) == (False, True)
        for page in pages:
            await page.leave()

    async def test_how_a_page_goes_on_is_told_in_known_words_only(self, room: Room, party: Actor, other_party: Actor) -> None:
        a, b = await Page(party, room).open(), await Page(other_party, room).open()
        await a.put(media(line="sound", why="net"))
        told = await peer(a, b)
        assert (told["line"], told["why"]) == ("sound", "net")
        for wrong in ({"line": "loud"}, {"why": "<b>"}, {"line": 7}):
            await a.put(media(**wrong))
            assert (await a.wait("error"))["code"] == "bad-field"
        for page in (a, b):
            await page.leave()


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
class TestCaptions:
    async def test_captions_reach_those_who_hear_and_are_kept_nowhere(
        self, room: Room, mediator: Actor, party: Actor, other_party: Actor
    ) -> None:
        m, a, b = [await Page(who, room).open() for who in (mediator, party, other_party)]
        lines = await in_database(RoomLog.objects.filter(room=room).count)
        await m.put({"t": "cap", "n": 1, "text": CANARY, "auto": False})
        for page in (a, b):
            assert (await page.wait("cap"))["text"] == CANARY
        await a.put({"t": "cap", "n": 1, "text": "我说的话", "auto": True})
        assert (await b.wait("cap"))["auto"] is True
        await a.put({"t": "cap", "n": 2, "text": "替别人打字", "auto": False})  # only mediators and invited guests caption for others
        assert (await a.wait("error"))["code"] == "not-found"
        late = await Page(party, room).open()

        assert await in_database(RoomLog.objects.filter(room=room).count) == lines
        assert CANARY not in json.dumps(late.frames, ensure_ascii=False)
        for page in (m, a, b, late):
            await page.leave()

    async def test_nobody_outside_a_separate_talk_gets_its_captions(
        self, room: Room, mediator: Actor, party: Actor, other_party: Actor
    ) -> None:
        talk = await in_database(services.open_caucus, mediator, room, [await in_database(lambda: room.seats.get(actor_key=party.key))])
        await in_database(lambda: services.answer_caucus(party, talk, yes=True))
        m, a, b = await Page(mediator, talk).open(), await Page(party, talk).open(), await Page(other_party, room).open(catch_up=False)
        await m.put({"t": "cap", "n": 1, "text": CANARY, "auto": False})
        assert (await a.wait("cap"))["text"] == CANARY
        await b.put({"t": "cap", "n": 1, "text": "门外的话", "auto": True})  # outside nobody is heard either
        await b.drain(0.5)
        assert not [f for f in b.frames if f["t"] == "cap"]
        assert "门外的话" not in json.dumps(await a.drain(0.3), ensure_ascii=False)
        for page in (m, a, b):
            await page.leave()


@pytest.mark.django_db
@pytest.mark.parametrize(("agent", "inside"), [("Mozilla/5.0 MicroMessenger/8.0.49", True), ("Mozilla/5.0 Chrome/120", False)])
def test_the_page_for_trying_shows_the_way_out_of_wechat(client: Client, agent: str, inside: bool) -> None:
    answer = client.get("/rooms/check/", HTTP_USER_AGENT=agent)
    assert answer.status_code == 200
    assert ("data-copy" in answer.content.decode()) is inside
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
