"""The demo's drills: one prepared for tomorrow evening; one played ten days ago, with a rewind, two observers and the talk afterwards."""

from __future__ import annotations

import uuid
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from mediation.common import clock
from mediation.common.actor import Actor
from mediation.demo.pages import read
from mediation.demo.world import World
from realtime.rooms import selectors as seats
from realtime.rooms import services as rooms
from realtime.rooms.models import Room, Seat
from training.drills.models import Scenario
from training.roleplay.enums import Step
from training.roleplay.models import Drill, Play
from training.roleplay.services import debriefing, leading, observing, plays, preparing

SPACE = uuid.UUID("5a4e3c52-58a1-4f5e-9f40-6d1f6a1f7d01")  # every press of this builder has its own number, and always the same
TITLE = ("四楼漏水，三楼着急", "Water from upstairs")
SHEETS = (
    {"opening.voluntary": "3", "listening.reflect": "2", "listening.reframe": "2", "listening.calm": "3", "neutrality.time": "2",
     "options.apart": "none"},
    {"opening.voluntary": "3", "listening.reflect": "3", "listening.reframe": "2", "listening.calm": "2", "neutrality.time": "2",
     "options.apart": "none"},
)


def _press(name: str) -> uuid.UUID:
    return uuid.uuid5(SPACE, name)


def build(world: World) -> None:
    trainer = world.actor("mentor")
    with clock.told(world.now - timedelta(days=20)):
        play = plays.keep(
            actor=trainer, play=None, title_zh=TITLE[0], title_en=TITLE[1], script=read("play-leak.txt"),
            solo=Scenario.objects.filter(slug="leak-scenario").first(), edition=0, press=_press("play"),
        )
        plays.publish(actor=trainer, play=play)
    _played(world, play, world.now - timedelta(days=10))
    tomorrow = clock.day_end(clock.today()) + timedelta(hours=19, microseconds=1)
    cast = {"mediator": "qin.tao", "partya": "learner", "partyb": "zhao.lan"}
    _prepare(world, play, tomorrow, cast, ("mediator", "sun.mei"), "tomorrow")


def _prepare(world: World, play: Play, at: datetime, cast: dict[str, str], watching: tuple[str, ...], name: str) -> Drill:
    return preparing.prepare(
        actor=world.actor("mentor"), play=play, planned_at=at, press=_press(name),
        cast={role: world.actor(who).subject for role, who in cast.items()}, observers=[world.actor(w).subject for w in watching],
    )


def _played(world: World, play: Play, at: datetime) -> None:
    trainer, learner = world.actor("mentor"), world.actor("learner")
    a, b, watching = world.actor("mediator"), world.actor("zhao.lan"), (world.actor("qian.fu"), world.actor("sun.mei"))
    with clock.told(at - timedelta(days=1)):
        cast = {"mediator": "learner", "partya": "mediator", "partyb": "zhao.lan"}
        drill = _prepare(world, play, at, cast, ("qian.fu", "sun.mei"), "played")
    with clock.told(at):
        room = preparing.open_drill(actor=trainer, drill=drill)
        for actor in (trainer, learner, a, b, *watching):
            rooms.enter(actor, room)
        for actor in (a, b, *watching):
            rooms.admit(trainer, room, _seat(actor, room))

    def later(minutes: int) -> AbstractContextManager[None]:
        return clock.told(at + timedelta(minutes=minutes))

    def say(minutes: int, actor: Actor, text: str) -> None:
        with later(minutes):
            rooms.append(actor, room, "chat", {"text": text}, _press(f"say {minutes} {text}"))

    say(1, learner, "两位好，我是社区调解员小陈。今天谈不谈、怎么谈，都由你们自己定。")
    say(2, a, "我敲了四次门！还说我找碴！")
    with later(3):
        leading.go_to(actor=trainer, drill=drill, stage=1)
        leading.mark(actor=trainer, drill=drill, name="罗大姐的火上来了", press=_press("mark"))
    say(4, learner, "您先别激动，五千确实有点多。")
    say(5, a, "你也帮他说话！那不谈了。")
    with later(6):
        moment = drill.marks.get().pk
        leading.rewind(actor=trainer, drill=drill, moment=moment, take=1)
    say(7, learner, "四次都没说上话，换了谁都窝火。孩子的书桌，现在怎么样了？")
    with later(8):
        for watcher, note in zip(watching, ("先接住了气，再问孩子", "没有讲道理，先问孩子"), strict=True):
            observing.tag(actor=watcher, drill=drill, indicator="listening.calm", note=note, press=_press(f"tag {watcher.name}"))
    say(9, a, "在客厅写作业呢，六月就考试了……")
    with later(10):
        leading.put_in(actor=trainer, drill=drill, to="", text="物业的师傅在门口，问现在能不能上楼看漏点", press=_press("inject"))
    say(11, b, "那就现在上去看吧。那天的话，是我说重了。")
    _talked(drill, trainer, learner, a, watching, at)


def _talked(drill: Drill, trainer: Actor, learner: Actor, a: Actor, watching: tuple[Actor, Actor], at: datetime) -> None:
    minutes = iter(range(41, 100))

    def word(actor: Actor, text: str, *, worked: bool = True) -> None:
        minute = next(minutes)
        with clock.told(at + timedelta(minutes=minute)):
            debriefing.say(actor=actor, drill=drill, worked=worked, text=text, press=_press(f"word {minute}"))

    with clock.told(at + timedelta(minutes=40)):
        leading.end(actor=trainer, drill=drill)
        for watcher, sheet in zip(watching, SHEETS, strict=True):
            observing.rate(actor=watcher, drill=drill, said=sheet)
            observing.submit(actor=watcher, drill=drill)
        word(learner, "第一遍我急着灭火，反倒替一边说了话。第二遍先问孩子，屋里一下子静了。", worked=False)
        debriefing.go_on(actor=trainer, drill=drill, step=Step.MEDIATOR)
        word(a, "你说“换了谁都窝火”的时候，我就不想吵了。")
        word(watching[0], "开场那句“由你们自己定”，两边都坐直了。")
        debriefing.go_on(actor=trainer, drill=drill, step=Step.WORKED)
        for text in ("先接住火气，再问事情。", "问的是孩子，不是钱。", "师傅来了，你把决定留给了他们。"):
            word(trainer, text)
        word(trainer, "下次试试两边各问一句“您最怕什么”。", worked=False)
        debriefing.go_on(actor=trainer, drill=drill, step=Step.COACH)
        word(learner, "我想知道：小郑一直不说话，我是不是该早点请他单独谈？", worked=False)
        word(trainer, "可以早一点。请他单独谈，也要问罗大姐要不要。", worked=False)
        debriefing.remember(actor=learner, drill=drill, text="先问人，再问钱。")
        debriefing.finish(actor=trainer, drill=drill)


def _seat(actor: Actor, room: Room) -> Seat:
    found = seats.seat_of(actor, room)
    if found is None:
        raise LookupError(actor.key)
    return found
