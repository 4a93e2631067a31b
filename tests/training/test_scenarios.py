"""Nobody is trapped in a scenario, a run belongs to its learner and its version, and pressing twice is once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediation.common.errors import Conflict, Invalid, NotFound
from training.drills import graph, script
from training.drills.lint import lint
from training.drills.story import LEAST, MOST, Story, story

CONTENT = Path(__file__).resolve().parents[2] / "platform" / "mediation" / "demo" / "content"
SMALL = """var trust 40: 信任 | Trust
== start
zh: 门开了一条缝。
en: The door opens a little.
> inside | 先听 | Listen
  effects: trust+10 listening+1
  note: 听见了。 | Heard.
  law: people-mediation-law 17
> out | 走开 | Leave
  effects: listening-2
== inside
zh: 里面秘密。
en: A secret inside.
> good | 谈 | Talk
  if: trust>=50
== good
zh: 谈成了。
en: Settled.
== out
zh: 没谈成。
en: Not settled.
"""


def told(text: str) -> Story:
    content, faults = script.parse(text)
    assert faults == []
    return story(content)


TRAPS = {
    "dead end": SMALL.replace("if: trust>=50", "if: trust>=60"),
    "unreachable": SMALL + "== nowhere\nzh: 无\nen: none\n",
    "loop": SMALL.replace("> good | 谈 | Talk\n  if: trust>=50", "> inside | 再谈 | Again") + "",
    "missing": SMALL.replace("> good", "> gone"),
    "locked": SMALL.replace("if: trust>=50", "if: trust>=60") + "",
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_is_found(name: str) -> None:
    assert any(f.grave for f in lint(told(TRAPS[name])))


def test_a_loop_with_a_way_out_is_no_trap_but_one_only_the_conditions_shut_is() -> None:
    round_ = SMALL.replace("> good | 谈 | Talk\n  if: trust>=50", "> good | 谈 | Talk\n> start | 回去 | Back")
    shut = SMALL.replace("if: trust>=50", "if: trust>=99").replace("== good", "> inside | 等 | Wait\n== good")

    assert [f for f in lint(told(round_)) if f.grave] == []
    assert any(f.grave and f.scene == "inside" for f in lint(told(shut)))


@pytest.mark.parametrize("name", ["leak", "wages"])
def test_the_demo_scenarios_are_sound_and_in_both_languages(name: str) -> None:
    text = (CONTENT / f"scenario-{name}.txt").read_text(encoding="utf-8").partition("\n\n")[2]

    assert lint(told(text)) == []


@st.composite
def scripts(draw: Any) -> str:
    """Any scenario: scenes with choices anywhere, effects and conditions as they fall."""
    names = [f"s{n}" for n in range(draw(st.integers(1, 6)))]
    lines = ["var a 50: 甲 | A"]
    for name in names:
        lines += [f"== {name}", "zh: 话", "en: words"]
        for n in range(draw(st.integers(0, 3))):
            lines += [f"> {draw(st.sampled_from(names))} | 选{n} | c{n}", f"  effects: a{draw(st.integers(-60, 60)):+d}"]
            if draw(st.booleans()):
                lines.append(f"  if: a{draw(st.sampled_from(['>=', '<=']))}{draw(st.integers(0, 100))}")
    return "\n".join(lines)


@settings(max_examples=150, deadline=None)
@given(scripts(), st.lists(st.integers(0, 2), max_size=25))
def test_what_the_lint_lets_through_traps_nobody(text: str, way: list[int]) -> None:
    tale = told(text)
    grave = [f for f in lint(tale) if f.grave]
    state = tale.begin()

    for pick in way:
        choices = tale.open(state)
        if grave or tale.scenes[state.scene].is_ending:
            break
        assert choices, "a dead end the lint did not see"
        following = tale.step(state, choices[pick % len(choices)].id)
        assert following is not None
        assert all(LEAST <= value <= MOST for _name, value in following.values)
        state = following
    assert graph.svg(tale, "en", "t").startswith("<svg")


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='=>|:-+ abz0_\n\ufeff漏<&"', max_size=200))
def test_no_script_however_broken_breaks_the_reader_or_the_drawing(text: str) -> None:
    content, _faults = script.parse(text)
    if content["scenes"]:
        lint(story(content))
        assert "<script" not in graph.svg(story(content), "en", text)


def test_faults_are_named_by_line() -> None:
    _content, faults = script.parse("zh: vor\n== start\nzh: x\n> ? | y\n> b | c\n  if: nobody>=3\n  effects: trust*2\n== start\n")

    assert [f.line for f in faults] == [1, 4, 6, 7, 8]


def test_words_in_the_drawing_are_escaped() -> None:
    assert "<b>" not in graph.svg(told(SMALL.replace("门开了", "<b>门</b>")), "zh-hans", "<b>")


@pytest.fixture
def scenario(db: Any, editor: Any) -> Any:
    from training.drills import services

    fields = {"title_zh": "漏水", "title_en": "Leak", "summary_zh": "", "summary_en": "", "script": SMALL}
    row = services.keep(actor=editor, scenario=None, fields=fields, edition=0)
    services.publish(actor=editor, scenario=row)
    return row


@pytest.mark.django_db
class TestPlaying:
    def test_from_door_to_ending_without_script_and_back_to_a_moment(self, scenario: Any, learner: Any, client_of: Any) -> None:
        from training.drills.models import Run

        client = client_of(learner)
        url = client.post(f"/learn/scenarios/{scenario.slug}/")["Location"]
        first = client.get(url).content.decode()
        client.post(url, {"choice": "c1", "steps": 0})
        client.post(url, {"choice": "c1", "steps": 0})  # pressed twice
        second = client.get(url).content.decode()
        client.post(url, {"choice": "c1", "steps": 1})
        ending = client.get(url).content.decode()

        run = Run.objects.get()
        assert (run.path, run.ending) == (["c1", "c1"], "good")
        assert ("里面秘密" in first, "听见了" in first) == (False, False)
        assert ("里面秘密" in second, "听见了" in second) == (True, True)
        assert "倾听与共情" in ending
        again = client.post(f"{url}again/", {"steps": 0})["Location"]
        assert client.post(f"{url}again/", {"steps": 0})["Location"] == again
        client.post(again, {"choice": "c2", "steps": 0})
        run.refresh_from_db()
        assert (run.ending, Run.objects.exclude(pk=run.pk).get().ending) == ("good", "out")

    def test_what_is_not_open_cannot_be_chosen(self, scenario: Any, learner: Any, client_of: Any) -> None:
        client = client_of(learner)
        url = client.post(f"/learn/scenarios/{scenario.slug}/")["Location"]

        for data in ({"choice": "c9", "steps": 0}, {"choice": "", "steps": 0}, {"steps": "x"}):
            assert client.post(url, data).status_code in (302, 422)
        assert client.post(url, {"choice": "c9", "steps": 0}).status_code == 422
        assert client.post(f"{url}again/", {"steps": 5}).status_code == 422

    def test_a_run_is_its_learners_and_keeps_its_version(
        self, scenario: Any, learner: Any, mediator: Any, outsider: Any, editor: Any, client_of: Any
    ) -> None:
        from training.drills import services

        client = client_of(learner)
        url = client.post(f"/learn/scenarios/{scenario.slug}/")["Location"]
        fields = {"title_zh": "漏水", "title_en": "Leak", "summary_zh": "", "summary_en": "", "script": SMALL.replace("门开了", "窗开了")}
        services.keep(actor=editor, scenario=scenario, fields=fields, edition=scenario.edition)
        services.publish(actor=editor, scenario=scenario)

        assert "门开了" in client.get(url).content.decode()
        for other in (mediator, outsider):
            assert client_of(other).get(url).status_code == 404
            assert client_of(other).post(url, {"choice": "c1", "steps": 0}).status_code == 404
        assert client_of(outsider).get(f"/learn/scenarios/{scenario.slug}/").status_code == 404
        assert client_of(learner).get(f"/learn/scenarios/write/{scenario.slug}/").status_code == 404


@pytest.mark.django_db
class TestWriting:
    def test_a_trap_is_saved_but_not_published_and_nothing_typed_is_lost(self, scenario: Any, editor: Any, client_of: Any) -> None:
        client = client_of(editor)
        data = {"title_zh": "漏水", "title_en": "Leak", "script": TRAPS["dead end"], "edition": scenario.edition, "publish": "1"}

        answer = client.post(f"/learn/scenarios/write/{scenario.slug}/", data)

        scenario.refresh_from_db()
        page = answer.content.decode()
        assert (answer.status_code, scenario.versions.count()) == (422, 1)
        assert ("死路" in page, "trust&gt;=60" in page, "<svg" in page) == (True, True, True)
        assert "trust>=60" in scenario.script

    def test_two_editors_do_not_overwrite_each_other(self, scenario: Any, editor: Any, client_of: Any) -> None:
        client = client_of(editor)
        data = {"title_zh": "一", "title_en": "Leak", "script": SMALL, "edition": scenario.edition}
        client.post(f"/learn/scenarios/write/{scenario.slug}/", data)

        answer = client.post(f"/learn/scenarios/write/{scenario.slug}/", data | {"title_zh": "二"})

        scenario.refresh_from_db()
        assert (answer.status_code, scenario.title_zh) == (409, "一")
        assert "二" in answer.content.decode()

    def test_only_editors_write_and_twice_published_is_once(self, scenario: Any, learner: Any, editor: Any) -> None:
        from training.drills import services

        with pytest.raises(NotFound):
            services.publish(actor=learner, scenario=scenario)
        with pytest.raises(NotFound):
            services.keep(actor=learner, scenario=scenario, fields={}, edition=1)
        with pytest.raises(Conflict):
            services.keep(actor=editor, scenario=scenario, fields={"title_zh": "x"}, edition=99)
        services.publish(actor=editor, scenario=scenario)
        assert scenario.versions.count() == 1

    def test_ways_are_drawn_from_five_runs_on(self, scenario: Any, editor: Any, make_user: Any, client_of: Any) -> None:
        from training.drills import services

        pages = []
        for n in range(5):
            run = services.start(actor=make_user(f"l{n}", "learner"), scenario=scenario)
            learner = make_user(f"x{n}", "learner")
            run = services.start(actor=learner, scenario=scenario)
            services.choose(actor=learner, run=run, choice="c2", steps=0)
            pages.append(client_of(editor).get(f"/learn/scenarios/write/{scenario.slug}/ways/").content.decode())

        assert ["没谈成" in p and "5 / 5" in p for p in pages] == [False, False, False, False, True]


def test_a_choice_that_is_shut_raises(scenario: Any, learner: Any) -> None:
    from training.drills import services

    run = services.start(actor=learner, scenario=scenario)
    with pytest.raises(Invalid):
        services.choose(actor=learner, run=run, choice="c7", steps=0)
