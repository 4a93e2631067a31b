"""Where somebody stands on each competency, what is missing, and the one next step that helps most. No sum, no rank, no minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from training.assessment.enums import Competency
from training.competencies import sources
from training.competencies.enums import Source
from training.competencies.indicators import INDICATORS, Indicator
from training.competencies.sources import Item


@dataclass(frozen=True, slots=True)
class Way:
    """What one source says about a competency: its newest word, and how many things were seen there."""

    source: Source
    seen: int
    good: int
    at: datetime | None

    @property
    def label(self) -> str:
        return str(self.source.label)


@dataclass(frozen=True, slots=True)
class Seen:
    """An indicator with the newest observation of it; None: not observed, which is no zero."""

    indicator: Indicator
    item: Item | None


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next: for which competency, by which way, and where it is."""

    competency: Competency
    source: Source
    url: str
    words: str


@dataclass(frozen=True, slots=True)
class Area:
    competency: Competency
    ways: tuple[Way, ...]
    indicators: tuple[Seen, ...]

    @property
    def observed(self) -> int:
        return sum(1 for seen in self.indicators if seen.item is not None)

    @property
    def missing(self) -> tuple[Way, ...]:
        return tuple(way for way in self.ways if not way.seen)

    @property
    def shaky(self) -> bool:
        """The newest word of some way speaks against it."""
        return any(way.seen and not way.good for way in self.ways)


def areas(person: UUID) -> list[Area]:
    """The nine, each with what the whole stream says. Of several observations of one indicator the newest counts."""
    items = sources.stream(person)
    newest = {item.indicator: item for item in items if item.indicator}
    found = []
    for competency in Competency:
        mine = [item for item in items if item.competency == competency]
        ways = tuple(_way(source, [i for i in mine if i.source == source]) for source in Source)
        rows = tuple(Seen(i, newest.get(i.code)) for i in INDICATORS if i.competency == competency)
        found.append(Area(competency, ways, rows))
    return found


def _way(source: Source, items: list[Item]) -> Way:
    if not items:
        return Way(source, 0, 0, None)
    if source == Source.QUESTION:
        return Way(source, len(items), sum(1 for i in items if i.good), items[-1].at)
    last = [i for i in items if i.at == items[-1].at]  # one run, one drill, one sheet
    return Way(source, len(items), sum(1 for i in last if i.good), items[-1].at)


def next_step(person: UUID, found: list[Area], language: str) -> Step | None:
    """The earliest way that is missing anywhere and for which there is something to do, the competencies in their order.

    Knowing comes before deciding, deciding before trying, trying before doing.
    """
    for source in Source:
        missing = [area.competency for area in found if any(way.source == source for way in area.missing)]
        there = sources.offered(source, person, missing, language)
        if there is not None:
            return Step(there.competency, source, there.url, there.words)
    return None
