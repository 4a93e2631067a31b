"""Rules of an instrument that are not sums: answers that decide others (gates), and counts that must come together."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Gate(_Strict):
    """"If not, go on to …": when all of `when` hold, the items in `then` were not asked and count as `value`.

    That is the instrument's own rule and no guess: K10 asks its third question only where the second was not "none".
    """

    when: dict[str, int] = Field(min_length=1)
    then: list[str] = Field(min_length=1)
    value: int

    @property
    def items(self) -> set[str]:
        return {*self.when, *self.then}


class Condition(_Strict):
    """So many of the items have at least this value (`own` gives single items a value of their own)."""

    of: list[str] = Field(min_length=1)
    at_least: int
    own: dict[str, int] = {}
    count: int = Field(default=1, ge=1)
    count_at_most: int | None = None
    refusal_counts: bool = False  # not wanting to say is taken as a yes (ASQ)


class Rule(_Strict):
    """Conditions that must hold together (`all`), or of which one is enough (`any`)."""

    code: str
    how: Literal["all", "any"] = "all"
    conditions: list[Condition] = Field(min_length=1)
    source: str
    checked: bool = True

    @model_validator(mode="after")
    def _own_known(self) -> Rule:
        if any(not set(c.own) <= set(c.of) for c in self.conditions):
            raise ValueError(f"{self.code}: a value of its own for an item that is not counted")
        return self

    @property
    def items(self) -> set[str]:
        return {i for c in self.conditions for i in c.of}
