"""What is there for the gates: counted from what happened and what both have signed, never typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from mediation.common import clock
from training.assessment.enums import Competency
from training.assessment.marking import FULL
from training.assessment.models import Attempt
from training.competencies.indicators import BY_CODE, Level
from training.drills.models import Run
from training.mentoring import rules
from training.mentoring.enums import Evidence, Kind, SeatKind, Stage, Track
from training.mentoring.models import LogEntry, Portfolio, Requirement, Seat, SignOff
from training.mentoring.ports import Seen, practice
from training.recognition.models import Certificate

RATERS = 2
SHEET = timedelta(hours=48)  # after the sitting
DEBRIEF = timedelta(days=7)  # MTI East Africa: the same day or within one week
FIRST_FOUR = (Competency.SCREENING, Competency.OPENING, Competency.LISTENING, Competency.NEUTRALITY)


@dataclass(frozen=True, slots=True)
class Log:
    """The lines of a portfolio, newest first, and what became of its seats; read once, asked often."""

    person: UUID
    entries: tuple[LogEntry, ...]
    seats: tuple[tuple[Seat, Seen | None], ...]

    @classmethod
    def of(cls, portfolio: Portfolio) -> Log:
        entries = LogEntry.objects.filter(contract__portfolio=portfolio).select_related("contract", "seat").prefetch_related("signatures")
        seats = list(Seat.objects.filter(contract__portfolio=portfolio).select_related("contract"))
        seen = practice().seen([s.guest for s in seats]) if seats else {}
        return cls(portfolio.person, tuple(entries), tuple((s, seen.get(s.guest)) for s in seats))

    def signed(self, entry: LogEntry) -> bool:
        """Both have signed, and nobody of the two said no; an assessed drill also has two raters who are neither."""
        yes = {s.signer for s in entry.signatures.all() if s.yes}
        two = {self.person, entry.contract.mentor}
        if entry.amends_id is not None or not two <= yes:
            return False
        return entry.kind != Kind.ASSESSED or len(yes - two) >= RATERS

    def count(self, *kinds: Kind) -> int:
        return sum(1 for e in self.entries if e.kind in kinds and self.signed(e))

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


def theory(person: UUID) -> int | None:
    """The best try at each quiz taken; of these the weakest, in percent. None where none was taken."""
    best: dict[UUID, int] = {}
    rows = Attempt.objects.filter(learner=person, points__isnull=False, out_of__gte=1).values_list("quiz", "points", "out_of")
    for quiz, points, of in rows:
        best[quiz] = max(best.get(quiz, 0), (points or 0) * 100 // (of * FULL))
    return min(best.values()) if best else None


def _courses(person: UUID) -> int:
    return Certificate.objects.filter(learner=person, revoked_at=None).values("course").distinct().count()


def _scenarios(person: UUID) -> int:
    return Run.objects.filter(learner=person).exclude(ended_at=None).values("version__scenario").distinct().count()


def since_supervised(portfolio: Portfolio) -> datetime | None:
    """Cases count as led under supervision from the signature for that stage on."""
    row = SignOff.objects.filter(portfolio=portfolio, step=Stage.SUPERVISED).first()
    return row.at if row is not None else None


def have(portfolio: Portfolio, kinds: Iterable[Evidence], log: Log) -> dict[Evidence, int | None]:
    """How much there is of each of these kinds. Only what is asked for is looked up."""
    wanted = set(kinds)
    person = portfolio.person
    look: dict[Evidence, Callable[[], int | None]] = {
        Evidence.COURSE: lambda: _courses(person), Evidence.THEORY: lambda: theory(person), Evidence.SCENARIO: lambda: _scenarios(person),
        Evidence.OBSERVATION: lambda: len(log.sat(SeatKind.OBSERVES)),
        Evidence.DRILL: lambda: log.count(Kind.DRILL, Kind.DRILL_LEAD, Kind.ASSESSED),
        Evidence.DRILL_LEAD: lambda: log.count(Kind.DRILL_LEAD, Kind.ASSESSED), Evidence.ASSESSED: lambda: log.count(Kind.ASSESSED),
        Evidence.CO: lambda: len(log.sat(SeatKind.CO)), Evidence.TYPES: lambda: len({s.dispute for s in log.sat(SeatKind.CO)}),
        Evidence.AGREEMENT: lambda: log.count(Kind.AGREEMENT), Evidence.RATED: log.rated,
        Evidence.WATCHED: lambda: len(log.sat(SeatKind.WATCHED)), Evidence.MENTOR_COURSE: lambda: log.count(Kind.MENTOR_COURSE),
        Evidence.CLEAN: lambda: 1 if portfolio.clean_at is not None else 0,
    }
    found: dict[Evidence, int | None] = {kind: look[kind]() for kind in wanted if kind in look}
    if wanted & {Evidence.LED, Evidence.FEEDBACK}:
        since = since_supervised(portfolio)
        led, heard = practice().led(person, since) if since is not None else (0, 0)
        found |= {Evidence.LED: led, Evidence.FEEDBACK: heard}
    if wanted & {Evidence.YEARS, Evidence.CASES, Evidence.ORAL, Evidence.SUCCESS}:
        record = practice().record(person)
        found |= {
            Evidence.YEARS: record.years, Evidence.CASES: record.cases, Evidence.ORAL: record.oral, Evidence.SUCCESS: record.success,
        }
    return found


def gates(portfolio: Portfolio) -> list[rules.Gate]:
    rows = Requirement.objects.filter(template=portfolio.template_id).values_list("step", "kind", "number")
    return [rules.Gate(step, Evidence(kind), number) for step, kind, number in rows]


def weighed(portfolio: Portfolio, log: Log) -> tuple[list[rules.Gate], Mapping[Evidence, int | None]]:
    """The gates of the ladder and what there is for those of the present step."""
    all_ = gates(portfolio)
    return all_, have(portfolio, [g.kind for g in all_ if g.step == portfolio.step], log)


def track_of(portfolio: Portfolio) -> Track:
    return Track(portfolio.track)
