"""Bundles: what every group is asked, that nothing dangerous is gated, and that stopping early never changes the class."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counseling.screening import battery
from counseling.screening.bundles.loader import bundle, codes
from counseling.screening.bundles.shape import Bundle, Reached, Stage, Step
from counseling.screening.instruments.loader import load

GROUPS = {"party", "petition", "fraud", "family", "correction", "minor", "minor_child", "elderly", "checkup"}
LANGUAGES = ("en", "zh-hans")
TOPIC = {"en": "x", "zh-hans": "x"}


def walk(code: str, language: str, answer: dict[str, int | None] | random.Random, stage: int = 2) -> dict[str, int | None]:
    """Answer what is put, one question after another, until nothing is left."""
    said: dict[str, int | None] = {}
    while True:
        open_ = [q for q in battery.flow(bundle(code), language, said, stage=stage) if q.item not in said]
        if not open_:
            return said
        q = open_[0]
        values = [v for v, _ in q.options(language)]
        said[q.item] = answer.choice([*values, None]) if isinstance(answer, random.Random) else answer.get(q.item, values[0])


def test_every_group_has_its_bundle() -> None:
    assert set(codes()) == GROUPS
    assert [code for code in codes() if bundle(code).private_only] == ["family"]
    assert [code for code in codes() if bundle(code).guardian] == ["minor", "minor_child"]


@pytest.mark.parametrize("code", sorted(GROUPS))
@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_suicide_is_always_asked_and_violence_where_it_belongs(code: str, language: str, seed: int) -> None:
    said = walk(code, language, random.Random(seed), stage=1)
    asked = [q for q in battery.flow(bundle(code), language, said) if q.item in said]

    assert any(q.safety == "suicide" for q in asked)
    assert "phq_9" in said or code == "minor_child"  # below 12 nothing of the PHQ; without the ASQ's official words a talk
    if code == "family":
        assert any(q.safety == "violence" for q in asked)
        assert {"hark_1", "hark_2", "hark_3", "hark_4"} <= set(said) or language == "zh-hans"


@pytest.mark.parametrize("code", sorted(GROUPS))
def test_going_through_ends_and_asks_nothing_twice(code: str) -> None:
    for seed in range(20):
        said = walk(code, "en", random.Random(seed))
        asked = [q.item for q in battery.flow(bundle(code), "en", said, stage=2)]
        assert len(asked) == len(set(asked))
        assert set(said) == set(asked)
        assert set(asked) <= {q.item for q in battery.catalogue(bundle(code), "en")}


@pytest.mark.parametrize("refusals", [False, True])
def test_for_every_answer_vector_of_the_gad7_stopping_early_gives_the_same_class(refusals: bool) -> None:
    """Every one of the 4^7 vectors, and a sample of those with refusals in them."""
    cut, items = Reached(instrument="gad7", scale="gad7", at_least=10), [i.id for i in load("gad7").package.items]
    vectors = itertools.product((0, 1, 2, 3), repeat=7)
    if refusals:
        dice = random.Random(7)
        vectors = (tuple(dice.choice((0, 1, 2, 3, None)) for _ in items) for _ in range(4000))  # type: ignore[assignment]
    step = Step(instruments=["gad7"], topic=TOPIC, curtail=cut)
    spared = 0
    for vector in vectors:
        full: dict[str, int | None] = dict(zip(items, vector, strict=True))
        said = _curtailed(step, full)
        assert battery.reached(cut, said) == battery.reached(cut, full)
        spared += len(items) - len(said)
    assert spared > 0


@settings(max_examples=300, deadline=None)
@given(vector=st.lists(st.sampled_from([0, 1, 2, 3, None]), min_size=9, max_size=9))
def test_of_the_phq9_too_and_the_ninth_is_asked_all_the_same(vector: list[int | None]) -> None:
    cut, items = Reached(instrument="phq9", scale="phq9", at_least=10), [i.id for i in load("phq9").package.items]
    full = dict(zip(items, vector, strict=True))
    if all(v is None for v in vector[:8]):
        return
    said = _curtailed(Step(instruments=["phq9"], topic=TOPIC, curtail=cut), full)

    assert "phq_9" in said
    assert battery.reached(cut, said) == battery.reached(cut, full)


def _curtailed(step: Step, full: dict[str, int | None]) -> dict[str, int | None]:
    lone = Bundle.model_construct(stages=[Stage(how="always", steps=[step])])
    said: dict[str, int | None] = {}
    while open_ := [q for q in battery.flow(lone, "en", said) if q.item not in said]:
        said[open_[0].item] = full[open_[0].item]
    return said


def test_a_form_cut_short_is_known_as_such() -> None:
    calm = walk("checkup", "en", {})

    stopped = battery.stopped(bundle("checkup"), "en", calm)

    assert {c.scale for c in stopped} == {"gad7", "phq9"}
    assert len([i for i in calm if i.startswith("gad")]) < 7
    assert battery.stopped(bundle("party"), "en", walk("party", "en", {})) == []


@pytest.mark.parametrize("items", [{"phq_1": 2}, {"gad_1": 2, "gad_2": 1}])
def test_a_step_opens_only_what_belongs_to_it(items: dict[str, int | None]) -> None:
    said: dict[str, int | None] = {"phq_1": 0, "phq_2": 0, "gad_1": 0, "gad_2": 0, "phq_9": 0, **items}
    further = [q.instrument for q in battery.flow(bundle("party"), "en", said, stage=2)][5:]

    assert set(further) == ({"phq9"} if "phq_1" in items else {"gad7"})
    assert battery.goes_on(bundle("party"), "en", said) == len(further)
    assert battery.flow(bundle("party"), "en", said)[5:] == []


def test_where_everything_was_refused_nothing_more_is_pressed_on_anybody() -> None:
    said: dict[str, int | None] = dict.fromkeys(["phq_1", "phq_2", "gad_1", "gad_2", "phq_9"])

    assert battery.goes_on(bundle("party"), "en", said) == 0


def test_without_official_chinese_a_talk_takes_the_place() -> None:
    chinese = battery.flow(bundle("fraud"), "zh-hans", {})
    english = battery.flow(bundle("fraud"), "en", {})

    assert [q.item for q in chinese if q.is_interview] == ["interview_1"]
    assert not any(q.is_interview for q in english)
    assert "害怕" in chinese[-1].text("zh-hans")


def test_an_instrument_passes_over_what_its_own_rule_passes_over() -> None:
    base: dict[str, int | None] = dict.fromkeys(["phq_1", "phq_2", "gad_1", "gad_2", "phq_9"], 0)

    never = battery.flow(bundle("fraud"), "en", {**base, "pcptsd5_0": 0})
    once = battery.flow(bundle("fraud"), "en", {**base, "pcptsd5_0": 1})

    assert len(once) - len(never) == 5


def test_words_missing_in_the_language_of_the_page_are_shown_in_the_language_they_exist_in() -> None:
    question = next(q for q in battery.catalogue(bundle("petition"), "en") if q.instrument == "k6")

    assert question.spoken("zh-hans") == "en"
    assert question.text("zh-hans") == question.text("en")
