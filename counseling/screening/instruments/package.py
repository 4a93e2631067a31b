"""The shape of an instrument package (量表包): one folder, one `definition.json`, read once and then held to its own examples."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

LANGUAGES = frozenset({"en", "zh-hans"})
Text = dict[str, str]
Certainty = Literal["yes", "no", "unknown"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Licence(_Strict):
    """Why the wording may ship. Tier A: verbatim, for everybody; `quote` is the holder's own sentence."""

    tier: Literal["A", "B", "C"]
    holder: str
    quote: str = Field(min_length=10)
    seen_in: str


class Option(_Strict):
    value: int
    text: Text


class Item(_Strict):
    """One question, known by its id and never by its position."""

    id: str = Field(pattern=r"^[a-z]+_\d+$")
    text: Text


class Cut(_Strict):
    at_least: int
    source: str


class Scale(_Strict):
    """A plain sum of items. Bands are closed ranges of the sum, lowest first; they carry no name of an illness."""

    code: str
    items: list[str] = Field(min_length=1)
    bands: list[tuple[int, int]] = Field(strict=False)
    cuts: list[Cut]


class Critical(_Strict):
    """An item that is looked at by itself, never inside a total."""

    item: str
    at_least: int


class Accuracy(_Strict):
    """How often a step is right. `of_100`: base rate in per cent -> how many of 100 positives really are in distress."""

    step: str
    scale: str
    at_least: int
    sensitivity: float = Field(gt=0, le=1)
    specificity: float = Field(gt=0, le=1)
    source: str
    of_100: dict[str, int]


class Golden(_Strict):
    """A worked example. `bands`: index of the band, or null where the interval spans two."""

    answers: dict[str, int | None]
    totals: dict[str, tuple[int, int]] = Field(strict=False)
    bands: dict[str, int | None]
    critical: dict[str, Certainty]


class Package(_Strict):
    code: str
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    title: Text
    edition: str
    licence: Licence
    provenance: Text
    stem: Text
    window_days: int
    options: list[Option] = Field(min_length=2)
    items: list[Item] = Field(min_length=1)
    scales: list[Scale]
    critical: list[Critical]
    accuracy: list[Accuracy]
    golden: list[Golden] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Package:
        ids = [item.id for item in self.items]
        if len(set(ids)) != len(ids):
            raise ValueError("an item id stands twice")
        named = [i for s in self.scales for i in s.items] + [c.item for c in self.critical]
        if unknown := set(named) - set(ids):
            raise ValueError(f"unknown items {sorted(unknown)}")
        texts = [self.stem, self.title, self.provenance, *(o.text for o in self.options), *(i.text for i in self.items)]
        if any(set(text) != LANGUAGES or not all(text.values()) for text in texts):
            raise ValueError("a text is missing in one of the languages")
        values = [o.value for o in self.options]
        if values != sorted(set(values)):
            raise ValueError("options must rise")
        for scale in self.scales:
            self._bands_meet(scale)
        return self

    def _bands_meet(self, scale: Scale) -> None:
        """Bands cover the whole range without gap or overlap."""
        if not scale.bands:
            return
        lowest, highest = len(scale.items) * self.lowest, len(scale.items) * self.highest
        expected = lowest
        for low, high in scale.bands:
            if low != expected or high < low:
                raise ValueError(f"{scale.code}: bands do not meet at {low}")
            expected = high + 1
        if expected != highest + 1:
            raise ValueError(f"{scale.code}: bands end at {expected - 1}, the scale at {highest}")

    @property
    def lowest(self) -> int:
        return self.options[0].value

    @property
    def highest(self) -> int:
        return self.options[-1].value

    def item(self, item_id: str) -> Item:
        return next(i for i in self.items if i.id == item_id)

    def option(self, value: int) -> Option | None:
        return next((o for o in self.options if o.value == value), None)
