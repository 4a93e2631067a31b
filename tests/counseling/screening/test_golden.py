"""Every instrument is held to what was printed about it: which example comes from where, and that each of them can fail."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from pydantic import ValidationError

from counseling.screening import scoring
from counseling.screening.instruments.loader import FOLDER, BadPackage, codes, load, parse
from counseling.screening.instruments.package import Golden, Package, Scale

# How many of the cited examples are printed examples, edges of printed bands and cuts, printed rules. The reference prints one
# worked example only (HL7's PHQ-9), and for PHQ-8 and the C-SSRS and ASQ no band of points: there a rule is all there is.
KINDS = {
    "asq": (0, 0, 10), "audit": (0, 9, 5), "audit_c": (0, 5, 1), "cesd": (0, 4, 2), "core10": (0, 11, 2), "cssrs": (0, 0, 8),
    "danger": (0, 3, 0), "dar5": (0, 5, 1), "dass21": (0, 23, 4), "gad2": (0, 2, 1), "gad7": (0, 9, 0), "gds15": (0, 4, 2),
    "hark": (0, 5, 1), "hits": (0, 3, 0), "isi": (0, 7, 1), "k10": (0, 11, 2), "k6": (0, 5, 0), "pc_ptsd5": (0, 4, 2),
    "pcl5": (0, 5, 10), "phq2": (0, 3, 1), "phq4": (0, 9, 0), "phq8": (0, 0, 2), "phq9": (1, 12, 5), "psc17": (0, 9, 3),
    "rgpts": (0, 16, 2), "sas": (0, 6, 2), "scl90": (0, 8, 4), "sds": (0, 6, 2), "srq20": (0, 3, 1), "who5": (0, 2, 1),
}
REVERSED = {  # as the reference prints them
    "cesd": [4, 8, 12, 16], "gds15": [1, 5, 7, 11, 13], "core10": [2, 3], "sas": [5, 9, 13, 17, 19],
    "sds": [2, 5, 6, 11, 12, 14, 16, 17, 18, 20],
}
PRINTED = {  # bands as the reference prints them, first set and, where there is one, the second
    "phq9": ["0–4/5–9/10–14/15–19/20–27"], "gad7": ["0–4/5–9/10–14/15–21"], "phq4": ["0–2/3–5/6–8/9–12"],
    "k10": ["10–15/16–21/22–29/30–50", "10–19/20–24/25–29/30–50"], "isi": ["0–7/8–14/15–21/22–28"],
    "dass_d": ["0–9/10–13/14–20/21–27/28–42"], "dass_a": ["0–7/8–9/10–14/15–19/20–42"],
    "dass_s": ["0–14/15–18/19–25/26–33/34–42"], "audit": ["0–7/8–15/16–19/20–40"], "core10": ["0–5/6–10/11–14/15–19/20–24/25–40"],
    "rgpts_ref": ["0–9/10–15/16–20/21–24/25–32"], "rgpts_pers": ["0–4/5–10/11–17/18–27/28–40"], "k6": ["0–4/5–12/13–24"],
    "sds": ["25–52/53–62/63–72/73–100"], "sas": ["25–49/50–59/60–69/70–100"],
}


NO_STEP_PRINTED = {"core10", "dar5", "sds"}  # the reference names the critical item, not from which answer on


@cache
def body(code: str) -> dict[str, Any]:
    """The package with its cited examples only."""
    whole: dict[str, Any] = json.loads((FOLDER / code / "definition.json").read_text(encoding="utf-8"))
    whole["golden"] = [g for g in whole["golden"] if g.get("citation")]
    return whole


def published(code: str) -> list[Golden]:
    return [g for g in load(code).package.golden if g.published]


@pytest.mark.parametrize("code", codes())
def test_which_example_of_which_package_comes_from_where(code: str) -> None:
    found = Counter(g.kind for g in published(code))

    assert (found["example"], found["boundary"], found["rule"]) == KINDS[code]
    assert sum(KINDS[code]) >= 2, "two examples bound to a publication at least"
    assert all(g.citation for g in published(code))


def test_the_table_above_names_every_package() -> None:
    assert sorted(KINDS) == list(codes())


def test_a_package_without_a_cited_example_is_not_loaded() -> None:
    own = [{"source": "our own arithmetic", "answers": [0, 0], "totals": {"gad2": [0, 0]}}]

    with pytest.raises(ValidationError, match="no example is bound to a publication"):
        parse(json.dumps({**body("gad2"), "golden": own}))


@pytest.mark.parametrize("change", [{"kind": "boundary"}, {"citation": "someone, somewhere"}, {"totals": {}}])
def test_a_citation_and_its_kind_belong_together(change: dict[str, object]) -> None:
    own = {"source": "our own arithmetic", "answers": [0, 0], "totals": {"gad2": [0, 0]}}

    with pytest.raises(ValidationError):
        Golden.model_validate({**own, **change})


def test_bands_and_reversed_items_are_the_printed_ones() -> None:
    scales = {s.code: s for c in codes() for s in load(c).package.scales if s.bands or s.reverse}
    bands = {c: ["/".join(f"{low}–{high}" for low, high in b.ranges) for b in s.bands] for c, s in scales.items() if s.bands}
    turned = {c: [int(i.rsplit("_", 1)[1]) for i in s.reverse] for c, s in scales.items() if s.reverse}

    assert (bands, turned) == (PRINTED, REVERSED)


def attainable(package: Package, scale: Scale) -> list[int]:
    low, high = package.span(scale.model_copy(update={"times": (1, 1)}))
    n, d = scale.times
    return sorted({raw * n // d for raw in range(low, high + 1)})


def sides(package: Package, scale: Scale) -> Iterator[int]:
    """The total on either side of every printed boundary, as far as the scale can have it."""
    edges = {low for b in scale.bands for low, _ in b.ranges[1:]}
    edges |= {c.at_least if c.at_least is not None else (c.at_most or 0) + 1 for c in scale.cuts}
    totals = attainable(package, scale)
    for edge in edges:
        yield max(t for t in totals if t < edge)
        yield min(t for t in totals if t >= edge)


@pytest.mark.parametrize("code", codes())
def test_both_sides_of_every_published_boundary_are_held(code: str) -> None:
    package = load(code).package
    held: dict[str, set[int]] = {}
    for g in published(code):
        answers = g.answers if isinstance(g.answers, dict) else dict(zip([i.id for i in package.items], g.answers, strict=True))
        if g.bands or g.cuts or g.sets:
            for name, total in scoring.score(package, answers, g.refused).totals.items():
                held.setdefault(name, set()).update([total.low] if total.exact else [])

    for scale in package.scales:
        assert set(sides(package, scale)) <= held.get(scale.code, set()), scale.code


def wrong(code: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The package with one printed figure or key changed, each in turn."""
    whole = body(code)

    def changed(say: str) -> dict[str, Any]:
        names.append(say)
        return copy.deepcopy(whole)

    names: list[str] = []
    numbers = [i["id"] for i in whole["items"]]
    for n, scale in enumerate(whole["scales"]):
        for k, bands in enumerate(scale.get("bands", [])):
            for edge in range(1, len(bands["ranges"])):
                for by in (-1, 1) if "dass" not in code and "times" not in scale else ():
                    new = changed(f"{scale['code']} band {edge} by {by}")
                    ranges = new["scales"][n]["bands"][k]["ranges"]
                    ranges[edge - 1][1] += by
                    ranges[edge][0] += by
                    if all(low <= high for low, high in ranges):
                        yield names[-1], new
        for k, cut in enumerate(scale.get("cuts", [])):
            for by in (-1, 1) if scale["code"] != "who5" else (-4, 4):
                new = changed(f"{scale['code']} cut {k} by {by}")
                kind = "at_least" if "at_least" in cut else "at_most"
                new["scales"][n]["cuts"][k][kind] += by
                yield names[-1], new
        for item in numbers if scale.get("reverse") else ():
            new = changed(f"{scale['code']} turns {item}")
            turned = set(scale["reverse"]) ^ {item}
            new["scales"][n]["reverse"] = sorted(turned)
            yield names[-1], new
        for item in scale["items"] if len(scale["items"]) < min(len(numbers), 20) else ():
            new = changed(f"{scale['code']} without {item}")
            new["scales"][n]["items"] = [i for i in scale["items"] if i != item]
            yield names[-1], new
    if whole.get("gates"):
        for n in range(len(whole["gates"])):
            new = changed(f"without gate {n}")
            del new["gates"][n]
            yield names[-1], new
    for n, call in enumerate(whole.get("critical", [])):
        new = changed(f"{call['item']} is not critical")
        del new["critical"][n]
        yield names[-1], new
        if code not in NO_STEP_PRINTED:
            new = changed(f"critical {call['item']} later")
            new["critical"][n]["at_least"] += 1
            yield names[-1], new
    for n, rule in enumerate(whole.get("rules", [])):
        for k in range(len(rule["conditions"])):
            new = changed(f"rule {rule['code']} without condition {k}")
            if len(rule["conditions"]) > 1:
                del new["rules"][n]["conditions"][k]
            else:
                new["rules"][n]["conditions"][k]["at_least"] += 1
            yield names[-1], new
        if any(c.get("refusal_counts") for c in rule["conditions"]):
            new = changed("a refusal is no yes")
            new["rules"][n]["conditions"][0]["refusal_counts"] = False
            yield names[-1], new


@pytest.mark.parametrize("code", [c for c in codes() if c != "phq8"])
def test_each_printed_figure_is_held_by_a_cited_example(code: str) -> None:
    """Any boundary moved by a point, any key changed, and the cited examples alone refuse the package."""
    assert load(code).package.code == parse(json.dumps(body(code))).package.code
    slipped = []
    for what, new in wrong(code):
        try:
            parse(json.dumps(new))
            slipped.append(what)
        except BadPackage:
            continue
        except ValidationError:  # the shape already refuses it
            continue

    assert slipped == []
