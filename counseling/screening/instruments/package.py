"""The shape of an instrument package (量表包): one folder, one `definition.json`, read once and then held to its own examples.

Everything a county must be able to check stands in the file: the wording with where it was seen, the keys, the bands with
the people they were found in, and worked examples. `checked: false` marks what was only recalled and still has to be
compared with its source before anybody relies on it.
"""

from __future__ import annotations

from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from counseling.screening.instruments.rules import Gate, Rule

LANGUAGES = frozenset({"en", "zh-hans"})
Text = dict[str, str]
Certainty = Literal["yes", "no", "unknown"]
GENERAL = "general"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


S = TypeVar("S", bound="_Sourced")


class _Sourced(_Strict):
    """A published figure: who measured it, in whom, and whether the source itself was read."""

    source: str = Field(min_length=3)
    population: str = GENERAL
    checked: bool = True


class Licence(_Strict):
    """Why the wording may ship. A: verbatim, for everybody · B: a site's own non-commercial content · C: keys only, the site
    brings its licensed text. `quote` is the holder's own sentence or the place where the condition is printed."""

    tier: Literal["A", "B", "C"]
    holder: str
    quote: str = Field(min_length=10)
    seen_in: str
    checked: bool = True


class Wording(_Strict):
    """Where the text of one language comes from."""

    provenance: str = Field(min_length=3)
    checked: bool = True
    note: str = ""


class Option(_Strict):
    value: int
    text: Text


class Item(_Strict):
    """One question, known by its id and never by its position (published forms number the same question differently)."""

    id: str = Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*_\d+[a-z]?$")
    text: Text
    options: str = "main"
    lead_in: bool = False  # opens the questions and is in no sum


class Bands(_Sourced):
    """Closed ranges of the sum, lowest first. `names` are the published words for a severity, never the name of an illness."""

    ranges: list[tuple[int, int]] = Field(min_length=2, strict=False)
    names: list[str] = []

    def of(self, total: int) -> int | None:
        return next((n for n, (low, high) in enumerate(self.ranges) if low <= total <= high), None)

    def name(self, band: int) -> str:
        """The published word, or the range itself where there is none."""
        low, high = self.ranges[band]
        return self.names[band] if self.names else f"{low}–{high}"


class Step(_Sourced):
    """A step on a scale: reached from `at_least` upwards, or, where low is bad, from `at_most` downwards."""

    at_least: int | None = None
    at_most: int | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Step:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a step goes either up or down")
        return self

    def reached(self, low: int, high: int) -> Certainty:
        """Whether a total that lies somewhere from `low` to `high` has reached the step."""
        if self.at_least is not None:
            return "yes" if low >= self.at_least else "no" if high < self.at_least else "unknown"
        edge = self.at_most if self.at_most is not None else low
        return "yes" if high <= edge else "no" if low > edge else "unknown"


class Scale(_Strict):
    """A sum of points. `times` [n, d] multiplies it (WHO-5 by four, SDS by 1.25, rounded down)."""

    code: str
    title: Text = {}
    items: list[str] = Field(min_length=1)
    reverse: list[str] = []
    counts_from: int | None = None  # instead of points: how many answers have at least this value
    times: tuple[int, int] = Field(default=(1, 1), strict=False)
    prorate_up_to: int = Field(default=0, ge=0)  # so many missing answers may be evened out, for display only
    higher_is: Literal["worse", "better"] = "worse"
    bands: list[Bands] = []
    cuts: list[Step] = []


class Critical(_Strict):
    """An item that is looked at by itself, never inside a total. `soft`: worth a look, no alarm."""

    item: str
    at_least: int
    refusal: Literal["positive", "quiet"] = "quiet"
    soft: bool = False


class Accuracy(Step):
    """How often a step is right. `of_100`: base rate in per cent -> how many of 100 positives really are in distress."""

    step: str
    scale: str
    sensitivity: float = Field(gt=0, le=1)
    specificity: float = Field(gt=0, le=1)
    of_100: dict[str, int]


class Change(_Sourced):
    """From how many points on a difference is more than the noise of measuring (可靠变化)."""

    scale: str
    points: float = Field(gt=0)
    sd: float | None = None
    reliability: float | None = None


class Golden(_Strict):
    """A worked example (金标准算例). `answers` by item id, or as a list in the order of the items.

    `kind` says where the expected values come from: an `example` printed by a publication, a `boundary` of its printed bands
    or cuts, its printed `rule` of scoring (all three with `citation`, and only what that place prints is held), or our own
    arithmetic by `definition`, which is held to every sum, band, rule and critical answer. `checked: false` where the
    reference only recalls the figure. `bands`: index in the first set of bands, null where the interval spans two; `sets`:
    the same for every published set; `cuts`: every published cut of a scale.
    """

    source: str = Field(min_length=3)
    kind: Literal["example", "boundary", "rule", "definition"] = "definition"
    citation: str = ""
    checked: bool = True
    answers: dict[str, int | None] | list[int | None]
    refused: list[str] = []
    totals: dict[str, tuple[int, int]] = Field(default={}, strict=False)
    bands: dict[str, int | None] = {}
    sets: dict[str, list[int | None]] = {}
    cuts: dict[str, list[Certainty]] = {}
    critical: dict[str, Certainty] = {}
    rules: dict[str, Certainty] = {}

    @model_validator(mode="after")
    def _told(self) -> Golden:
        if (self.kind == "definition") == bool(self.citation):
            raise ValueError("a published example names its publication, our own arithmetic none")
        if not any((self.totals, self.bands, self.sets, self.cuts, self.critical, self.rules)):
            raise ValueError("an example that expects nothing")
        return self

    @property
    def published(self) -> bool:
        return self.kind != "definition"


class Package(_Strict):
    code: str = Field(pattern=r"^[a-z0-9_]+$")
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    title: Text
    edition: str
    licence: Licence
    languages: dict[str, Wording]
    answered_by: Literal["person", "staff"] = "person"
    stem: Text = {}
    window_days: int | None
    options: dict[str, list[Option]]
    items: list[Item] = Field(min_length=1)
    scales: list[Scale]
    gates: list[Gate] = []
    rules: list[Rule] = []
    critical: list[Critical] = []
    accuracy: list[Accuracy] = []
    change: list[Change] = []
    notes: list[str] = []  # traps a user of the figures should know
    golden: list[Golden] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Package:
        self._items_known()
        self._texts_whole()
        for values in self.options.values():
            numbers = [o.value for o in values]
            if len(numbers) < 2 or numbers != sorted(set(numbers)):
                raise ValueError("options must rise")
        for scale in self.scales:
            for bands in scale.bands:
                self._bands_meet(scale, bands)
        if not any(g.published for g in self.golden):
            raise ValueError("no example is bound to a publication")
        return self

    def _items_known(self) -> None:
        ids = [item.id for item in self.items]
        if len(set(ids)) != len(ids):
            raise ValueError("an item id stands twice")
        codes = [s.code for s in self.scales]
        if len(set(codes)) != len(codes):
            raise ValueError("a scale stands twice")
        named = {i for s in self.scales for i in [*s.items, *s.reverse]} | {c.item for c in self.critical}
        named |= {i for g in self.gates for i in g.items} | {i for r in self.rules for i in r.items}
        if unknown := named - set(ids):
            raise ValueError(f"unknown items {sorted(unknown)}")
        if unknown := {i.options for i in self.items} - set(self.options):
            raise ValueError(f"unknown options {sorted(unknown)}")
        if unknown := {a.scale for a in self.accuracy} | {c.scale for c in self.change}:
            unknown -= set(codes) | {r.code for r in self.rules}
            if unknown:
                raise ValueError(f"unknown scales {sorted(unknown)}")
        for s in self.scales:
            if len(set(s.items)) != len(s.items) or not set(s.reverse) <= set(s.items) or s.times[1] < 1 or s.times[0] < 1:
                raise ValueError(f"{s.code}: an item twice, a reversed item outside, or a wrong factor")

    def _texts_whole(self) -> None:
        """A language is there with every word of it, or not at all: half an instrument is never shown."""
        if not set(self.languages) <= LANGUAGES:
            raise ValueError("an unknown language")
        if set(self.title) != LANGUAGES:
            raise ValueError("the title is missing in one of the languages")
        texts = [*(o.text for group in self.options.values() for o in group), *(i.text for i in self.items)]
        texts += [self.stem] if self.stem or self.languages else []
        if any(set(text) != set(self.languages) or not all(text.values()) for text in texts):
            raise ValueError("a text is missing in one of the languages")

    def _bands_meet(self, scale: Scale, bands: Bands) -> None:
        """Bands cover the whole range without gap or overlap."""
        lowest, highest = self.span(scale)
        expected = lowest
        for low, high in bands.ranges:
            if low != expected or high < low:
                raise ValueError(f"{scale.code}: bands do not meet at {low}")
            expected = high + 1
        if expected != highest + 1:
            raise ValueError(f"{scale.code}: bands end at {expected - 1}, the scale at {highest}")
        if bands.names and len(bands.names) != len(bands.ranges):
            raise ValueError(f"{scale.code}: a band without a name")

    def span(self, scale: Scale) -> tuple[int, int]:
        """The lowest and the highest total the scale can have."""
        points = [scale_points(self, scale, item) for item in scale.items]
        n, d = scale.times
        return sum(min(p.values()) for p in points) * n // d, sum(max(p.values()) for p in points) * n // d

    def item(self, item_id: str) -> Item:
        return next(i for i in self.items if i.id == item_id)

    def options_of(self, item_id: str) -> list[Option]:
        return self.options[self.item(item_id).options]

    def option(self, item_id: str, value: int) -> Option | None:
        return next((o for o in self.options_of(item_id) if o.value == value), None)

    def speaks(self, language: str) -> bool:
        """Whether every word is there in this language. Otherwise a counsellor's interview takes the questions' place."""
        return language in self.languages

    @property
    def main(self) -> Scale | None:
        """The scale that bears the instrument's own name; None where there is no sum of the whole (DASS-21)."""
        return next((s for s in self.scales if s.code == self.code), None)

    @property
    def levels(self) -> list[str]:
        """The classes of an instrument without a sum, the gravest first (ASQ: acute, positive; C-SSRS: high, moderate, low)."""
        return [] if self.scales else [r.code for r in self.rules]

    def scale(self, code: str) -> Scale | None:
        return next((s for s in self.scales if s.code == code), None)


def scale_points(package: Package, scale: Scale, item: str) -> dict[int, int]:
    """What each answer to the item adds to the scale."""
    values = [o.value for o in package.options_of(item)]
    if scale.counts_from is not None:
        return {v: int(v >= scale.counts_from) for v in values}
    if item in scale.reverse:
        return {v: values[0] + values[-1] - v for v in values}
    return {v: v for v in values}
