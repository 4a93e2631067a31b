"""Observers are blind to each other, "not observed" counts nowhere, people speak in order, and takes are read again."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from realtime.rooms import selectors as rooms
from realtime.rooms import services as seats
from tests.training.drill_play import WATCH, Stage, body, make_stage, opened, say
from training.roleplay import topics
from training.roleplay.enums import DrillState, Level, Step
from training.roleplay.models import Drill, Mark, Part, Rating, Tag, Word
from training.roleplay.selectors import replay, sheets
from training.roleplay.services import debriefing, leading, observing

pytestmark = pytest.mark.django_db
FIRST, SECOND = "金丝雀一：她把话说回去了", "金丝雀二：时间都给了楼上"


@pytest.fixture
def stage(mentor: Actor, learner: Actor, mediator: Actor, gridworker: Actor, make_user: Any, county: Any) -> Stage:
    watchers = [make_user(f"watch{n}", "learner", county.town, name=f"看{n}") for n in (1, 2)]
    stage = make_stage(mentor, learner, mediator, gridworker, *watchers)
    opened(stage)
    return stage


def tagged(stage: Stage) -> None:
    for watcher, note in zip(stage.observers, (FIRST, SECOND), strict=True):
        observing.tag(actor=watcher, drill=stage.drill, indicator=WATCH[0], note=note, press=uuid.uuid4())


def rated(stage: Stage, *said: tuple[str, str, str]) -> None:
    for watcher, words in zip(stage.observers, said, strict=True):
        observing.rate(actor=watcher, drill=stage.drill, said=dict(zip(WATCH, words, strict=True)))


def over(stage: Stage) -> None:
    leading.end(actor=stage.trainer, drill=stage.drill)


def speak(stage: Stage, actor: Actor, text: str = "好", *, worked: bool = True) -> None:
    debriefing.say(actor=actor, drill=stage.fresh(), worked=worked, text=text, press=uuid.uuid4())


def on(stage: Stage, step: Step) -> None:
    debriefing.go_on(actor=stage.trainer, drill=stage.fresh(), step=step)


def talked(stage: Stage) -> None:
    speak(stage, stage.mediator)
    on(stage, Step.MEDIATOR)
    on(stage, Step.WORKED)
    on(stage, Step.COACH)


class TestBlind:
    def test_nobody_sees_a_sheet_before_all_are_closed(self, stage: Stage, client_of: Any, outsider: Actor) -> None:
        tagged(stage)
        rated(stage, ("3", "2", "none"), ("3", "1", "none"))
        over(stage)
        observing.submit(actor=stage.observers[0], drill=stage.drill)
        here = f"/learn/drills/{stage.drill.pk}/"

        for actor in (*stage.everybody.values(), outsider):
            client = client_of(actor)
            told = "".join(body(client.get(f"{here}{page}")) for page in ("", "watch/", "sheets/", "debrief/", "replay/", "home/"))
            assert (FIRST in told, SECOND in told) == (actor == stage.observers[0], actor == stage.observers[1])
            assert client.get(f"{here}sheets/").status_code == 404

        observing.submit(actor=stage.observers[1], drill=stage.drill)

        can = {name: client_of(a).get(f"{here}sheets/").status_code for name, a in stage.everybody.items()}
        assert {name for name, status in can.items() if status == 200} == {"trainer", "observer 0", "observer 1"}
        told = body(client_of(stage.observers[0]).get(f"{here}sheets/"))
        assert FIRST in told
        assert SECOND in told
        assert FIRST not in body(client_of(stage.a).get(f"{here}replay/"))
        speak(stage, stage.mediator)
        on(stage, Step.MEDIATOR)
        on(stage, Step.WORKED)
        assert client_of(stage.mediator).get(f"{here}sheets/").status_code == 200  # has spoken, and heard what worked
        assert client_of(stage.a).get(f"{here}sheets/").status_code == 404

    def test_a_hole_in_the_wall_is_noticed(self, stage: Stage, client_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """The measuring stick itself: were sheets open too early, the page would say the other's words."""
        tagged(stage)
        over(stage)
        monkeypatch.setattr(sheets, "open_to", lambda _actor, _drill: True)

        assert SECOND in body(client_of(stage.observers[0]).get(f"/learn/drills/{stage.drill.pk}/sheets/"))

    def test_only_observers_have_a_sheet(self, stage: Stage, outsider: Actor, client_of: Any) -> None:
        for actor in (stage.trainer, stage.mediator, stage.a, outsider):
            assert client_of(actor).get(f"/learn/drills/{stage.drill.pk}/watch/").status_code == 404
            with pytest.raises(NotFound):
                observing.tag(actor=actor, drill=stage.drill, indicator=WATCH[0], note="", press=uuid.uuid4())
            with pytest.raises(NotFound):
                observing.rate(actor=actor, drill=stage.drill, said={})

    def test_pressed_twice_a_moment_is_tied_once_and_words_are_sealed(self, stage: Stage) -> None:
        press = uuid.uuid4()
        for _twice in range(2):
            observing.tag(actor=stage.observers[0], drill=stage.drill, indicator=WATCH[0], note=FIRST, press=press)

        tag = Tag.objects.get()
        assert tag.note.startswith("x1.")
        assert tag.seq == rooms.head_of(stage.room()).seq

    def test_bad_sheets_are_named(self, stage: Stage) -> None:
        watcher = stage.observers[0]
        with pytest.raises(NotFound):
            observing.tag(actor=watcher, drill=stage.drill, indicator="care.strain", note="", press=uuid.uuid4())
        with pytest.raises(Invalid) as why:
            observing.rate(actor=watcher, drill=stage.drill, said={WATCH[0]: "0", WATCH[1]: "2"})
        assert set(why.value.fields) == {WATCH[0]}
        observing.rate(actor=watcher, drill=stage.drill, said={WATCH[0]: "2"})
        with pytest.raises(Invalid) as why:
            observing.submit(actor=watcher, drill=stage.drill)
        assert set(why.value.fields) == set(WATCH[1:])

    def test_a_closed_sheet_stays_closed(self, stage: Stage) -> None:
        rated(stage, ("3", "2", "none"), ("3", "1", "none"))
        for _twice in range(2):
            observing.submit(actor=stage.observers[0], drill=stage.drill)

        with pytest.raises(Conflict):
            observing.rate(actor=stage.observers[0], drill=stage.drill, said={WATCH[0]: "1"})
        with pytest.raises(Conflict):
            observing.tag(actor=stage.observers[0], drill=stage.drill, indicator=WATCH[0], note="", press=uuid.uuid4())
        assert Rating.objects.get(part__person=stage.observers[0].subject, indicator=WATCH[0]).level == 3

    def test_not_observed_is_no_level_and_no_evidence(self, stage: Stage) -> None:
        rated(stage, ("3", "2", "none"), ("3", "1", "none"))
        over(stage)
        for watcher in stage.observers:
            observing.submit(actor=watcher, drill=stage.drill)
        talked(stage)
        assert sheets.evidence(stage.fresh()) == []  # not before the end
        for _twice in range(2):
            debriefing.finish(actor=stage.trainer, drill=stage.fresh())

        handed = sheets.evidence(stage.fresh())
        assert {(e.indicator, e.level) for e in handed} == {(WATCH[0], Level.WELL), (WATCH[1], Level.PARTLY), (WATCH[1], Level.NOT_YET)}
        assert {str(e.person) for e in handed} == {stage.mediator.subject}
        assert len(handed) == 4
        assert handed == sheets.evidence_of(uuid.UUID(stage.mediator.subject))
        told = sheets.agreed(sheets.everybody(stage.trainer, stage.fresh()))
        assert (told.agreed, told.pairs) == (1, 2)


class TestOrder:
    def test_everybody_speaks_only_in_turn(self, stage: Stage) -> None:
        with pytest.raises(NotFound):
            speak(stage, stage.mediator)  # not while it is played
        over(stage)
        for actor in (stage.a, stage.observers[0], stage.trainer):
            with pytest.raises(Conflict):
                speak(stage, actor)
        with pytest.raises(Conflict):
            on(stage, Step.MEDIATOR)  # the mediator has not spoken yet
        speak(stage, stage.mediator, worked=False)
        on(stage, Step.MEDIATOR)

        for actor in (stage.mediator, stage.trainer):
            with pytest.raises(Conflict):
                speak(stage, actor)
        speak(stage, stage.a, worked=False)  # only what worked is said here, whatever a form says
        speak(stage, stage.observers[1])
        assert set(Word.objects.filter(step=Step.WORKED).values_list("worked", flat=True)) == {True}
        on(stage, Step.WORKED)
        on(stage, Step.WORKED)  # pressed twice, from an old page: one step

        assert stage.fresh().step == Step.COACH
        with pytest.raises(Conflict):
            speak(stage, stage.a)

    def test_three_of_what_worked_for_one_to_try(self, stage: Stage) -> None:
        over(stage)
        speak(stage, stage.mediator)
        on(stage, Step.MEDIATOR)
        on(stage, Step.WORKED)
        for n in range(7):
            allowed = Word.objects.filter(step=Step.COACH, worked=True).count() // 3 > Word.objects.filter(worked=False).count()
            assert allowed is (n in (3, 6))
            if allowed:
                speak(stage, stage.trainer, worked=False)
            else:
                with pytest.raises(Invalid):
                    speak(stage, stage.trainer, worked=False)
            speak(stage, stage.trainer)

    def test_what_did_not_work_is_told_only_when_asked(self, stage: Stage) -> None:
        over(stage)
        talked(stage)
        for actor in (stage.a, stage.trainer, stage.observers[0]):
            with pytest.raises(Conflict):
                speak(stage, actor)
        speak(stage, stage.mediator, "我是不是太急了？")
        speak(stage, stage.a, "是，第二句就问钱")

        assert Word.objects.filter(step=Step.ASKED).count() == 2

    def test_it_is_not_finished_while_a_sheet_is_open(self, stage: Stage) -> None:
        over(stage)
        talked(stage)
        rated(stage, ("3", "2", "none"), ("3", "1", "none"))
        observing.submit(actor=stage.observers[0], drill=stage.drill)
        with pytest.raises(Conflict):
            debriefing.finish(actor=stage.trainer, drill=stage.fresh())
        gone = Part.objects.get(person=stage.observers[1].subject)
        with pytest.raises(NotFound):
            observing.excuse(actor=stage.observers[0], drill=stage.fresh(), part=gone.pk)

        observing.excuse(actor=stage.trainer, drill=stage.fresh(), part=gone.pk)
        debriefing.finish(actor=stage.trainer, drill=stage.fresh())

        assert stage.fresh().state == DrillState.DONE

    def test_the_own_note_is_the_persons_alone(self, stage: Stage, client_of: Any) -> None:
        over(stage)
        here = f"/learn/drills/{stage.drill.pk}/home/"
        client = client_of(stage.a)
        assert client.post(here, {"text": "我要先听完"}).status_code == 302
        too_long = client.post(here, {"text": "长" * 1001})
        assert too_long.status_code == 422
        assert "长" * 1001 in body(too_long)

        told = {name: "我要先听完" in body(client_of(a).get(here)) for name, a in stage.everybody.items()}
        assert {name for name, yes in told.items() if yes} == {"partya"}
        assert Part.objects.get(person=stage.a.subject).takes_home.startswith("x1.")


class TestReplay:
    def test_takes_are_read_apart_and_share_their_beginning(self, stage: Stage) -> None:
        room = stage.room()
        say(stage.mediator, room, "开场白")
        leading.mark(actor=stage.trainer, drill=stage.drill, name="她哭了", press=uuid.uuid4())
        say(stage.mediator, room, "别哭了")
        leading.put_in(actor=stage.trainer, drill=stage.drill, to="partya", text="女儿来电话", press=uuid.uuid4())
        leading.rewind(actor=stage.trainer, drill=stage.drill, moment=Mark.objects.get().pk, take=1)
        say(stage.mediator, room, "慢慢说")
        with pytest.raises(NotFound):
            replay.replay(stage.a, stage.fresh(), 1)  # not while it is played
        over(stage)

        def read(actor: Actor, take: int) -> list[str]:
            return [line.text for line in replay.replay(actor, stage.fresh(), take).lines if line.text and line.kind != "event"]

        assert read(stage.a, 1) == ["开场白", "她哭了", "别哭了", "女儿来电话"]
        assert read(stage.b, 1) == ["开场白", "她哭了", "别哭了"]
        assert read(stage.a, 2) == read(stage.trainer, 2) == ["开场白", "她哭了", "慢慢说"]
        for take in (0, 3):
            with pytest.raises(NotFound):
                replay.replay(stage.a, stage.fresh(), take)

    def test_a_talk_apart_is_read_by_who_sat_in_it(self, stage: Stage, outsider: Actor) -> None:
        room = stage.room()
        seat = rooms.seat_of(stage.a, room)
        assert seat is not None
        talk = seats.open_caucus(stage.mediator, room, [seat])
        seats.answer_caucus(stage.a, talk, yes=True)
        say(stage.a, talk, "金丝雀三：我最多出两千")
        seats.close_caucus(stage.mediator, talk)
        over(stage)

        told = {
            name: any("金丝雀三" in line.text for line in replay.replay(actor, stage.fresh(), 1).lines)
            for name, actor in stage.everybody.items()
        }
        assert {name for name, yes in told.items() if yes} == {"trainer", "mediator", "partya"}
        with pytest.raises(NotFound):
            replay.replay(outsider, stage.fresh(), 1)


class TestPages:
    def test_the_whole_way_by_pages(self, stage: Stage, client_of: Any) -> None:
        here = f"/learn/drills/{stage.drill.pk}/"
        trainer, mediator, watcher = (client_of(a) for a in (stage.trainer, stage.mediator, stage.observers[0]))
        tag = {"what": "tag", "indicator": WATCH[0], "note": FIRST, "press": str(uuid.uuid4())}
        assert watcher.post(f"{here}watch/", tag).status_code == 302
        assert FIRST in body(watcher.get(f"{here}watch/", headers={"HX-Request": "true"}))
        early = watcher.post(f"{here}watch/", {"what": "submit", WATCH[0]: "3"})
        assert (early.status_code, Part.objects.exclude(submitted_at=None).count()) == (422, 0)
        assert 'value="3" checked' in body(early)
        assert watcher.post(f"{here}watch/", {"what": "what"}).status_code == 404
        assert trainer.post(f"{here}end/").status_code == 302
        assert trainer.post(f"{here}debrief/", {"what": "on", "step": "1"}).status_code == 422  # the mediator first
        empty = mediator.post(f"{here}debrief/", {"what": "say", "text": ""})
        assert empty.status_code == 422
        assert mediator.post(f"{here}debrief/", {"what": "say", "text": "我有点急", "worked": "0"}).status_code == 302
        assert mediator.post(f"{here}debrief/", {"what": "finish"}).status_code == 404
        assert trainer.post(f"{here}debrief/", {"what": "on", "step": "1"}).status_code == 302
        assert stage.fresh().step == Step.WORKED
        for client in (trainer, mediator, watcher):
            assert "我有点急" in body(client.get(f"{here}debrief/"))
        assert trainer.get(f"{here}replay/9/").status_code == 404

    def test_outsiders_meet_nothing(self, stage: Stage, client_of: Any, outsider: Actor, supervisor: Actor, party: Actor) -> None:
        over(stage)
        pages = ("", "role/", "lead/", "watch/", "debrief/", "sheets/", "replay/", "replay/1/", "home/")
        for actor in (outsider, supervisor, party):
            client = client_of(actor)
            assert {client.get(f"/learn/drills/{stage.drill.pk}/{page}").status_code for page in pages} == {404}
        assert Drill.objects.count() == 1


def test_the_talk_loads_itself_anew_when_a_step_opens_and_never_over_somebodys_words(stage: Stage, client_of: Any) -> None:
    over(stage)
    address = f"/learn/drills/{stage.drill.pk}/debrief/"
    browser = client_of(stage.a)
    page = browser.get(address).content.decode()
    assert f'data-controller="watch unhurried" data-topic="drill:{stage.drill.pk}"' in page and "roleplay/js/unhurried.js" in page
    assert f'hx-get="{address}" hx-trigger="fresh"' in page and "data-moved hidden" in page and 'id="say"' not in page
    speak(stage, stage.mediator)
    on(stage, Step.MEDIATOR)
    part = browser.get(address, headers={"hx-request": "true"}).content.decode()
    assert part.lstrip().startswith("<section") and "<html" not in part and 'id="say"' in part
    topic = f"drill:{stage.drill.pk}"
    assert topics.may_watch(stage.a, topic) and not topics.may_watch(Actor.guest(uuid.uuid4(), "x"), topic)
