"""Without a network the page asks what the server would ask: its own script, run over the same walks as `battery.flow`."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright._impl._driver import compute_driver_executable

from counseling.screening import battery
from counseling.screening.bundles.loader import bundle, codes
from counseling.screening.selectors.devices import LANGUAGES, stages

SCRIPT = Path(battery.__file__).parent / "static/screening/js/assist-flow.js"
RUN = """
const told = JSON.parse(require("fs").readFileSync(0, "utf8"));
const flow = new Function(told.script.replace("export function", "function") + "; return flow;")();
const asked = told.walks.map(([stages, said]) => flow(told.stages[stages], new Map(Object.entries(said))).map((q) => q.item));
process.stdout.write(JSON.stringify(asked));
"""
WALKS = 12  # a bundle and language, each from the first question to the last
TALKS = {f"{battery.INTERVIEW}_{n}": 0 for n in (1, 2, 3)}  # left to a counsellor, on the device no question


def walk(code: str, language: str, dice: random.Random) -> list[tuple[dict[str, int | None], list[str]]]:
    """Answers as they were at every step, and what the server asks with them."""
    said: dict[str, int | None] = {}
    steps = []
    while True:
        asked = [q for q in battery.flow(bundle(code), language, {**TALKS, **said}) if not q.is_interview]
        steps.append((dict(said), [q.item for q in asked]))
        question = next((q for q in asked if q.item not in said), None)
        if question is None:
            return steps
        values = [value for value, _label in question.options(language)]
        said[question.item] = dice.choice([*values, values[0], values[-1], None])


def on_the_device(shelf: dict[str, Any], walks: list[tuple[str, dict[str, int | None]]]) -> list[list[str]]:
    node = shutil.which("node") or str(compute_driver_executable()[0])
    given = json.dumps({"script": SCRIPT.read_text(encoding="utf-8"), "stages": shelf, "walks": walks})
    done = subprocess.run([node, "-e", RUN], input=given, capture_output=True, text=True, check=True, timeout=120)
    found: list[list[str]] = json.loads(done.stdout)
    return found


@pytest.mark.unit
def test_the_device_asks_what_the_server_asks() -> None:
    dice = random.Random(20261122)
    shelf = {f"{code} {language}": stages(bundle(code), language) for code in codes() for language in LANGUAGES}
    walked = [(key, said, asked) for key in shelf for _n in range(WALKS) for said, asked in walk(*key.split(), dice)]

    found = on_the_device(shelf, [(key, said) for key, said, _asked in walked])

    assert len(walked) > 1000
    assert [(key, said, here, there) for (key, said, there), here in zip(walked, found, strict=True) if here != there] == []


@pytest.mark.unit
def test_a_device_with_another_rule_is_caught() -> None:
    shelf = {"party": stages(bundle("checkup"), "en")}
    for step in shelf["party"][0]:
        step["curtail"] = None

    said = dict.fromkeys([q["item"] for q in shelf["party"][0][0]["questions"]][:7], 0)
    server = [q.item for q in battery.flow(bundle("checkup"), "en", {**TALKS, **said})]

    assert on_the_device(shelf, [("party", said)])[0] != server
