"""Every instrument of the shelf, by the same rules: what is missing is a range, and never a zero."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counseling.screening import scoring
from counseling.screening.instruments.loader import codes, load
from counseling.screening.instruments.package import Change, Package
from counseling.screening.scoring import Plan

TEXT = {"phq2", "phq4", "phq8", "phq9", "gad2", "gad7"}  # in both languages
ENGLISH = {"k6", "k10", "pc_ptsd5", "hark"}
CHINESE = {"danger"}
Answers = dict[str, int | None]


def some(package: Package, data: st.DataObject, missing: float = 0.5) -> Answers:
    """Answers with some of them missing, drawn by a seed (one draw, so that 90 items stay quick)."""
    dice = random.Random(data.draw(st.integers(0, 2**32)))
    share = data.draw(st.sampled_from([0.0, missing / 4, missing]))
    return {
        i.id: None if dice.random() < share else dice.choice([o.value for o in package.options_of(i.id)]) for i in package.items
    }


@pytest.mark.parametrize("code", codes())
def test_every_package_loads_with_examples_that_come_out(code: str) -> None:
    package = load(code).package

    assert package.code == code
    assert len(package.golden) >= 4
    assert any(list(set(g.answers)) == [None] for g in package.golden if isinstance(g.answers, list)), "an empty form is an example"


def test_words_ship_only_where_the_licence_lets_them() -> None:
    both = {c for c in codes() if set(load(c).package.languages) == {"en", "zh-hans"}}
    english = {c for c in codes() if set(load(c).package.languages) == {"en"}}
    chinese = {c for c in codes() if set(load(c).package.languages) == {"zh-hans"}}

    assert (both, english, chinese) == (TEXT, ENGLISH, CHINESE)
    assert {load(c).package.licence.tier for c in TEXT | ENGLISH | CHINESE} == {"A"}


@pytest.mark.parametrize("code", codes())
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_filling_in_what_is_missing_stays_inside_the_range(code: str, data: st.DataObject) -> None:
    package = load(code).package
    answers = some(package, data)
    filled = {i: v if v is not None else some(package, data, 0)[i] for i, v in answers.items()}

    before, after = scoring.score(package, answers), scoring.score(package, filled)

    for name, total in before.totals.items():
        assert total.low <= after.totals[name].low <= after.totals[name].high <= total.high or after.contradictory
        if total.band is not None and not after.contradictory:
            assert after.totals[name].band == total.band
        for was, became in zip(total.cuts, after.totals[name].cuts, strict=True):
            assert was in ("unknown", became) or after.contradictory
    for rule, was in before.rules.items():
        assert was in ("unknown", after.rules[rule]) or after.contradictory
    for item, was in before.critical.items():
        assert was in ("unknown", after.critical[item]) or after.contradictory


@pytest.mark.parametrize("code", ["who5", "dass21", "sds", "cesd", "gds15", "core10", "audit_c", "pc_ptsd5", "k6"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_both_ends_can_really_happen(code: str, data: st.DataObject) -> None:
    package = load(code).package
    answers = some(package, data, 0)
    dice = random.Random(data.draw(st.integers(0, 2**32)))
    for item in dice.sample(list(answers), k=min(3, len(answers))):
        answers[item] = None
    missing = [i for i, v in answers.items() if v is None]
    plan = Plan(package)
    found = plan.score(answers)
    if found.contradictory:
        return
    choices = [[o.value for o in package.options_of(i)] for i in missing]
    completed = [plan.score({**answers, **dict(zip(missing, values, strict=True))}) for values in itertools.product(*choices)]

    for name, total in found.totals.items():
        sums = [end for c in completed if not c.contradictory for end in (c.totals[name].low, c.totals[name].high)]
        assert (total.low, total.high) == (min(sums), max(sums))


@pytest.mark.parametrize("code", codes())
def test_nothing_answered_says_nothing(code: str) -> None:
    package = load(code).package

    found = scoring.score(package, {})

    assert all((t.low, t.high) == package.span(s) and not t.exact for s in package.scales for t in [found.totals[s.code]])
    assert {*found.critical.values(), *found.rules.values()} <= {"unknown"}
    assert all(t.band is None and t.evened is None for t in found.totals.values())


def test_a_score_cannot_be_altered() -> None:
    found = scoring.score(load("phq9").package, {"phq_1": 1})

    with pytest.raises(AttributeError):
        found.totals["phq9"].low = 3  # type: ignore[misc]
    with pytest.raises(TypeError):
        found.totals["phq9"] = None  # type: ignore[index]


def test_an_unknown_item_is_refused() -> None:
    with pytest.raises(ValueError, match="no such item"):
        scoring.score(load("phq9").package, {"phq_10": 1})


def test_a_refusal_is_a_yes_where_the_instrument_says_so_and_nowhere_else() -> None:
    asq, phq = load("asq").package, load("phq9").package

    refused = scoring.score(asq, dict.fromkeys(["asq_1", "asq_2", "asq_3"], 0), ["asq_4"])

    assert (refused.rules["positive"], refused.critical["asq_4"], refused.refused) == ("yes", "yes", ("asq_4",))
    assert scoring.score(phq, {}, ["phq_9"]).critical["phq_9"] == "unknown"


def test_a_question_that_was_not_to_be_asked_has_the_instruments_own_value() -> None:
    """K10 asks the third only if the second is above "none" (reference 1.2); an answer against the gate makes a range of both."""
    k10 = load("k10").package
    answers: Answers = {i.id: 1 for i in k10.items if i.id not in {"k10_3", "k10_6"}}

    assert (scoring.score(k10, answers).totals["k10"].low, scoring.score(k10, answers).totals["k10"].exact) == (10, True)
    against = scoring.score(k10, {**answers, "k10_3": 5})
    assert (against.totals["k10"].low, against.totals["k10"].high, against.contradictory) == (10, 14, ("k10_3",))


def test_two_systems_of_bands_are_both_told() -> None:
    k10 = load("k10").package

    total = scoring.score(k10, dict.fromkeys([i.id for i in k10.items], 2)).totals["k10"]

    assert (total.low, total.band_in) == (20, (1, 1))
    assert [b.population for s in k10.scales for b in s.bands] == ["Australia, first set", "Australia, second set"]


def test_the_keys_of_the_dass_are_the_right_ones() -> None:
    """Three public programs have them wrong (reference 1.3, 2)."""
    dass = load("dass21").package
    numbers = {s.code: [int(i.rsplit("_", 1)[1]) for i in s.items] for s in dass.scales}

    assert numbers == {
        "dass_d": [3, 5, 10, 13, 16, 17, 21], "dass_a": [2, 4, 7, 9, 15, 19, 20], "dass_s": [1, 6, 8, 11, 12, 14, 18],
    }


def test_few_missing_answers_are_evened_out_for_display_only() -> None:
    core = load("core10").package
    answers: Answers = {i.id: 2 for i in core.items}

    one = scoring.score(core, {**answers, "core10_10": None}).totals["core10"]
    critical = scoring.score(core, {**answers, "core10_6": None}).totals["core10"]
    two = scoring.score(core, {**answers, "core10_9": None, "core10_10": None}).totals["core10"]

    assert (one.evened, one.low, one.high, one.band) == (20, 18, 22, None)
    assert (critical.evened, two.evened) == (None, None)


def test_low_is_bad_in_the_who5() -> None:
    who = load("who5").package

    assert [scoring.score(who, dict(zip([i.id for i in who.items], v, strict=True))).totals["who5"].reached
            for v in ([2, 2, 2, 3, 3], [2, 2, 3, 3, 3], [5, 5, 5, 5, 5])] == ["yes", "no", "no"]


@pytest.mark.parametrize(("before", "after", "word"), [(14, 8, "better"), (8, 14, "worse"), (14, 9, "none"), (10, 10, "none")])
def test_a_change_is_more_than_noise_from_the_published_points_on(before: int, after: int, word: str) -> None:
    phq = load("phq9").package

    def total(points: int) -> scoring.Total:
        return scoring.score(phq, {i.id: 3 if n < points // 3 else points % 3 if n == points // 3 else 0
                                   for n, i in enumerate(phq.items)}).totals["phq9"]

    assert scoring.changed(phq.change[0], phq.scales[0], total(before), total(after)) == word


@pytest.mark.parametrize("row", [c for code in codes() for c in load(code).package.change if c.sd], ids=lambda c: c.source)
def test_the_published_change_follows_from_spread_and_reliability(row: Change) -> None:
    assert row.sd is not None and row.reliability is not None

    assert abs(1.96 * row.sd * 2**0.5 * (1 - row.reliability) ** 0.5 - row.points) < 0.5
