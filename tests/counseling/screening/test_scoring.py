from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from counseling.screening import scoring
from counseling.screening.instruments.loader import FOLDER, BadPackage, codes, load, parse

PHQ4, PHQ9 = load("phq4").package, load("phq9").package


def partial(items: list[str]) -> st.SearchStrategy[dict[str, int | None]]:
    return st.fixed_dictionaries({i: st.one_of(st.none(), st.integers(0, 3)) for i in items})


@given(partial([i.id for i in PHQ4.items]))
def test_the_range_is_exactly_what_the_missing_answers_could_still_make(answers: dict[str, int | None]) -> None:
    missing = [i for i, v in answers.items() if v is None]
    completions = [
        scoring.score(PHQ4, {**answers, **dict(zip(missing, values, strict=True))})
        for values in itertools.product(range(4), repeat=len(missing))
    ]

    found = scoring.score(PHQ4, answers)

    for code, total in found.totals.items():
        sums = {c.totals[code].low for c in completions}
        assert (total.low, total.high) == (min(sums), max(sums))
        bands = {c.totals[code].band for c in completions}
        assert total.band == (bands.pop() if len(bands) == 1 else None)
        reached = {c.totals[code].reached for c in completions}
        assert total.reached == (reached.pop() if len(reached) == 1 else "unknown")


@given(partial([i.id for i in PHQ9.items]))
def test_a_critical_item_is_never_guessed(answers: dict[str, int | None]) -> None:
    value = answers["phq_9"]

    found = scoring.score(PHQ9, answers).critical["phq_9"]

    assert found == ("unknown" if value is None else "yes" if value >= 1 else "no")


@given(partial([i.id for i in PHQ9.items]))
def test_what_is_said_about_accuracy_was_surely_reached(answers: dict[str, int | None]) -> None:
    found = scoring.score(PHQ9, answers)

    low = found.totals["phq9"].low
    assert [(a.at_least, a.population) for a in found.accuracy] == [
        *([(10, "general"), (10, "general")] if low >= 10 else []), *([(8, "aged 60 and over, rural China")] if low >= 8 else [])
    ]


def test_nothing_answered_is_not_zero() -> None:
    total = scoring.score(PHQ9, {}).totals["phq9"]

    assert (total.low, total.high, total.band, total.reached) == (0, 27, None, "unknown")


def test_the_standard_bodys_own_wrong_example_is_counted_right() -> None:
    """HL7 SDC's PHQ-9 example states 13 for these answers; the sum is 10, and the band hides it (reference 1.3, 1)."""
    answers = {f"phq_{n}": v for n, v in enumerate([0, 0, 0, 1, 2, 1, 3, 2, 1], 1)}

    total = scoring.score(PHQ9, answers).totals["phq9"]

    assert (total.low, total.high) == (10, 10)


def test_a_value_no_option_has_is_refused() -> None:
    with pytest.raises(ValueError, match="no such option"):
        scoring.score(PHQ4, {"phq_1": 4})


@pytest.mark.parametrize("code", codes())
def test_the_printed_accuracy_follows_from_sensitivity_and_specificity(code: str) -> None:
    for row in load(code).package.accuracy:
        for base, printed in row.of_100.items():
            rate = int(base) / 100
            hits = row.sensitivity * rate
            exact = 100 * hits / (hits + (1 - row.specificity) * (1 - rate))
            assert round(exact) == printed, (row.step, base)


def broken(code: str, **changes: object) -> str:
    return json.dumps({**json.loads((FOLDER / code / "definition.json").read_text(encoding="utf-8")), **changes})


def test_a_package_whose_example_does_not_come_out_is_not_loaded() -> None:
    totals = {"phq4": [0, 12], "phq2": [1, 4], "gad2": [0, 6]}
    own = {"source": "wrong on purpose", "answers": {"phq_1": 1}, "totals": totals, "bands": {"phq4": None}}
    golden = [own, {"source": "a sum", "kind": "rule", "citation": "somebody, 1999", "answers": {}, "totals": {"phq4": [0, 12]}}]

    with pytest.raises(BadPackage):
        parse(broken("phq4", golden=golden))


@pytest.mark.parametrize(
    "changes",
    [
        {"licence": {"tier": "A", "holder": "x", "quote": "", "seen_in": "x"}},
        {"unknown": 1},
        {"golden": []},
        {"stem": {"en": "only English"}},
        {"critical": [{"item": "phq_99", "at_least": 1}]},
        {"scales": [{"code": "phq4", "items": ["phq_1"], "bands": [{"source": "none", "ranges": [[0, 1], [3, 3]]}]}]},
        {"scales": [{"code": "phq4", "items": ["phq_1"], "cuts": [{"source": "none", "at_least": 1, "at_most": 2}]}]},
        {"languages": {"en": {"provenance": "half of it"}}},
        {"gates": [{"when": {"phq_99": 0}, "then": ["phq_1"], "value": 0}]},
    ],
)
def test_a_package_of_the_wrong_shape_is_not_loaded(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        parse(broken("phq4", **changes))


def test_the_hash_changes_with_a_word() -> None:
    assert parse(broken("phq4")).digest == load("phq4").digest
    assert parse(broken("phq4", edition="another")).digest != load("phq4").digest
