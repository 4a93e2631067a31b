"""What is there for the gates: counted from what happened and what both have signed, never typed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Count, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast

from mediation.common import clock
from training.assessment.enums import Competency
from training.assessment.marking import FULL
from training.assessment.models import Attempt
from training.competencies.indicators import BY_CODE, Level
from training.drills.models import Run
from training.mentoring.enums import Evidence, Kind, SeatKind, Stage, Track
from training.mentoring.models import LogEntry, LogSignature, Portfolio, Seat, SignOff
from training.mentoring.ports import Seen, practice
from training.mentoring.selectors.around import Around
from training.recognition.models import Certificate
from training.roleplay.selectors.record import played

RATERS = 2
DRILLS = frozenset({Evidence.DRILL, Evidence.DRILL_LEAD, Evidence.ASSESSED})
SHEET = timedelta(hours=48)  # after the sitting
DEBRIEF = timedelta(days=7)  # MTI East Africa: the same day or within one week
FIRST_FOUR = (Competency.SCREENING, Competency.OPENING, Competency.LISTENING, Competency.NEUTRALITY)


@dataclass(frozen=True, slots=True)
class Log:
    """The lines of a portfolio, newest first, and what became of its seats; read once, asked often."""

    person: UUID
    entries: tuple[LogEntry, ...]
    seats: tuple[tuple[Seat, Seen | None], ...]
    said: Mapping[UUID, Sequence[LogSignature]]

    @classmethod
    def of(cls, portfolio: Portfolio, seats: Sequence[Seat]) -> Log:
        """Whoever writes a line signs it: with the signatures all lines come along."""
        rows = LogSignature.objects.filter(entry__contract__portfolio=portfolio).select_related("entry__contract")
        entries: dict[UUID, LogEntry] = {}
        said: dict[UUID, list[LogSignature]] = {}
        for one in rows.order_by("-entry__on", "-entry__written_at", "at"):
            entries.setdefault(one.entry_id, one.entry)
            said.setdefault(one.entry_id, []).append(one)
        seen = practice().seen([s.guest for s in seats]) if seats else {}
        return cls(portfolio.person, tuple(entries.values()), tuple((s, seen.get(s.guest)) for s in seats), said)

    def signed(self, entry: LogEntry) -> bool:
        """Both have signed, and nobody of the two said no; an assessed drill also has two raters who are neither."""
        yes = {s.signer for s in self.said.get(entry.pk, ()) if s.yes}
        two = {self.person, entry.contract.mentor}
        if entry.amends_id is not None or not two <= yes:
            return False
        return entry.kind != Kind.ASSESSED or len(yes - two) >= RATERS

    def count(self, *kinds: Kind, apart: Collection[date] = ()) -> int:
        """Signed lines of these kinds, without those on the days in `apart`."""
        return sum(1 for e in self.entries if e.kind in kinds and e.on not in apart and self.signed(e))

    def sat(self, kind: SeatKind) -> list[Seen]:
        """Sittings that count: everybody agreed, it was held, and what belongs to it is written and signed by both in time."""
        return [seen for seat, seen in self.seats if seat.kind == kind and seen is not None and self.counts(seat, seen)]

    def counts(self, seat: Seat, seen: Seen) -> bool:
        if not (seen.consented and seen.held):
            return False
        mine = [e for e in self.entries if e.seat_id == seat.pk and self.signed(e)]
        end, day = seen.ends_at or seen.starts_at, clock.day_of(seen.starts_at)
        if seat.kind == SeatKind.CO:
            before = any(e.kind == Kind.BEFORE and e.written_at <= seen.starts_at for e in mine)
            return before and any(e.kind == Kind.AFTER and day <= e.on <= day + DEBRIEF for e in mine)
        return any(e.kind == Kind.SHEET and seen.starts_at <= e.written_at <= end + SHEET for e in mine)

    def levels(self) -> dict[str, int]:
        """The mentor's newest level for each indicator that was observed."""
        found: dict[str, int] = {}
        for entry in sorted((e for e in self.entries if e.seen and self.signed(e)), key=lambda e: (e.on, e.written_at)):
            found.update({code: int(level) for code, level in entry.seen.items() if code in BY_CODE})
        return found

    def rated(self) -> int:
        levels = self.levels()
        by = {c: [v for code, v in levels.items() if BY_CODE[code].competency == c] for c in FIRST_FOUR}
        return sum(1 for found in by.values() if found and min(found) >= Level.SKILLED)


def _of_person(rows: QuerySet[Any], by: str, n: Any) -> Subquery:
    return Subquery(rows.order_by().values(by).annotate(n=n).values("n")[:1], output_field=BigIntegerField())


def _numbers(portfolio: Portfolio, wanted: set[Evidence]) -> dict[Evidence, int | None]:
    """What counts itself from learning, with one look. Theory: of each quiz the best try, of these the weakest; None without any."""
    person = OuterRef("person")
    tries = Attempt.objects.filter(learner=person, points__isnull=False, out_of__gte=1).order_by().values("quiz")
    best = Max(Cast("points", BigIntegerField()) * 100 / (F("out_of") * FULL))
    held, runs = Certificate.objects.filter(learner=person, revoked_at=None), Run.objects.filter(learner=person).exclude(ended_at=None)
    look = {
        Evidence.COURSE: _of_person(held, "learner", Count("course", distinct=True)),
        Evidence.THEORY: Subquery(tries.annotate(best=best).order_by("best").values("best")[:1], output_field=BigIntegerField()),
        Evidence.SCENARIO: _of_person(runs, "learner", Count("version__scenario", distinct=True)),
    }
    asked = {f"n_{kind}": (kind, how) for kind, how in look.items() if kind in wanted}
    if not asked:
        return {}
    row: dict[str, Any] = dict(Portfolio.objects.filter(pk=portfolio.pk).values(**{name: how for name, (_k, how) in asked.items()}).get())
    return {kind: row[name] if kind == Evidence.THEORY else row[name] or 0 for name, (kind, _how) in asked.items()}


def since_supervised(sign_offs: Iterable[SignOff]) -> datetime | None:
    """Cases count as led under supervision from the signature for that stage on."""
    return next((row.at for row in sign_offs if row.step == Stage.SUPERVISED), None)


def drilled(portfolio: Portfolio, log: Log, mentors: frozenset[UUID]) -> dict[Evidence, int | None]:
    """Drills of the drill room, and beside them, where the ladder says so, signed lines about drills played elsewhere.

    A line on a day that has a drill of the room is taken for a line about that one: nothing counts twice. Raters are
    independent of the mentor if they never were one of this person's mentors.
    """
    room = played(portfolio.person)
    by_log, apart = portfolio.template.drills_by_log, {one.on for one in room}
    near = mentors | {portfolio.person}

    def told(*kinds: Kind) -> int:
        return log.count(*kinds, apart=apart) if by_log else 0

    return {
        Evidence.DRILL: len(room) + told(Kind.DRILL, Kind.DRILL_LEAD, Kind.ASSESSED),
        Evidence.DRILL_LEAD: sum(one.mediator for one in room) + told(Kind.DRILL_LEAD, Kind.ASSESSED),
        Evidence.ASSESSED: sum(len(one.raters - near) >= RATERS for one in room) + told(Kind.ASSESSED),
    }


def have(portfolio: Portfolio, kinds: Iterable[Evidence], log: Log, here: Around) -> dict[Evidence, int | None]:
    """How much there is of each of these kinds. Only what is asked for is looked up."""
    wanted = set(kinds)
    person = portfolio.person
    look: dict[Evidence, Callable[[], int | None]] = {
        Evidence.OBSERVATION: lambda: len(log.sat(SeatKind.OBSERVES)),
        Evidence.CO: lambda: len(log.sat(SeatKind.CO)), Evidence.TYPES: lambda: len({s.dispute for s in log.sat(SeatKind.CO)}),
        Evidence.AGREEMENT: lambda: log.count(Kind.AGREEMENT), Evidence.RATED: log.rated,
        Evidence.WATCHED: lambda: len(log.sat(SeatKind.WATCHED)), Evidence.MENTOR_COURSE: lambda: log.count(Kind.MENTOR_COURSE),
        Evidence.CLEAN: lambda: 1 if portfolio.clean_at is not None else 0,
    }
    found: dict[Evidence, int | None] = {kind: look[kind]() for kind in wanted if kind in look}
    found |= _numbers(portfolio, wanted)
    if wanted & DRILLS:
        found |= drilled(portfolio, log, here.mentors)
    if wanted & {Evidence.LED, Evidence.FEEDBACK}:
        since = since_supervised(here.sign_offs)
        led, heard = practice().led(person, since) if since is not None else (0, 0)
        found |= {Evidence.LED: led, Evidence.FEEDBACK: heard}
    if wanted & {Evidence.YEARS, Evidence.CASES, Evidence.ORAL, Evidence.SUCCESS}:
        record = practice().record(person)
        found |= {
            Evidence.YEARS: record.years, Evidence.CASES: record.cases, Evidence.ORAL: record.oral, Evidence.SUCCESS: record.success,
        }
    return found


def weighed(portfolio: Portfolio, here: Around) -> tuple[Log, Mapping[Evidence, int | None]]:
    """The log, and what there is for the gates of the present step."""
    log = Log.of(portfolio, here.seats)
    return log, have(portfolio, [g.kind for g in here.gates if g.step == portfolio.step], log, here)


def track_of(portfolio: Portfolio) -> Track:
    return Track(portfolio.track)
