from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from counseling.screening.instruments import loader


@pytest.fixture
def state(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.STATE = tmp_path
    loader.load.cache_clear()
    yield tmp_path
    loader.load.cache_clear()


def words(code: str, **changes: Any) -> dict[str, Any]:
    package = loader.shipped(code).package
    told = {
        "instrument": code, "language": "zh-hans", "provenance": "the county's own licensed print",
        "permission": "licence 12 of the publisher", "stem": "题干",
        "options": {g: {str(o.value): f"选项{o.value}" for o in v} for g, v in package.options.items()},
        "items": {i.id: f"题目{i.id}" for i in package.items},
    }
    return {**told, **changes}


def bring(state: Path, content: Any) -> None:
    (state / "in.json").write_text(json.dumps(content), encoding="utf-8")
    call_command("load_wording", str(state / "in.json"))
    loader.load.cache_clear()


def test_a_skeleton_speaks_once_its_words_are_there(state: Path) -> None:
    assert not loader.load("gds15").package.speaks("zh-hans")

    bring(state, words("gds15"))

    loaded = loader.load("gds15")
    assert (loaded.package.speaks("zh-hans"), loaded.package.item("gds15_3").text["zh-hans"]) == (True, "题目gds15_3")
    assert loaded.digest != loader.shipped("gds15").digest
    assert loaded.package.golden == loader.shipped("gds15").package.golden


@pytest.mark.parametrize(
    "wrong",
    [
        {"instrument": "nothing"}, {"items": {"gds15_1": "一半"}}, {"options": {"main": {"0": "否"}}}, {"permission": ""},
        {"language": "fr"}, {"stem": ""}, {"extra": 1},
    ],
)
def test_half_of_the_words_or_no_permission_is_refused(state: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(CommandError):
        bring(state, words("gds15", **wrong))
    assert not list(state.glob("instruments/*"))


def test_words_that_ship_are_not_replaced(state: Path) -> None:
    with pytest.raises(CommandError):
        bring(state, words("phq9"))


def test_a_file_that_was_spoilt_afterwards_leaves_the_skeleton(state: Path) -> None:
    bring(state, words("isi"))
    next(state.glob("instruments/*")).write_text("{", encoding="utf-8")
    loader.load.cache_clear()

    assert not loader.load("isi").package.speaks("zh-hans")
