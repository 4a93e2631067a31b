"""One stream of evidence for a person: every area that sees somebody work gives its part (port).

Nothing is copied: a provider reads its own records each time, so that what is corrected there is corrected here. What was not
observed is not in the stream, and nothing of it is added up into one number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from training.assessment.enums import Competency
from training.competencies.enums import Source


@dataclass(frozen=True, slots=True)
class Item:
    """Something that was seen once. indicator: its code, or "" where only the competency is known.

    good: whether it speaks for the competency. words: how it was seen, in the reader's language.
    """

    at: datetime
    source: Source
    competency: Competency
    indicator: str
    good: bool
    words: str


Provider = Callable[[UUID], Iterable[Item]]
_providers: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Call in `ready()`. The same name again replaces."""
    _providers[name] = provider


def stream(person: UUID) -> list[Item]:
    """Everything there is about this person, oldest first."""
    return sorted((item for provider in _providers.values() for item in provider(person)), key=lambda item: item.at)


@dataclass(frozen=True, slots=True)
class Offered:
    """Something to do for a competency, and where it is."""

    competency: Competency
    url: str
    words: str


# given what is missing, in the order of the competencies: the first of them for which this area has something
Offer = Callable[[UUID, Sequence[Competency], str], "Offered | None"]
_offers: dict[Source, Offer] = {}


def offer(source: Source, find: Offer) -> None:
    """Call in `ready()`: how this area would take somebody a step further. `find(person, missing, language)`; missing is never empty."""
    _offers[source] = find


def offered(source: Source, person: UUID, missing: Sequence[Competency], language: str) -> Offered | None:
    find = _offers.get(source)
    return find(person, missing, language) if find is not None and missing else None
