"""A drill is prepared once, everybody gets the own part and nothing of another's, and a new take takes nothing away."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from realtime.rooms import selectors as rooms
from realtime.rooms.enums import RoomState
from tests.training.drill_play import SCRIPT, SECRETS, Stage, body, found, make_play, make_stage, opened, say
from training.roleplay import packets, paper
from training.roleplay.enums import DrillState
from training.roleplay.models import Drill, Inject, Mark, Part, Take
from training.roleplay.selectors import live
from training.roleplay.services import leading, plays, preparing

pytestmark = pytest.mark.django_db


@pytest.fixture
def watchers(make_user: Any, county: Any) -> tuple[Actor, Actor]:
    return make_user("watch1", "learner", county.town, name="看一"), make_user("watch2", "learner", county.town, name="看二")


@pytest.fixture
def stage(mentor: Actor, learner: Actor, mediator: Actor, gridworker: Actor, watchers: tuple[Actor, Actor]) -> Stage:
    return make_stage(mentor, learner, mediator, gridworker, *watchers)


class TestWriting:
    @pytest.mark.parametrize(
        ("script", "line"),
        [
            ("hello", 1), ("== judge: 法官 | Judge\nzh: x", 1), (SCRIPT.replace("watch: ", "watch: nothing.here "), None), ("fact: x", 1),
            (SCRIPT.replace("== partyb", "== partyc"), None), (SCRIPT + "\n== partya: again", None), ("zh: x\nzh: y\nstage: |", 3),
            (SCRIPT.replace("inject partya", "inject expert"), 0), ("x" * 50_000, 0),
        ],
    )
    def test_what_is_wrong_is_named(self, script: str, line: int | None) -> None:
        faults = paper.parse(script)[1]

        assert faults != []
        assert line is None or faults[0].line == line

    def test_a_play_with_gaps_is_kept_and_not_played(self, mentor: Actor) -> None:
        play = plays.keep(
            actor=mentor, play=None, title_zh="半截", title_en="", script="zh: x", solo=None, edition=0, press=uuid.uuid4()
        )
        with pytest.raises(Invalid):
            plays.publish(actor=mentor, play=play)
        assert play.versions.count() == 0

    def test_two_writers_never_overwrite_each_other(self, mentor: Actor, editor: Actor, outsider: Actor, learner: Actor) -> None:
        play = make_play(mentor)
        press = {"title_zh": "新", "title_en": "", "script": SCRIPT, "solo": None, "press": uuid.uuid4()}

        plays.keep(actor=editor, play=play, edition=1, **press)

        with pytest.raises(Conflict):
            plays.keep(actor=mentor, play=play, edition=1, **{**press, "title_zh": "另一个"})
        plays.keep(actor=editor, play=play, edition=1, **press)  # pressed twice: it stands there already
        for somebody in (outsider, learner):
            with pytest.raises(NotFound):
                plays.keep(actor=somebody, play=play, edition=2, **press)
        assert plays.publish(actor=mentor, play=play).number == 1  # nothing in it has changed: the same version

    def test_who_plays_in_it_cannot_open_the_play(self, make_user: Any, county: Any, mentor: Actor, stage: Stage, client_of: Any) -> None:
        second = make_user("mentor2", "mentor", county.town)
        play = stage.drill.version.play
        assert client_of(second).get(f"/learn/drills/plays/{play.pk}/").status_code == 200
        Part.objects.create(drill=stage.drill, person=uuid.UUID(second.subject), name="二师傅", role="relative")

        assert client_of(second).get(f"/learn/drills/plays/{play.pk}/").status_code == 404
        assert client_of(second).get(f"/learn/drills/plays/{play.pk}/prepare/").status_code == 404
        assert "漏水" not in body(client_of(second).get("/learn/drills/plays/"))


class TestPreparing:
    def test_a_drill_stays_with_its_version(self, stage: Stage, mentor: Actor) -> None:
        play = stage.drill.version.play
        plays.keep(
            actor=mentor, play=play, title_zh="漏水", title_en="", script=SCRIPT.replace("四楼", "五楼"), solo=None, edition=1,
            press=uuid.uuid4(),
        )
        assert plays.publish(actor=mentor, play=play).number == 2

        assert packets.common(stage.fresh(), "zh-hans").startswith("四楼")

    def test_pressed_twice_it_is_prepared_once(self, mentor: Actor, learner: Actor, mediator: Actor, gridworker: Actor) -> None:
        play, press = make_play(mentor), uuid.uuid4()
        cast = {"mediator": learner.subject, "partya": mediator.subject, "partyb": gridworker.subject}
        both = [
            preparing.prepare(
                actor=mentor, play=play, planned_at=clock.now() + timedelta(days=1), cast=cast, observers=[], press=press
            ) for _n in range(2)
        ]
        assert both[0].pk == both[1].pk
        assert Drill.objects.count() == 1

    def test_every_slip_is_named_at_its_field(self, mentor: Actor, learner: Actor, mediator: Actor, outsider: Actor) -> None:
        play = make_play(mentor)
        with pytest.raises(Invalid) as why:
            preparing.prepare(
                actor=mentor, play=play, planned_at=clock.now() - timedelta(days=1), press=uuid.uuid4(),
                cast={"mediator": learner.subject, "partya": learner.subject, "partyb": ""}, observers=[outsider.subject],
            )
        assert set(why.value.fields) == {"planned_at", "mediator", "partya", "partyb", "observers"}

        with pytest.raises(Invalid) as why:  # who leads the talk afterwards plays no part
            preparing.prepare(
                actor=mentor, play=play, planned_at=clock.now() + timedelta(days=1), press=uuid.uuid4(),
                cast={"mediator": mentor.subject, "partya": learner.subject, "partyb": mediator.subject}, observers=[],
            )
        assert set(why.value.fields) == {"mediator"}

    def test_only_mentors_prepare_and_only_the_own_trainer_leads(self, stage: Stage, make_user: Any, county: Any, learner: Actor) -> None:
        second = make_user("mentor3", "mentor", county.town)
        play = stage.drill.version.play
        with pytest.raises(NotFound):
            preparing.prepare(
                actor=learner, play=play, planned_at=clock.now() + timedelta(days=1), cast={}, observers=[], press=uuid.uuid4()
            )
        for somebody in (second, learner, stage.observers[0]):
            with pytest.raises(NotFound):
                preparing.open_drill(actor=somebody, drill=stage.drill)
            with pytest.raises(NotFound):
                leading.end(actor=somebody, drill=stage.drill)

    def test_a_drill_that_was_given_up_is_gone_for_its_people(self, stage: Stage, client_of: Any) -> None:
        preparing.cancel(actor=stage.trainer, drill=stage.drill)
        preparing.cancel(actor=stage.trainer, drill=stage.drill)

        with pytest.raises(Conflict):
            preparing.open_drill(actor=stage.trainer, drill=stage.drill)
        assert client_of(stage.a).get(f"/learn/drills/{stage.drill.pk}/").status_code == 404


class TestPackets:
    def test_everybody_reads_the_own_part_and_no_other(self, stage: Stage, client_of: Any) -> None:
        opened(stage)
        for name, actor in stage.everybody.items():
            client = client_of(actor)
            for address in ("", "role/"):
                answer = client.get(f"/learn/drills/{stage.drill.pk}/{address}")
                allowed = set(SECRETS) if name == "trainer" else {name} & set(SECRETS)
                if answer.status_code == 200:
                    assert found(body(answer)) == allowed, (name, address)
                else:
                    assert (name, address, answer.status_code) == ("trainer", "role/", 404)

    def test_the_trainers_paper_and_strange_addresses_are_not_found(
        self, stage: Stage, client_of: Any, outsider: Actor, supervisor: Actor, editor: Actor, admin: Actor
    ) -> None:
        opened(stage)
        here = f"/learn/drills/{stage.drill.pk}/"
        for actor in (stage.mediator, stage.a, stage.observers[0], outsider, supervisor, editor, admin):
            answer = client_of(actor).get(f"{here}lead/")
            assert (answer.status_code, found(body(answer))) == (404, set())
        for actor in (outsider, supervisor, editor, admin):
            for address in ("", "role/"):
                assert client_of(actor).get(f"{here}{address}").status_code == 404
        with pytest.raises(NotFound):
            packets.all_of(stage.a, stage.drill, "zh-hans")

    def test_the_reader_of_pages_catches_a_planted_leak(self, stage: Stage, client_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """The measuring stick itself: were a packet taken for the wrong role, the test above would see it."""
        honest = packets._packet
        monkeypatch.setattr(packets, "_packet", lambda content, role, language: honest(content, "partyb", language))

        assert found(body(client_of(stage.a).get(f"/learn/drills/{stage.drill.pk}/"))) == {"partyb"}


class TestLeading:
    def test_what_is_put_in_for_one_reaches_one(self, stage: Stage) -> None:
        room = opened(stage)
        before = rooms.head_of(room).seq
        press = uuid.uuid4()
        for _twice in range(2):
            leading.put_in(actor=stage.trainer, drill=stage.drill, to="partya", text="女儿来电话", press=press)
        assert rooms.head_of(room).seq == before  # the joint log says nothing of it
        leading.put_in(actor=stage.trainer, drill=stage.drill, to="", text="有人敲门", press=uuid.uuid4())

        told = {name: [p.text for p in live.injects(actor, stage.drill)] for name, actor in stage.everybody.items()}

        assert Inject.objects.count() == 2
        assert told["trainer"] == told["partya"] == ["女儿来电话", "有人敲门"]
        assert {name: texts for name, texts in told.items() if texts == ["有人敲门"]}.keys() == {
            "mediator", "partyb", "observer 0", "observer 1"
        }
        assert [e.kind for e in rooms.entries_after(stage.b, room, before)] == ["drill.inject"]

    def test_bad_injects_are_named(self, stage: Stage) -> None:
        with pytest.raises(Conflict):  # not open yet
            leading.put_in(actor=stage.trainer, drill=stage.drill, to="", text="x", press=uuid.uuid4())
        opened(stage)
        for text in ("", "  ", "x" * 1001):
            with pytest.raises(Invalid):
                leading.put_in(actor=stage.trainer, drill=stage.drill, to="", text=text, press=uuid.uuid4())
        with pytest.raises(NotFound):
            leading.put_in(actor=stage.trainer, drill=stage.drill, to="expert", text="x", press=uuid.uuid4())
        for somebody in (stage.mediator, stage.observers[0]):
            with pytest.raises(NotFound):
                leading.put_in(actor=somebody, drill=stage.drill, to="", text="x", press=uuid.uuid4())

    def test_a_rewind_keeps_the_log_and_begins_a_take(self, stage: Stage) -> None:
        room = opened(stage)
        first = say(stage.mediator, room, "先听您说")
        leading.go_to(actor=stage.trainer, drill=stage.drill, stage=1)
        leading.mark(actor=stage.trainer, drill=stage.drill, name="她哭了", press=uuid.uuid4())
        say(stage.mediator, room, "别哭了")
        leading.go_to(actor=stage.trainer, drill=stage.drill, stage=0)
        before = [e.seq for e in rooms.read_all(room)]
        moment = Mark.objects.get()

        for _twice in range(2):
            leading.rewind(actor=stage.trainer, drill=stage.drill, moment=moment.pk, take=1)

        after = rooms.read_all(room)
        assert [e.seq for e in after][: len(before)] == before
        assert [e.kind for e in after][len(before) :] == ["drill.rewound"]
        assert (stage.fresh().take, stage.fresh().stage) == (2, 1)
        assert list(Take.objects.values_list("number", "mark", "since")) == [(1, None, 0), (2, moment.pk, after[-1].seq)]
        assert first < moment.seq < after[-1].seq
        assert rooms.first_bad(room) is None

    def test_no_rewind_while_some_talk_apart(self, stage: Stage) -> None:
        from realtime.rooms import services

        room = opened(stage)
        leading.mark(actor=stage.trainer, drill=stage.drill, name="", press=uuid.uuid4())
        seat = rooms.seat_of(stage.a, room)
        assert seat is not None
        services.open_caucus(stage.mediator, room, [seat])

        with pytest.raises(Conflict):
            leading.rewind(actor=stage.trainer, drill=stage.drill, moment=Mark.objects.get().pk, take=1)

    def test_the_end_closes_the_room_once(self, stage: Stage) -> None:
        room = opened(stage)
        for _twice in range(2):
            leading.end(actor=stage.trainer, drill=stage.drill)

        room.refresh_from_db()
        assert (room.state, stage.fresh().state) == (RoomState.CLOSED, DrillState.DEBRIEF)
        with pytest.raises(Conflict):
            leading.go_to(actor=stage.trainer, drill=stage.drill, stage=1)

    def test_who_leaves_comes_back_in_the_same_role(self, stage: Stage) -> None:
        from realtime.rooms import services

        room = opened(stage)
        services.leave(stage.a, room)
        services.enter(stage.a, room)

        seat = rooms.seat_of(stage.a, room)
        assert seat is not None
        assert (seat.label, seat.state) == ("partya", "waiting")


class TestPages:
    def test_a_mentor_prepares_opens_and_leads_by_pages(
        self, mentor: Actor, learner: Actor, mediator: Actor, gridworker: Actor, client_of: Any
    ) -> None:
        play, client = make_play(mentor), client_of(mentor)
        page = f"/learn/drills/plays/{play.pk}/prepare/"
        assert client.get(page).status_code == 200
        given = {"press": str(uuid.uuid4()), "planned_at": "2019-01-01T10:00", "mediator": learner.subject, "partya": mediator.subject}
        wrong = client.post(page, given)
        assert (wrong.status_code, Drill.objects.count()) == (422, 0)
        assert f'value="{learner.subject}" selected' in body(wrong)  # nothing chosen is lost
        when = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")

        made = client.post(page, {**given, "planned_at": when, "partyb": gridworker.subject})

        drill = Drill.objects.get()
        assert made["Location"] == f"/learn/drills/{drill.pk}/"
        opened_at = client.post(f"/learn/drills/{drill.pk}/open/")["Location"]
        assert opened_at.startswith("/rooms/")
        assert client.get(opened_at).status_code == 200
        lead = f"/learn/drills/{drill.pk}/lead/"
        assert client.get(lead).status_code == 200
        assert client.post(lead, {"what": "inject", "text": "", "to": ""}).status_code == 422
        assert client.post(lead, {"what": "nothing"}).status_code == 404
        assert client.post(lead, {"what": "rewind", "moment": "x"}).status_code == 404
        assert client.post(lead, {"what": "mark", "name": "甲"}, headers={"HX-Request": "true"}).status_code == 200
        assert client.post(lead, {"what": "stage", "stage": "-7"}).status_code == 404
        assert Mark.objects.count() == 1

    def test_pages_cost_few_questions(self, stage: Stage, client_of: Any, django_assert_max_num_queries: Any) -> None:
        opened(stage)
        client = client_of(stage.a)
        client.get("/learn/drills/")
        for address in ("/learn/drills/", f"/learn/drills/{stage.drill.pk}/role/"):
            with django_assert_max_num_queries(12):
                assert client.get(address).status_code == 200

    def test_the_list_of_plays_is_for_those_who_write(self, mentor: Actor, editor: Actor, learner: Actor, client_of: Any) -> None:
        make_play(mentor)
        answers = [client_of(a).get("/learn/drills/plays/").status_code for a in (mentor, editor, learner)]
        assert answers == [200, 200, 404]
        assert [client_of(a).get("/learn/drills/plays/new/").status_code for a in (mentor, editor, learner)] == [200, 200, 404]

    def test_a_play_is_written_by_pages(self, mentor: Actor, client_of: Any) -> None:
        from training.roleplay.models import Play

        client = client_of(mentor)
        given = {"title_zh": "噪声", "title_en": "Noise", "script": "hello", "edition": "0", "press": str(uuid.uuid4())}
        wrong = client.post("/learn/drills/plays/new/", {**given, "publish": "1"})
        play = Play.objects.get()
        assert (wrong.status_code, play.versions.count()) == (422, 0)
        assert "hello" in body(wrong)

        done = client.post(f"/learn/drills/plays/{play.pk}/", {**given, "script": SCRIPT, "edition": "1", "publish": "1"})

        assert (done.status_code, play.versions.count()) == (302, 1)
        stale = client.post(f"/learn/drills/plays/{play.pk}/", {**given, "title_zh": "别的", "script": SCRIPT, "edition": "1"})
        assert stale.status_code == 409
