"""The shape of a bundle (筛查组合): which questions a group of people is asked, in which stages, and what follows.

A bundle is data like an instrument package. What has to hold for every one of them is checked when it is read: questions
about suicide and violence stand in the first stage without any condition; every step belongs to a published cut.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from counseling.screening.instruments.package import LANGUAGES, Text

Safety = Literal["", "suicide", "violence"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Reached(_Strict):
    """"This scale of this instrument has at least so many points": a published cut, named by its number."""

    instrument: str
    scale: str
    at_least: int


class Step(_Strict):
    """One instrument, or the first of several alternatives whose official words are there in the person's language.

    `items` limits an alternative to some of its questions. Where no alternative speaks the language, a counsellor's talk
    about `topic` takes the step's place. `when`: any of these surely reached. `curtail`: stop asking as soon as it is certain
    whether this is reached; critical items are asked all the same.
    """

    instruments: list[str] = Field(min_length=1)
    items: dict[str, list[str]] = {}
    safety: Safety = ""
    topic: Text
    when: list[Reached] = []
    curtail: Reached | None = None

    @model_validator(mode="after")
    def _words(self) -> Step:
        if set(self.topic) != LANGUAGES or not set(self.items) <= set(self.instruments):
            raise ValueError("a topic in both languages, and items of named instruments only")
        if self.safety and self.when:
            raise ValueError("a safety question has no condition")
        return self


class Stage(_Strict):
    """`always`: for everybody. `follows`: asked right after. `offered`: asked only if the person says yes to going on."""

    how: Literal["always", "follows", "offered"]
    steps: list[Step] = Field(min_length=1)


class Bundle(_Strict):
    code: str = Field(pattern=r"^[a-z_]+$", max_length=20)
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    title: Text
    about: Text  # for staff who choose
    note: Text = {}  # for the person, before the questions
    source: str = Field(min_length=3)
    private_only: bool = False  # put only to somebody who says that nobody is listening
    guardian: bool = False  # a minor: a guardian's consent and the own assent come first
    repeat_days: list[int] = []  # after the first time
    stages: list[Stage] = Field(min_length=1, max_length=2)
    flags: list[Reached] = Field(min_length=1)  # any of these surely reached: it may do good to talk

    @model_validator(mode="after")
    def _whole(self) -> Bundle:
        if any(set(t) != LANGUAGES for t in (self.title, self.about, *([self.note] if self.note else []))):
            raise ValueError("a text is missing in one of the languages")
        if self.stages[0].how != "always" or any(s.when for s in self.stages[0].steps):
            raise ValueError("the first stage is for everybody")
        if any(s.how == "always" for s in self.stages[1:]) or any(t.safety for s in self.stages[1:] for t in s.steps):
            raise ValueError("safety questions stand in the first stage")
        if not any(t.safety == "suicide" for t in self.stages[0].steps):
            raise ValueError("no bundle without the question about suicide")
        return self

    @property
    def steps(self) -> list[Step]:
        return [t for s in self.stages for t in s.steps]

    @property
    def instruments(self) -> list[str]:
        return list(dict.fromkeys(i for t in self.steps for i in t.instruments))
