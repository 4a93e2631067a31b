"""Canaries over everything live: frames of every socket, answers of the log without a socket, and mere hints.

Thirteen people and a stranger with a code of his own listen at every door there is while all that is confidential happens.
`MAY_HEAR` says which word may reach whom, `HINTS` who may learn that something moved. The words are compared whole, so one
that no longer arrives fails as loudly as one too many. The same judgement is then given a server with holes, and finds each.
"""

from __future__ import annotations

import json
import logging
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from counseling.interventions import services as interventions
from counseling.interventions.enums import PlanKind
from counseling.screening import services as screening
from counseling.screening.enums import Rank
from counseling.screening.models import Flag, Screening
from mediation.accounts.services import fresh_code
from mediation.casework.services import case as cases
from mediation.casework.services import claim, invitation, message, sitting
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.demo.telephone import read_after
from realtime.gateway import topics
from realtime.gateway.database import in_database
from realtime.rooms import selectors
from realtime.rooms.models import Room, Seat
from realtime.rooms.services import caucus, log, seats
from realtime.rooms.snapshot import Snapshot
from tests.canary.ears import Ear, settle
from tests.cast import County, make_guest, user_of
from tests.mediation.casework import agreement_play as stage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio, pytest.mark.integration]

NAME_A, NAME_B = "王建国", "李小梅"
STORY, WISH = "金丝雀甲：他在楼道里说的那句话", "金丝雀乙：我要他当面道歉"
JOINT, CAUCUS, SIGNAL = "金丝雀子：我们一起说的话", "金丝雀丙：我最多只能出两千五", "candidate-198.51.100.77"
NOTE, PLAN, RISK, LETTER = "金丝雀丁：谈到夜里睡不着", "金丝雀戊：先把药交给姐姐收着", "金丝雀己：上次差点动手", "金丝雀庚：请先别告诉他"
PHONE_A, PHONE_B = "19912345671", "19912345672"
ANSWER = "有不如死掉或用某种方式伤害自己的念头"
REGISTERS = re.compile(r"/care/(?:partners|checkups|figures)/\"")  # a supervisor's navigation: registers and counts, nobody's answers
SCREENED = re.compile(r"screening|(?<![\w-])phq-?[0-9]|score|/care/|critical", re.IGNORECASE)  # that somebody was asked is too much
PLAIN = {
    "story": STORY, "wish": WISH, "joint": JOINT, "caucus": CAUCUS, "signal": SIGNAL, "note": NOTE, "plan": PLAN, "risk": RISK,
    "letter": LETTER, "phone A": PHONE_A, "phone B": PHONE_B, "answer": ANSWER, "name A": NAME_A, "name B": NAME_B,
}
BOTH = {"name A", "name B"}
# which words may come to whom over anything live; who is not named may hear none
MAY_HEAR: dict[str, set[str]] = {
    "mediator": {"joint", "caucus", "signal", *BOTH},
    "a": {"joint", "caucus", *BOTH},
    "b": {"joint", *BOTH},
}
# who may learn that such a thing has moved; an inbox is its owner's alone, and while somebody is cared for nothing else may move
HINTS: dict[str, set[str]] = {
    "pool": {"mediator", "other_mediator", "mentor"}, "case": {"mediator", "supervisor", "a", "b"}, "care": {"counsellor"},
}


@dataclass
class Heard:
    """What one performance brought to whose ears."""

    ears: dict[str, Ear]
    words: dict[str, str]  # every canary of this performance by its name, with the codes drawn in it
    told: dict[str, dict[str, list[str]]] = field(default_factory=dict)  # phase, person: topics
    wrote: dict[str, int] = field(default_factory=dict)  # the status of an attempt to write into the separate talk


Cast = dict[str, Actor]


@pytest.fixture
def cast(
    county: County, mediator: Actor, other_mediator: Actor, counsellor: Actor, supervisor: Actor, learner: Actor, mentor: Actor,
    gridworker: Actor, editor: Actor, admin: Actor, outsider: Actor, anonymous: Actor,
) -> Cast:
    return {
        "mediator": mediator, "other_mediator": other_mediator, "counsellor": counsellor, "supervisor": supervisor, "learner": learner,
        "mentor": mentor, "gridworker": gridworker, "editor": editor, "admin": admin, "outsider": outsider, "anonymous": anonymous,
        "stranger": make_guest("陌生人"),
    }


@dataclass
class Play:
    """The case as it goes on. Each method is one thing people do, on a database thread."""

    county: County
    cast: Cast
    case: Any = None
    a: Any = None
    b: Any = None
    codes: dict[str, str] = field(default_factory=dict)
    joint: Any = None
    talk: Any = None

    def tell(self) -> None:
        contact = cases.Contact
        opened = cases.open_case(
            actor=None, fresh=fresh_code(),
            report=cases.Report(
                kind="neighbour", story=STORY, wish=WISH, area=self.county.village, organisation=self.county.studio,
                applicant=contact(name=NAME_A, phone=PHONE_A), respondents=(contact(name=NAME_B, phone=PHONE_B),),
            ),
        )
        assert opened.code is not None
        self.codes["secret A"] = opened.code.secret
        self.case, self.a = opened.case, opened.party

    def invite(self) -> None:
        mediator = self.cast["mediator"]
        self.case = claim.claim(actor=mediator, case=self.case)
        self.b = self.case.parties.exclude(pk=self.a.pk).get()
        self.codes["invitation"] = token = read_after(
            lambda: invitation.invite(actor=mediator, party=self.b, origin="http://testserver"), "casework.invitation", r"/c/join/([\w-]+)/"
        )
        self.b, code = invitation.accept(token=token, fresh=fresh_code())
        self.codes["secret B"] = code.secret

    def meet(self) -> None:
        mediator = self.cast["mediator"]
        self.case.refresh_from_db()
        planned = sitting.plan(
            actor=mediator, case=self.case, starts_at=clock.now() + timedelta(days=1), minutes=60, mode="joint", risk=RISK
        )
        sitting.begin(actor=mediator, sitting=planned)
        self.joint = Room.objects.get(pk=planned.room)

    def admit(self) -> None:
        for actor in (self.cast["a"], self.cast["b"]):
            seats.admit(self.cast["mediator"], self.joint, Seat.objects.get(room=self.joint, actor_key=actor.key))

    def talk_together(self) -> None:
        log.append(self.cast["b"], self.joint, "chat", {"text": JOINT}, uuid.uuid4())
        message.write_as_party(actor=self.cast["a"], case=self.case, words=LETTER, token=message.new_token())
        seats.wish_apart(self.cast["a"], self.joint, wish=True)

    def go_apart(self) -> None:
        mine = Seat.objects.get(room=self.joint, actor_key=self.cast["a"].key)
        self.talk = caucus.open_caucus(self.cast["mediator"], self.joint, [mine])
        caucus.answer_caucus(self.cast["a"], self.talk, yes=True)
        self.talk.refresh_from_db()

    def talk_apart(self) -> None:
        log.append(self.cast["a"], self.talk, "chat", {"text": CAUCUS}, uuid.uuid4())

    def come_back(self) -> None:
        caucus.close_caucus(self.cast["mediator"], self.talk)

    def on_call(self) -> None:
        screening.add_shift(
            actor=system("tests.canary"), user=user_of(self.cast["counsellor"]), area=self.county.area, rank=Rank.FIRST,
            starts_at=clock.now() - timedelta(hours=1), ends_at=clock.now() + timedelta(days=1),
        )

    def be_screened(self) -> None:
        a = self.cast["a"]
        screening.offer_url(a, self.case.pk, self.county.village)
        asked = Screening.objects.get(subject=a.subject)
        screening.consent(actor=a, screening=asked, language="zh-hans")
        asked.refresh_from_db()
        for number, value in enumerate((1, 1, 0, 0, 1), 1):
            screening.answer(actor=a, screening=asked, number=number, value=value)

    def be_cared_for(self) -> None:
        counsellor, flag = self.cast["counsellor"], Flag.objects.get(subject=self.cast["a"].subject)
        user, press = user_of(counsellor), uuid.uuid4
        interventions.take_contact(actor=counsellor, user=user, flag=flag)
        flag.refresh_from_db()
        interventions.open_file(actor=counsellor, user=user, flag=flag)
        interventions.add_note(actor=counsellor, user=user, flag=flag, fields={"subjective": NOTE}, press=press())
        interventions.save_plan(actor=counsellor, user=user, flag=flag, kind=PlanKind.SAFETY, fields={"surroundings": PLAN}, press=press())

    def ask_for_code(self) -> None:
        play = stage.Play(self.case, self.cast["mediator"], self.cast["supervisor"], self.cast["a"], self.cast["b"], self.a, self.b)
        self.codes["one-time code"] = stage.code_for(play, stage.frozen(play), self.cast["a"])


async def perform(county: County, cast: Cast, *, hole: Callable[[Play], None] | None = None) -> Heard:
    """The whole case, with everybody's ears at every door. hole: something more that happens during the separate talk."""
    play = Play(county, cast)
    ears = {name: Ear(name, actor) for name, actor in cast.items()}
    told: dict[str, dict[str, list[str]]] = {}
    await in_database(play.on_call)
    for ear in ears.values():
        await ear.listen("/ws/watch/", "/live/ticket/")
        await ear.ask(["pool", "care", "jobs", "suggestions", *(f"inbox:{x.key}" for x in cast.values())])
    await settle(ears)

    await in_database(play.tell)
    told["tell"] = await settle(ears)
    await in_database(play.invite)
    for name, party in (("a", play.a), ("b", play.b)):
        cast[name] = Actor.guest(party.subject, party.person.name)
        ears[name] = Ear(name, cast[name])
        await ears[name].listen("/ws/watch/", "/live/ticket/")
    await in_database(play.meet)
    case = f"case:{play.case.pk}"
    for ear in ears.values():
        await ear.ask([case, f"inbox:{cast['a'].key}", f"inbox:{cast['b'].key}", f"inbox:{cast['mediator'].key}"])
        await ear.ask([
            "pool", "care", "jobs", f"actor:{cast['a'].key}", f"room:{play.joint.pk}", f"screening:{cast['a'].subject}", "care:now",
        ])
    for ear in ears.values():
        await ear.try_room(play.joint.pk)
    await settle(ears)

    await in_database(play.admit)
    await in_database(play.talk_together)
    told["together"] = await settle(ears)
    await in_database(play.go_apart)
    for ear in ears.values():
        await ear.try_room(play.talk.pk)
    await settle(ears)
    await in_database(play.talk_apart)
    await _signal(ears, play)
    if hole is not None:
        await in_database(hole, play)
    wrote = {name: await ear.write_into(play.talk.pk, "?") for name, ear in ears.items() if name not in ("mediator", "a")}
    for ear in ears.values():
        await ear.ask_for_log(play.joint.pk)
        await ear.ask_for_log(play.talk.pk)
    told["apart"] = await settle(ears)
    await in_database(play.come_back)
    await settle(ears)

    await in_database(play.be_screened)
    told["screened"] = await settle(ears)
    await in_database(play.be_cared_for)
    told["cared for"] = await settle(ears)
    await in_database(play.ask_for_code)
    for ear in ears.values():
        await ear.ask_for_log(play.joint.pk)
        await ear.ask_for_log(play.talk.pk)
    await settle(ears)
    for ear in ears.values():
        await ear.leave()
    return Heard(ears, PLAIN | play.codes, told, wrote)


async def _signal(ears: dict[str, Ear], play: Play) -> None:
    """A's page offers the mediator's page a way to connect: an address of A's network stands in it."""
    path = f"/ws/rooms/{play.talk.pk}/"
    frames = [json.loads(w) for w in ears["mediator"].words if w.startswith('{"t":"welcome"')]
    peer = frames[-1]["peer"]
    room: Room = await in_database(Room.objects.get, pk=str(play.talk.pk))
    generation = room.generation
    await ears["a"].sockets[path].send_to(
        text_data=json.dumps({"t": "sig", "gen": generation, "to": peer, "d": {"candidate": SIGNAL}})
    )


def judge(heard: Heard) -> list[str]:
    """Everything that reached somebody it may not reach."""
    found = []
    for name, ear in heard.ears.items():
        allowed = MAY_HEAR.get(name, set())
        for label, word in heard.words.items():
            known = re.search(rf"(?<![0-9a-fA-F]){re.escape(word)}(?![0-9a-fA-F])", ear.heard)
            if known and label not in allowed:
                found.append(f"{label} to {name}")
        if name != "counsellor" and SCREENED.search(REGISTERS.sub("", ear.heard)):  # whose own pages lead to the queue
            found.append(f"that somebody was asked to {name}")
    for phase, people in heard.told.items():
        for name, moved in people.items():
            found += [f"hint {topic} to {name}" for topic in moved if not _may_learn(heard.ears[name].actor, name, topic, phase)]
    return found


def _may_learn(actor: Actor, name: str, topic: str, phase: str) -> bool:
    kind = topic.partition(":")[0]
    if kind == "inbox":
        return topic == f"inbox:{actor.key}"
    if phase in ("screened", "cared for"):
        return (name, topic) == ("counsellor", "care")
    return name in HINTS.get(kind, set())


async def test_no_frame_log_or_hint_tells_a_secret_to_the_wrong_person(
    county: County, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    heard = await perform(county, cast)

    assert judge(heard) == []
    # the ears hear: who may, did, and by the table exactly
    assert {n: {k for k, w in heard.words.items() if w in e.heard} for n, e in heard.ears.items() if n in MAY_HEAR} == MAY_HEAR
    assert heard.wrote == dict.fromkeys(heard.wrote, 404)
    watch = "/ws/watch/"
    assert {n for n, e in heard.ears.items() if watch not in e.sockets} == {"anonymous"}
    rooms = {n: sum(path.startswith("/ws/rooms/") for path in e.sockets) for n, e in heard.ears.items()}
    assert {n: k for n, k in rooms.items() if k} == {"mediator": 2, "a": 2, "b": 1}
    # that somebody is being cared for is not even a hint for anybody else
    assert set(heard.told["screened"]) == {"counsellor"}
    assert set(heard.told["cared for"]) <= {"counsellor"}
    assert "pool" in heard.told["tell"]["mediator"]
    for word in heard.words.values():
        assert word not in caplog.text


async def test_the_same_ears_find_every_planted_hole(county: County, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Snapshot.state_for

    def talkative(self: Snapshot, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**told(self, *args, **kwargs), "about": STORY}

    def repeat(play: Play) -> None:
        log.note(play.cast["mediator"], play.joint, "chat", {"text": CAUCUS})

    monkeypatch.setattr(Snapshot, "state_for", talkative)  # the state of a room carries the story
    monkeypatch.setitem(topics._rules, "care", lambda actor, topic: True)  # everybody may watch the counsellors' queue
    monkeypatch.setattr(selectors, "may_read", lambda actor, room: bool(actor.subject))  # the log asks for no seat
    monkeypatch.setattr(selectors, "may_come", lambda actor, room: bool(actor.subject))  # the door lets in whoever knows the room

    found = judge(await perform(county, cast, hole=repeat))  # and what was said apart is repeated to all

    assert {"caucus to b", "story to b", "story to a", "hint care to mediator", "hint care to b"} <= set(found)
    assert {"caucus to outsider", "caucus to supervisor", "joint to admin"} <= set(found)
