"""A small play with a secret for every role, and a drill of it with everybody in place."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from mediation.common import clock
from mediation.common.actor import Actor
from realtime.rooms import selectors as seats
from realtime.rooms import services as rooms
from realtime.rooms.models import Room
from training.roleplay.models import Drill, Play
from training.roleplay.place import room_of
from training.roleplay.services import plays, preparing

ROLES = ("mediator", "partya", "partyb")
# every line of a packet carries the word of its role: who meets another's word has been sent what is not theirs
SECRETS = {role: {part: f"金丝雀-{role}-{part}" for part in ("text", "fact", "hidden")} for role in ROLES}
NAMES = {"mediator": "调解员小王", "partya": "楼下罗大姐", "partyb": "楼上小郑"}
WATCH = ("listening.reflect", "neutrality.time", "options.apart")
SCRIPT = "\n".join(
    [
        "zh: 四楼漏水，三楼的天花板湿了。", "en: Water from the fourth floor has wetted the ceiling of the third.",
        *(
            line for role in ROLES for line in (
                f"== {role}: {NAMES[role]} | {role}", f"zh: {SECRETS[role]['text']}", f"en: {SECRETS[role]['text']}",
                f"fact: {SECRETS[role]['fact']}", f"hidden: {SECRETS[role]['hidden']}",
            )
        ),
        "stage: 开场 | Opening", "stage: 谈条件 | Terms",
        "inject partya: 女儿来电话 | A daughter calls", "inject all: 有人敲门 | A knock", f"watch: {' '.join(WATCH)}",
    ]
)


@dataclass
class Stage:
    """Everybody of one drill."""

    drill: Drill
    trainer: Actor
    mediator: Actor
    a: Actor
    b: Actor
    observers: tuple[Actor, ...]

    @property
    def everybody(self) -> dict[str, Actor]:
        watching = {f"observer {n}": o for n, o in enumerate(self.observers)}
        return {"trainer": self.trainer, "mediator": self.mediator, "partya": self.a, "partyb": self.b, **watching}

    def fresh(self) -> Drill:
        return Drill.objects.select_related("version__play").get(pk=self.drill.pk)

    def room(self) -> Room:
        found = room_of(self.drill)
        assert found is not None
        return found


def make_play(trainer: Actor, script: str = SCRIPT) -> Play:
    play = plays.keep(
        actor=trainer, play=None, title_zh="漏水", title_en="The leak", script=script, solo=None, edition=0, press=uuid.uuid4()
    )
    plays.publish(actor=trainer, play=play)
    return play


def make_stage(trainer: Actor, mediator: Actor, a: Actor, b: Actor, *observers: Actor, play: Play | None = None) -> Stage:
    drill = preparing.prepare(
        actor=trainer, play=play or make_play(trainer), planned_at=clock.now() + timedelta(hours=1), press=uuid.uuid4(),
        cast={"mediator": mediator.subject, "partya": a.subject, "partyb": b.subject}, observers=[o.subject for o in observers],
    )
    return Stage(drill, trainer, mediator, a, b, observers)


def opened(stage: Stage) -> Room:
    """The room, with everybody in it."""
    room = preparing.open_drill(actor=stage.trainer, drill=stage.drill)
    for actor in stage.everybody.values():
        rooms.enter(actor, room)
    for actor in (stage.a, stage.b, *stage.observers):
        seat = seats.seat_of(actor, room)
        assert seat is not None
        rooms.admit(stage.trainer, room, seat)
    return room


def say(actor: Actor, room: Room, text: str) -> int:
    return rooms.append(actor, room, "chat", {"text": text}, uuid.uuid4()).seq


def found(text: str, secrets: dict[str, dict[str, str]] | None = None) -> set[str]:
    """Whose packets show in a text."""
    return {role for role, lines in (secrets or SECRETS).items() for word in lines.values() if word in text}


def body(answer: Any) -> str:
    return str(answer.content.decode())
