"""Interval scoring: with answers missing a sum is a range, and a range is all that is said.

Nothing is imputed. A band is named only when both ends of the range lie in it (a sum may not be guessed upwards or
downwards), and a critical item that was left open is "unknown", never "no". Refusing is an answer of its own: it fills no
sum, and where the instrument says so (ASQ) it counts as a yes. An answer to a question the instrument would have skipped
is kept beside the skipped value: the range holds both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from counseling.screening.instruments.package import Accuracy, Certainty, Change, Package, Scale, scale_points
from counseling.screening.instruments.rules import Condition, Rule

ENGINE = "2"
Ends = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of one scale: between `low` and `high` points of `highest`; equal when nothing is missing."""

    scale: str
    low: int
    high: int
    highest: int
    answered: int
    asked: int
    band: int | None  # index in the first set of bands, None where the two ends disagree or the scale has no bands
    bands: int
    band_in: tuple[int | None, ...]  # the same for every published set
    reached: Certainty  # of the first published cut
    cuts: tuple[Certainty, ...]  # of every published cut
    evened: int | None  # the sum evened out over few missing answers: for display, never for a band or a flag

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Result:
    totals: Mapping[str, Total]
    critical: Mapping[str, Certainty]
    accuracy: tuple[Accuracy, ...]  # published steps that were surely reached
    rules: Mapping[str, Certainty] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    contradictory: tuple[str, ...] = ()  # answered although another answer says it was not asked


def score(package: Package, answers: Mapping[str, int | None], refused: Collection[str] = ()) -> Result:
    """Score what was answered. `answers`: item id -> value; None or absent is missing, `refused` says which were refused.

    Raises ValueError for a value no option has, and for an unknown item.
    """
    return Plan(package).score(answers, refused)


class Plan:
    """A package made ready to count many people."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.allowed = {i.id: frozenset(o.value for o in package.options_of(i.id)) for i in package.items}
        self._scales = {s.code: _Sum(package, s) for s in package.scales}

    def score(self, answers: Mapping[str, int | None], refused: Collection[str] = ()) -> Result:
        for item, value in answers.items():
            if item not in self.allowed:
                raise ValueError(f"{item}: no such item")
            if value is not None and value not in self.allowed[item]:
                raise ValueError(f"{item}: no such option")
        said = {i: v for i, v in answers.items() if v is not None and i not in refused}
        ends, contradictory = self.ends(said)
        critical = {c.item: self.certainty(c.item, said, ends, refused) for c in self.package.critical}
        totals = {code: s.total(ends) for code, s in self._scales.items()}
        rules = {r.code: _rule(r, ends, self.allowed, refused) for r in self.package.rules}
        return Result(
            MappingProxyType(totals), MappingProxyType(critical),
            tuple(a for a in self.package.accuracy if _sure(a, totals, rules)), MappingProxyType(rules),
            tuple(i for i in self.allowed if i in refused), contradictory,
        )

    def total(self, scale: str, ends: Mapping[str, Ends]) -> Total:
        """One scale alone."""
        return self._scales[scale].total(ends)

    def range_of(self, scale: str, raw: Ends) -> Total:
        """What is said of a scale whose points, before multiplying, lie between the two ends."""
        return self._scales[scale].range(raw, answered=0, evened=None)

    def certainty(self, item: str, said: Mapping[str, int], ends: Mapping[str, Ends], refused: Collection[str] = ()) -> Certainty:
        """Of a critical item. A refusal is a yes where the instrument says so; a gate may say that it was not to be asked."""
        rule = next(c for c in self.package.critical if c.item == item)
        if item in refused and rule.refusal == "positive":
            return "yes"
        value = said.get(item)
        if value is None:
            low, high = ends.get(item, (min(self.allowed[item]), max(self.allowed[item])))
            return "no" if high < rule.at_least else "yes" if low >= rule.at_least else "unknown"
        return "yes" if value >= rule.at_least else "no"

    def ends(self, said: Mapping[str, int]) -> tuple[dict[str, Ends], tuple[str, ...]]:
        """Item -> lowest and highest value it can have, for items that are known; gates applied in their order."""
        ends = {i: (v, v) for i, v in said.items()}
        contradictory: list[str] = []
        for gate in self.package.gates:
            if any(ends.get(i) != (v, v) for i, v in gate.when.items()):
                continue
            for item in gate.then:
                low, high = ends.get(item, (gate.value, gate.value))
                if item in said and said[item] != gate.value:
                    contradictory.append(item)
                ends[item] = (min(low, gate.value), max(high, gate.value))
        return ends, tuple(dict.fromkeys(contradictory))


class _Sum:
    def __init__(self, package: Package, scale: Scale) -> None:
        self.scale = scale
        self.points = {i: scale_points(package, scale, i) for i in scale.items}
        self.least = {i: min(p.values()) for i, p in self.points.items()}
        self.most = {i: max(p.values()) for i, p in self.points.items()}
        self.highest = package.span(scale)[1]
        self.critical = frozenset(c.item for c in package.critical)

    def total(self, ends: Mapping[str, Ends]) -> Total:
        low = high = known = answered = 0
        missing_critical = False
        for item, points in self.points.items():
            found = ends.get(item)
            if found is None:
                low += self.least[item]
                high += self.most[item]
                missing_critical = missing_critical or item in self.critical
                continue
            answered += 1
            one, other = points[found[0]], points[found[1]]
            low += min(one, other)
            high += max(one, other)
            known += one
        n, d = self.scale.times
        asked = len(self.points)
        missing = asked - answered
        evened = None
        if 0 < missing <= self.scale.prorate_up_to and answered and not missing_critical:
            evened = (2 * known * asked * n + answered * d) // (2 * answered * d)  # the mean of the given, rounded half up
        return self.range((low, high), answered, evened)

    def range(self, raw: Ends, answered: int, evened: int | None) -> Total:
        n, d = self.scale.times
        low, high = raw[0] * n // d, raw[1] * n // d
        bands = tuple(_agreed(b.of(low), b.of(high)) for b in self.scale.bands)
        cuts = tuple(c.reached(low, high) for c in self.scale.cuts)
        return Total(
            scale=self.scale.code, low=low, high=high, highest=self.highest, answered=answered, asked=len(self.points),
            band=bands[0] if bands else None, bands=len(self.scale.bands[0].ranges) if bands else 0, band_in=bands,
            reached=cuts[0] if cuts else "unknown", cuts=cuts, evened=evened,
        )


def _agreed(low: int | None, high: int | None) -> int | None:
    return low if low == high else None


def _rule(rule: Rule, ends: Mapping[str, Ends], allowed: Mapping[str, frozenset[int]], refused: Collection[str]) -> Certainty:
    found = {_condition(c, ends, allowed, refused) for c in rule.conditions}
    first, last = ("no", "yes") if rule.how == "all" else ("yes", "no")
    return first if first in found else "unknown" if "unknown" in found else last  # type: ignore[return-value]


def _condition(c: Condition, ends: Mapping[str, Ends], allowed: Mapping[str, frozenset[int]], refused: Collection[str]) -> Certainty:
    low = high = 0
    for item in c.of:
        cut = c.own.get(item, c.at_least)
        if c.refusal_counts and item in refused:
            least, most = cut, cut
        else:
            least, most = ends.get(item, (min(allowed[item]), max(allowed[item])))
        low += least >= cut
        high += most >= cut
    top = len(c.of) if c.count_at_most is None else c.count_at_most
    if high < c.count or low > top:
        return "no"
    return "yes" if low >= c.count and high <= top else "unknown"


def _sure(row: Accuracy, totals: Mapping[str, Total], rules: Mapping[str, Certainty]) -> bool:
    if row.scale in rules:
        return rules[row.scale] == "yes"
    total = totals[row.scale]
    return row.reached(total.low, total.high) == "yes"


def changed(row: Change, scale: Scale, before: Total, after: Total) -> str:
    """Whether the same person is reliably better or worse: `better`, `worse`, `none`, or `unknown` where the ranges leave it open."""
    down = scale.higher_is == "worse"
    least, most = after.low - before.high, after.high - before.low
    if most <= -row.points:
        return "better" if down else "worse"
    if least >= row.points:
        return "worse" if down else "better"
    return "none" if -row.points < least and most < row.points else "unknown"
