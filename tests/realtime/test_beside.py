"""Beside the log: who is writing, who has read; and in it: other words for a message, and a message taken away."""

from __future__ import annotations

import json
import uuid

import pytest

from mediation.common.actor import Actor
from realtime.gateway.database import in_database
from realtime.rooms import selectors
from realtime.rooms.models import Room
from tests.realtime.pages import Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


async def test_who_writes_and_who_has_read_is_told_and_not_kept_in_the_log(room: Room, mediator: Actor, party: Actor) -> None:
    a, b = await Page(mediator, room).open(), await Page(party, room).open()
    seat = await in_database(selectors.seat_of, party, room)
    assert seat is not None
    said = await a.say("请您看一下")
    head = (await in_database(selectors.head_of, room)).seq

    await b.put({"t": "typing"})
    typing = await a.wait("typing")
    await b.put({"t": "read", "n": said["n"] + 1000})
    seen = await a.wait("seen")
    for _ in range(20):  # a page that says it without end is not passed on without end
        await b.put({"t": "typing"})

    assert typing["by"] == seen["by"] == seat.pk
    assert seen["n"] == said["n"], "never beyond what was written"
    assert sum(f["t"] == "typing" for f in await a.drain()) < 5
    assert (await in_database(selectors.head_of, room)).seq == head
    c = await Page(mediator, room).open(catch_up=False)
    state = await c.wait("state")
    assert next(s for s in state["seats"] if s["id"] == seat.pk)["read"] == said["n"]
    for page in (a, b, c):
        await page.leave()


async def test_other_words_are_a_new_entry_and_the_first_ones_stay(room: Room, mediator: Actor, party: Actor) -> None:
    a, b = await Page(mediator, room).open(), await Page(party, room).open()
    said = await b.say("三千元")
    once = str(uuid.uuid4())

    foreign = await a.press("edit", seq=said["n"], text="五千元", id=str(uuid.uuid4()))
    first, again = [await b.press("edit", seq=said["n"], text="三千五百元", id=once) for _ in range(2)]
    empty = await b.press("edit", seq=said["n"], text="  ", id=str(uuid.uuid4()))

    assert foreign.status_code == 404 and empty.status_code == 422
    assert first.json()["n"] == again.json()["n"] == said["n"] + 1, "pressed twice, written once"
    entries = await in_database(selectors.read_all, room)
    assert [(e.kind, e.body.get("text")) for e in entries[-2:]] == [("chat", "三千元"), ("edit", "三千五百元")]
    assert await in_database(selectors.first_bad, room) is None
    await a.leave()
    await b.leave()


async def test_what_is_removed_is_removed_with_its_later_words(room: Room, mediator: Actor, party: Actor, other_party: Actor) -> None:
    a, b, c = await Page(mediator, room).open(), await Page(party, room).open(), await Page(other_party, room).open()
    said = await b.say("金丝雀一")
    await b.press("edit", seq=said["n"], text="金丝雀二", id=str(uuid.uuid4()))

    foreign = await c.press("redact", seq=said["n"])
    gone, again = [await a.press("redact", seq=said["n"]) for _ in range(2)]

    assert foreign.status_code == 404
    assert gone.json()["n"] == again.json()["n"]
    late = await Page(mediator, room).open()
    page = next(f for f in late.frames if f["t"] == "page")
    assert "金丝雀" not in json.dumps(page, ensure_ascii=False)
    assert (await b.press("edit", seq=said["n"], text="又来", id=str(uuid.uuid4()))).status_code == 404
    assert await in_database(selectors.first_bad, room) is None
    for one in (a, b, c, late):
        await one.leave()
