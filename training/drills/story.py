"""A branching scenario as data, and what a step in it does. Pure: no database, no clock, no chance.

A scene has words and choices; a scene without choices is an ending. A choice leads to a scene, changes variables within 0 to 100,
may ask for conditions, and says which competencies it shows. A state is where somebody stands: the scene and every variable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

LEAST, MOST = 0, 100
CONDITION = re.compile(r"^([a-z_]+)(>=|<=|>|<)(\d{1,3})$")
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class State:
    scene: str
    values: tuple[tuple[str, int], ...]  # by name, so that two equal states are equal

    def value(self, name: str) -> int:
        return dict(self.values)[name]


@dataclass(frozen=True, slots=True)
class Condition:
    name: str
    sign: str
    limit: int

    def holds(self, state: State) -> bool:
        value = state.value(self.name)
        return {">=": value >= self.limit, "<=": value <= self.limit, ">": value > self.limit, "<": value < self.limit}[self.sign]


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    to: str
    text: Texts
    effects: Mapping[str, int] = field(default_factory=dict)
    shows: Mapping[str, int] = field(default_factory=dict)  # competency: how much, -2 to 2
    conditions: tuple[Condition, ...] = ()
    note: Texts = field(default_factory=dict)
    law: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    id: str
    text: Texts
    choices: tuple[Choice, ...]

    @property
    def is_ending(self) -> bool:
        return not self.choices


@dataclass(frozen=True, slots=True)
class Story:
    start: str
    variables: Mapping[str, tuple[int, Texts]]
    scenes: Mapping[str, Scene]

    def begin(self) -> State:
        return State(self.start, tuple(sorted((name, first) for name, (first, _name) in self.variables.items())))

    def open(self, state: State) -> tuple[Choice, ...]:
        """The choices that may be taken here and now."""
        return tuple(c for c in self.scenes[state.scene].choices if all(k.holds(state) for k in c.conditions))

    def step(self, state: State, choice: str) -> State | None:
        """Where the choice leads; None where it is not open."""
        taken = next((c for c in self.open(state) if c.id == choice), None)
        if taken is None or taken.to not in self.scenes:
            return None
        values = tuple((name, min(MOST, max(LEAST, value + taken.effects.get(name, 0)))) for name, value in state.values)
        return State(taken.to, values)

    def walk(self, path: list[str]) -> Iterator[tuple[State, Choice]]:
        """Each step of a path with the state before it; ends where a choice is not open."""
        state = self.begin()
        for name in path:
            taken = next((c for c in self.open(state) if c.id == name), None)
            following = self.step(state, name)
            if taken is None or following is None:
                return
            yield state, taken
            state = following

    def after(self, path: list[str]) -> State:
        state = self.begin()
        for before, taken in self.walk(path):
            state = self.step(before, taken.id) or state
        return state

    def shown(self, path: list[str]) -> dict[str, tuple[int, int]]:
        """For each competency the path touched: (what spoke for it, what against), never added up into one number."""
        found: dict[str, tuple[int, int]] = {}
        for _state, taken in self.walk(path):
            for name, worth in taken.shows.items():
                good, bad = found.get(name, (0, 0))
                found[name] = (good + max(worth, 0), bad + max(-worth, 0))
        return found


def story(content: dict[str, Any]) -> Story:
    """From the stored form, see `script.parse`."""
    scenes = {
        name: Scene(name, raw["text"], tuple(_choice(c) for c in raw["choices"])) for name, raw in content["scenes"].items()
    }
    return Story(content["start"], {n: (v["first"], v["name"]) for n, v in content["variables"].items()}, scenes)


def _choice(raw: dict[str, Any]) -> Choice:
    conditions = tuple(Condition(m[1], m[2], int(m[3])) for c in raw["conditions"] if (m := CONDITION.match(c)))
    law = (raw["law"][0], int(raw["law"][1])) if raw.get("law") else None
    return Choice(raw["id"], raw["to"], raw["text"], raw["effects"], raw["shows"], conditions, raw["note"], law)
