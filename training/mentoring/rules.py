"""The rule engine of the ladder: pure, and the only place that says yes to a next stage.

A stage is left one step up, by its own gate. Leaving SUPERVISED needs more: a panel of at least three without the mentor,
a public notice that has run its days, and no appeal that is open or was upheld.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from training.mentoring.enums import Evidence, Stage

PANEL_AT_LEAST = 3


@dataclass(frozen=True, slots=True)
class Gate:
    """So many of a kind before the stage may be left."""

    stage: Stage
    kind: Evidence
    least: int


@dataclass(frozen=True, slots=True)
class Gap:
    kind: Evidence
    least: int
    have: int

    @property
    def open(self) -> bool:
        return self.have < self.least


@dataclass(frozen=True, slots=True)
class Review:
    """Where the panel stands. `notice_until` is the last day of the public notice; None: it has not begun."""

    yes: int = 0
    no: int = 0
    notice_until: date | None = None
    appeals_open: int = 0
    appeals_upheld: int = 0

    @property
    def carried(self) -> bool:
        return self.yes + self.no >= PANEL_AT_LEAST and self.yes > self.no

    def over(self, today: date) -> bool:
        """Everything is in order, and nobody can object any more."""
        told = self.notice_until is not None and today > self.notice_until
        return self.carried and told and not self.appeals_open and not self.appeals_upheld


def gaps(stage: Stage, gates: Sequence[Gate], have: Mapping[Evidence, int]) -> list[Gap]:
    """Every gate of this stage with what is there."""
    return [Gap(g.kind, g.least, have.get(g.kind, 0)) for g in gates if g.stage == stage]


def met(stage: Stage, gates: Sequence[Gate], have: Mapping[Evidence, int]) -> bool:
    """A stage without any gate cannot be left: an empty template opens nothing."""
    found = gaps(stage, gates, have)
    return bool(found) and not any(g.open for g in found)


def next_stage(
    stage: Stage, gates: Sequence[Gate], have: Mapping[Evidence, int], review: Review | None, today: date
) -> Stage | None:
    """The stage after this one if the mentor may sign for it today, else None."""
    if stage is Stage.MENTOR or not met(stage, gates, have):
        return None
    if stage is Stage.SUPERVISED and (review is None or not review.over(today)):
        return None
    return Stage(stage + 1)
