"""The questions are what their holder published, to the letter. `reference_wording.md` is the verified reference (1.4)."""

from __future__ import annotations

from pathlib import Path

import pytest

from counseling.screening import battery
from counseling.screening.bundles.loader import bundle
from counseling.screening.instruments.loader import load

REFERENCE = (Path(__file__).parent / "reference_wording.md").read_text(encoding="utf-8")
LINES = REFERENCE.splitlines()
GAD = next(line for line in LINES if line.startswith("1 Feeling nervous")).removesuffix(". Same options as PHQ-9.").split(" · ")


def reference(item: str) -> tuple[str, str]:
    kind, number = item.split("_")
    if kind == "phq":
        line = next(x for x in LINES if x.startswith(f"{number} "))
        english, chinese = line.split(" ", 1)[1].rsplit(" — ", 1)
        return english, chinese
    english, chinese = GAD[int(number) - 1].split(" ", 1)[1].split(" — ")
    return english, chinese


@pytest.mark.parametrize("code", ["phq2", "phq4", "phq8", "phq9", "gad2", "gad7"])
def test_every_item_is_the_reference_to_the_letter(code: str) -> None:
    package = load(code).package

    found = {item.id: (item.text["en"], item.text["zh-hans"]) for item in package.items}

    assert found == {item: reference(item) for item in found}


@pytest.mark.parametrize("code", ["phq2", "phq4", "phq8", "phq9", "gad2", "gad7"])
def test_stem_and_options_are_the_reference(code: str) -> None:
    package = load(code).package

    stem = next(line for line in LINES if line.startswith("Stem: "))
    options = next(line for line in LINES if line.startswith("Options 0–3: "))
    english, chinese = options.removeprefix("Options 0–3: ").split(" — ")

    assert f"Stem: {package.stem['en']} / {package.stem['zh-hans']}" == stem
    assert " / ".join(o.text["en"] for o in package.options["main"]) == english
    assert " / ".join(o.text["zh-hans"] for o in package.options["main"]) == chinese
    assert [o.value for o in package.options["main"]] == [0, 1, 2, 3]


def test_the_battery_is_the_phq4_and_then_the_ninth() -> None:
    questions = battery.flow(bundle("party"), "en", {})

    assert [q.item for q in questions] == ["phq_1", "phq_2", "gad_1", "gad_2", "phq_9"]
    assert [q.critical_from for q in questions] == [None, None, None, None, 1]


def test_the_licence_lets_it_ship() -> None:
    for code in ("phq2", "phq4", "phq8", "phq9", "gad2", "gad7"):
        licence = load(code).package.licence
        assert licence.tier == "A"
        assert licence.quote == "No permission required to reproduce, translate, display or distribute"


@pytest.mark.parametrize(("code", "head"), [("k6", "**K10**"), ("k10", "**K10**"), ("pc_ptsd5", "**PC-PTSD-5**"), ("hark", "**HARK**")])
def test_what_is_printed_in_english_only_is_the_reference_to_the_letter(code: str, head: str) -> None:
    printed = next(line for line in LINES if line.startswith(head))
    package = load(code).package

    for item in package.items:
        number = item.id.rsplit("_", 1)[1]
        lead = item.text["en"] if item.lead_in else f"{number} {item.text['en']}"
        assert lead in printed
    assert package.stem["en"].casefold() in printed.casefold()
    assert not package.speaks("zh-hans")


def test_the_danger_rating_is_the_national_wording() -> None:
    printed = next(line for line in LINES if line.startswith("**危险性评估分级**"))

    assert all(f"{o.value}级 {o.text['zh-hans']}" in printed for o in load("danger").package.options["main"])
    assert not load("danger").package.speaks("en")
