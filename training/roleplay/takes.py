"""Which lines of the log a take consists of. The log is one; a take is a way through it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Began:
    """How a take began: at entry `since` of the log, going back to entry `seq` of take `of`. The first take goes back to nothing."""

    number: int
    since: int
    of: int = 0
    seq: int = 0
    at: datetime | None = None  # when the moment was that it goes back to


@dataclass(frozen=True, slots=True)
class Span:
    """Entries after `after` up to `upto` (None: to the end), played in take `take`; `until` is when it breaks off."""

    take: int
    after: int
    upto: int | None
    until: datetime | None = None

    def holds(self, seq: int) -> bool:
        return self.after < seq and (self.upto is None or seq <= self.upto)


def spans(takes: Sequence[Began], number: int) -> list[Span]:
    """The way through the log that take `number` is, from the beginning. Takes follow each other in the log without a gap."""
    known: Mapping[int, Began] = {t.number: t for t in takes}
    following = {t.number: next((u.since - 1 for u in takes if u.number == t.number + 1), None) for t in takes}
    way: list[Span] = []
    take, upto, until = known[number], following[number], None
    while True:
        way.append(Span(take.number, take.since, upto, until))
        if take.of == 0:
            return way[::-1]
        upto, until = take.seq, take.at
        take = known[take.of]
