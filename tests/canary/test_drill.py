"""Canaries over a drill: every frame, every poll and every page of everybody in it, and of somebody who is not.

Each packet carries a word of its own, an inject for one role and the observers' notes too. `MAY` says who may meet which. The
same listening is then given a room with a hole, and finds it.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from mediation.common.actor import Actor
from realtime.gateway.database import in_database
from realtime.rooms.kinds import Header
from tests.cast import client_of
from tests.realtime.pages import Page
from tests.training.drill_play import SECRETS, WATCH, Stage, make_stage, opened
from training.roleplay import rooms as kind
from training.roleplay.models import Mark
from training.roleplay.services import leading, observing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio, pytest.mark.integration]

ALONE, FIRST, SECOND = "金丝雀四：只给甲方的电话", "金丝雀五：第一位看到的", "金丝雀六：第二位看到的"
WORDS = {**{f"packet {role}": lines["hidden"] for role, lines in SECRETS.items()}, "inject": ALONE, "first": FIRST, "second": SECOND}
MAY = {
    "trainer": {"packet mediator", "packet partya", "packet partyb", "inject"}, "mediator": {"packet mediator"},
    "partya": {"packet partya", "inject"}, "partyb": {"packet partyb"}, "observer 0": {"first"},
    "observer 1": {"second"}, "outsider": set(),
}
PAGES = ("", "role/", "lead/", "watch/", "debrief/", "sheets/", "replay/", "replay/1/", "home/")


def staged(mentor: Actor, learner: Actor, mediator: Actor, gridworker: Actor, watchers: list[Actor]) -> Stage:
    stage = make_stage(mentor, learner, mediator, gridworker, *watchers)
    opened(stage)
    return stage


def played(stage: Stage) -> None:
    """Everything that is secret happens."""
    leading.put_in(actor=stage.trainer, drill=stage.drill, to="partya", text=ALONE, press=uuid.uuid4())
    leading.put_in(actor=stage.trainer, drill=stage.drill, to="", text="有人敲门", press=uuid.uuid4())
    for watcher, note in zip(stage.observers, (FIRST, SECOND), strict=True):
        observing.tag(actor=watcher, drill=stage.drill, indicator=WATCH[0], note=note, press=uuid.uuid4())
    leading.mark(actor=stage.trainer, drill=stage.drill, name="此刻", press=uuid.uuid4())
    leading.go_to(actor=stage.trainer, drill=stage.drill, stage=1)
    leading.rewind(actor=stage.trainer, drill=stage.drill, moment=Mark.objects.get().pk, take=1)


def read(stage: Stage, actor: Actor) -> str:
    """Every page and every poll there is about the drill, for one person."""
    client, room = client_of(actor), stage.room()
    told = [client.get(f"/learn/drills/{stage.drill.pk}/{page}").content.decode() for page in PAGES]
    told += [client.get(f"/learn/drills/{stage.drill.pk}/{page}", headers={"HX-Request": "true"}).content.decode() for page in PAGES]
    others = ("/learn/drills/", "/learn/", "/inbox/", "/learn/drills/plays/")
    told += [client.get(address).content.decode() for address in others]
    told += [client.get(f"/rooms/{room.pk}/{page}").content.decode() for page in ("", "log/", "log/?after=0", "panels/", "talks/")]
    return "\n".join(told)


async def heard(stage: Stage, outsider: Actor) -> dict[str, set[str]]:
    """Whose ears, which words: over sockets that were open all the while, then over pages and polls."""
    room = await in_database(stage.room)
    ears = {name: Page(actor, room) for name, actor in stage.everybody.items()}
    for page in ears.values():
        await page.open()
    await in_database(played, stage)
    last = await in_database(lambda: _head(stage))
    found = {}
    for name, page in ears.items():
        while not any((f.get("t") == "e" and f.get("n") == last) or _up_to(f, last) for f in page.frames):
            await page.get()
        found[name] = json.dumps(page.frames, ensure_ascii=False)
        await page.ws.disconnect()
    everybody = {**stage.everybody, "outsider": outsider}
    for name, actor in everybody.items():
        text = found.get(name, "") + await in_database(read, stage, actor)
        found[name] = text
    return {name: {word for word, secret in WORDS.items() if secret in text} for name, text in found.items()}


def _head(stage: Stage) -> int:
    from realtime.rooms import selectors

    return selectors.head_of(stage.room()).seq


def _up_to(frame: dict[str, Any], last: int) -> bool:
    """Any frame that carries the last entry, alone or among others."""
    return any(entry.get("n") == last for entry in frame.get("e", []) if isinstance(entry, dict)) or frame.get("n") == last


@pytest.fixture
def watchers(make_user: Any, county: Any) -> list[Actor]:
    return [make_user(f"watch{n}", "learner", county.town, name=f"看{n}") for n in (1, 2)]


async def test_nobody_meets_what_is_not_theirs(
    mentor: Actor, learner: Actor, mediator: Actor, gridworker: Actor, watchers: list[Actor], outsider: Actor
) -> None:
    stage = await in_database(staged, mentor, learner, mediator, gridworker, watchers)

    assert await heard(stage, outsider) == MAY


async def test_a_planted_leak_is_heard(
    mentor: Actor, learner: Actor, mediator: Actor, gridworker: Actor, watchers: list[Actor], outsider: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two holes: the top line says a secret, and the note of an inject carries its text into the common log."""
    monkeypatch.setattr(kind.DrillRoom, "header", lambda _self, _actor, _room: Header(WORDS["packet partyb"]))
    honest = leading.note
    monkeypatch.setattr(leading, "note", lambda actor, room, what, body, **more: honest(actor, room, what, {**body, "x": ALONE}, **more))
    stage = await in_database(staged, mentor, learner, mediator, gridworker, watchers)

    found = await heard(stage, outsider)

    inside = set(MAY) - {"outsider"}
    assert {name for name, words in found.items() if "packet partyb" in words} == inside
    assert {name for name, words in found.items() if "inject" in words} == inside
