"""No way through the ladder leaves out a gate, whatever is done in whatever order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from training.mentoring import rules
from training.mentoring.defaults import GATES
from training.mentoring.enums import CEILINGS, Evidence, Grade, Stage, Track

PATH = [rules.Gate(int(s), k, n) for s, k, n, _source in GATES[Track.PATH]]
GRADES = [rules.Gate(int(s), k, n) for s, k, n, _source in GATES[Track.GRADE]]
TODAY = date(2026, 3, 2)
KINDS = sorted({g.kind for g in PATH})


class Climb(RuleBasedStateMachine):
    """Evidence comes and goes, panels vote, notices run, objections come; somebody presses for every step all the time."""

    @initialize()
    def begin(self) -> None:
        self.step, self.have, self.today = 0, dict.fromkeys(KINDS, 0), TODAY
        self.review: rules.Review | None = None
        self.passed: list[int] = []

    @rule(kind=st.sampled_from(KINDS), number=st.integers(0, 100))
    def earn(self, kind: Evidence, number: int) -> None:
        self.have[kind] = number

    @precondition(lambda self: self.step < Stage.INDEPENDENT)
    @rule()
    def earn_what_is_asked(self) -> None:
        self.have |= {g.kind: max(g.number, self.have[g.kind] or 0) for g in PATH if g.step == self.step}

    @rule(kind=st.sampled_from(KINDS))
    def lose(self, kind: Evidence) -> None:
        self.have[kind] = 0

    @rule(members=st.integers(0, 5), yes=st.integers(0, 5), no=st.integers(0, 5))
    def panel(self, members: int, yes: int, no: int) -> None:
        self.review = rules.Review(members, yes, no)

    @rule(days=st.integers(1, 30), open_=st.integers(0, 1), upheld=st.integers(0, 1))
    def announce(self, days: int, open_: int, upheld: int) -> None:
        if self.review is not None:
            r = self.review
            self.review = rules.Review(r.members, r.yes, r.no, self.today + timedelta(days=days), open_, upheld)

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(to=st.integers(-1, 9))
    def press(self, to: int) -> None:
        """What `sign_off` does: the engine's answer, taken only where the page offered the same."""
        reached = rules.following(Track.PATH, self.step, PATH, self.have, self.review, self.today)
        if reached is None or reached != to:
            return
        assert reached == self.step + 1
        for gate in PATH:
            if gate.step == self.step:
                assert (self.have[gate.kind] or 0) >= gate.number, gate
        if self.step == Stage.SUPERVISED:
            r = self.review
            assert r is not None and r.members >= 3 and r.yes + r.no == r.members and r.yes > r.no
            assert r.until is not None and r.until < self.today and not r.appeals_open and not r.appeals_upheld
        self.passed.append(self.step)
        self.step = reached

    @invariant()
    def every_gate_was_passed_in_order(self) -> None:
        assert getattr(self, "passed", []) == list(range(getattr(self, "step", 0)))


TestClimb = Climb.TestCase
TestClimb.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 100))), st.sampled_from([s for s in Stage if s != Stage.MENTOR]))
def test_one_gate_that_is_short_shuts_the_step(found: list[Any], stage: Stage) -> None:
    mine = [g for g in PATH if g.step == stage]
    for short in mine:
        have = dict(found) | {g.kind: g.number for g in mine} | {short.kind: short.number - 1}
        late = rules.Review(3, 3, 0, TODAY - timedelta(days=1))
        assert rules.following(Track.PATH, stage, PATH, have, late, TODAY) is None


def test_the_delivered_ladder_asks_for_something_on_every_step() -> None:
    assert {g.step for g in PATH} == set(range(Stage.MENTOR))
    assert all(g.number >= 1 for g in PATH + GRADES)


def test_a_step_without_conditions_cannot_be_taken() -> None:
    """Grades three to one have none until the county writes them."""
    done = rules.Review(3, 3, 0, TODAY - timedelta(days=1))
    have: dict[Evidence, int | None] = dict.fromkeys(Evidence, 100)
    for grade in (Grade.FOUR, Grade.THREE, Grade.TWO):
        assert rules.following(Track.GRADE, grade, GRADES, have, done, TODAY) is None
    assert rules.following(Track.GRADE, Grade.ONE, GRADES, have, done, TODAY) is None


def test_nothing_known_opens_nothing_and_a_ceiling_is_a_ceiling() -> None:
    assert rules.Gap(Evidence.ORAL, 30, None).open and rules.Gap(Evidence.SUCCESS, 85, None).open
    assert Evidence.ORAL in CEILINGS
    assert rules.Gap(Evidence.ORAL, 30, 31).open and not rules.Gap(Evidence.ORAL, 30, 30).open
    assert rules.Gap(Evidence.SUCCESS, 85, 84).open and not rules.Gap(Evidence.SUCCESS, 85, 85).open


def test_the_notice_runs_to_the_end_of_its_last_day() -> None:
    have = {g.kind: g.number for g in PATH if g.step == Stage.SUPERVISED}
    for until, opens in ((TODAY, False), (TODAY - timedelta(days=1), True), (TODAY + timedelta(days=1), False), (None, False)):
        review = rules.Review(3, 2, 1, until)
        assert (rules.following(Track.PATH, Stage.SUPERVISED, PATH, have, review, TODAY) is not None) is opens
