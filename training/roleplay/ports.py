"""Where what observers saw becomes evidence of what somebody can do. Declared here, wired by the area that keeps competencies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from training.roleplay.enums import Level


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observer saw one indicator of one person. What was not observed is no evidence, and is not here.

    source: where it comes from, `drill:<id>`; rater: who saw it.
    """

    person: UUID
    indicator: str
    level: Level
    source: str
    rater: UUID
    at: datetime


Receive = Callable[[Sequence[Evidence]], None]
_receivers: list[Receive] = []


def wire_evidence(receive: Receive) -> None:
    """`receive` is called once for each finished drill, inside its transaction. The same drill's evidence can be read again any time
    from `selectors.sheets.evidence`."""
    _receivers.append(receive)


def hand_on(rows: Sequence[Evidence]) -> None:
    for receive in _receivers:
        receive(rows)
