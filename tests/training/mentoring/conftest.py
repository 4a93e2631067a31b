"""A pair under contract, and what fills their gates: the real records, made by hand where another area would make them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from mediation.common import clock
from mediation.common.actor import Actor
from training.mentoring import ports
from training.mentoring.models import Contract, Portfolio
from training.mentoring.services import contract as contracts
from training.mentoring.services import log

PLAN = "三个月内跟看六次调解，先看邻里纠纷。"


@dataclass
class Table:
    """Stands in for sittings and cases: every sitting of the test, and what its parties said."""

    sittings: dict[uuid.UUID, ports.Seen] = field(default_factory=dict)
    led_and_heard: tuple[int, int] = (0, 0)
    kept: ports.Record = field(default_factory=lambda: ports.Record(0, 0, None, None))

    def ahead(self, leader: uuid.UUID) -> Sequence[ports.Ahead]:
        return []

    def ask(self, *, actor: Actor, sitting: uuid.UUID, user: uuid.UUID, takes_part: bool, purpose: str) -> uuid.UUID:
        guest = uuid.uuid4()
        self.sittings[guest] = ports.Seen(clock.now() + timedelta(hours=1), None, "neighbour", 2, 0, 0, False, False)
        return guest

    def seen(self, guests: Collection[uuid.UUID]) -> dict[uuid.UUID, ports.Seen]:
        return {g: self.sittings[g] for g in guests}

    def led(self, person: uuid.UUID, since: datetime) -> tuple[int, int]:
        return self.led_and_heard

    def record(self, person: uuid.UUID) -> ports.Record:
        return self.kept

    def hold(self, guest: uuid.UUID, *, yes: int = 2, dispute: str = "neighbour") -> None:
        """The sitting is over; so many of its two parties had agreed."""
        old = self.sittings[guest]
        start = clock.now() - timedelta(hours=1)
        self.sittings[guest] = ports.Seen(start, clock.now(), dispute, old.asked, yes, 2 - yes, False, True)


@pytest.fixture
def table() -> Iterator[Table]:
    before = ports.practice()
    port = Table()
    ports.wire_practice(port)
    yield port
    ports.wire_practice(before)


def in_a_year() -> date:
    return clock.today() + timedelta(days=300)


@dataclass
class Pair:
    mentor: Actor
    learner: Actor
    portfolio: Portfolio
    contract: Contract

    def line(self, kind: str, by: Actor | None = None, **more: Any) -> Any:
        """A line written by one of the two, waiting for the other."""
        given = {"on": clock.today(), "minutes": 30, "words": "看到了开场、倾听和归纳三步。", "once": uuid.uuid4()} | more
        return log.write(actor=by or self.learner, portfolio=self.portfolio, kind=kind, **given)

    def both(self, kind: str, by: Actor | None = None, **more: Any) -> Any:
        entry = self.line(kind, by, **more)
        log.sign(actor=self.learner if by is self.mentor else self.mentor, entry=entry, yes=True)
        return entry

    def at(self, step: int) -> Pair:
        """Put on a step without having climbed it: only tests of what comes afterwards do so."""
        Portfolio.objects.filter(pk=self.portfolio.pk).update(step=step)
        self.portfolio.refresh_from_db()
        return self


@pytest.fixture
def pair(mentor: Actor, learner: Actor, county: Any) -> Pair:
    row = contracts.propose(actor=mentor, apprentice=uuid.UUID(learner.subject), plan=PLAN, rhythm="每周一次", until=in_a_year())
    contracts.answer(actor=learner, contract=row, yes=True)
    row.refresh_from_db()
    return Pair(mentor, learner, row.portfolio, row)


@pytest.fixture
def judges(make_user: Any, county: Any, supervisor: Actor) -> list[Actor]:
    """Three who may judge."""
    return [supervisor, make_user("judge1", "mediator", county.town), make_user("judge2", "mentor", county.other_town)]
