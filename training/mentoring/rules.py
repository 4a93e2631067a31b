"""The rule engine of the ladders: pure, and the only place that says yes to a next step.

A step is left upwards, one at a time, by its own gates. Some steps also need a review: a panel of at least three in which the
mentor has no vote, a public notice that has run its days, and no appeal that is open or was upheld.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from training.mentoring.enums import CEILINGS, Evidence, Grade, Stage, Track

PANEL_AT_LEAST = 3
LAST = {Track.PATH: int(Stage.MENTOR), Track.GRADE: int(Grade.ONE)}
REVIEWED = {Track.PATH: frozenset({int(Stage.SUPERVISED)}), Track.GRADE: frozenset(int(g) for g in Grade if g != Grade.ONE)}


@dataclass(frozen=True, slots=True)
class Gate:
    """So many of a kind before the step may be left. For what is in `CEILINGS`: at most so many."""

    step: int
    kind: Evidence
    number: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A gate with what is there. `have` is None where nothing is known: that opens no gate."""

    kind: Evidence
    number: int
    have: int | None

    @property
    def open(self) -> bool:
        if self.have is None:
            return True
        return self.have > self.number if self.kind in CEILINGS else self.have < self.number


@dataclass(frozen=True, slots=True)
class Review:
    """Where the panel stands. `until` is the last day of the public notice; None: it has not begun."""

    members: int = 0
    yes: int = 0
    no: int = 0
    until: date | None = None
    appeals_open: int = 0
    appeals_upheld: int = 0

    @property
    def complete(self) -> bool:
        """Enough people, and everybody has said yes or no."""
        return self.members >= PANEL_AT_LEAST and self.yes + self.no == self.members

    @property
    def carried(self) -> bool:
        return self.complete and self.yes > self.no

    def over(self, today: date) -> bool:
        """Everything is in order, and nobody can object any more."""
        told = self.until is not None and today > self.until
        return self.carried and told and not self.appeals_open and not self.appeals_upheld


def gaps(step: int, gates: Sequence[Gate], have: Mapping[Evidence, int | None]) -> list[Gap]:
    """Every gate of this step with what is there."""
    return [Gap(g.kind, g.number, have.get(g.kind)) for g in gates if g.step == step]


def met(step: int, gates: Sequence[Gate], have: Mapping[Evidence, int | None]) -> bool:
    """A step without any gate cannot be left: an empty ladder opens nothing."""
    found = gaps(step, gates, have)
    return bool(found) and not any(g.open for g in found)


def following(
    track: Track, step: int, gates: Sequence[Gate], have: Mapping[Evidence, int | None], review: Review | None, today: date
) -> int | None:
    """The step after this one if it may be signed for today, else None."""
    if step >= LAST[track] or not met(step, gates, have):
        return None
    if step in REVIEWED[track] and (review is None or not review.over(today)):
        return None
    return step + 1
