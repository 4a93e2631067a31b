"""What the pages show, with the asker in hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.db.models import Q

from mediation.accounts.models import User
from mediation.accounts.roles import CAPABILITIES, Capability, Role
from mediation.accounts.selectors import assignments_now
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.common.policy import under
from mediation.vault import sealing
from training.competencies.indicators import BY_CODE, Indicator, Level
from training.mentoring import rules
from training.mentoring.enums import STEPS, ContractState, Kind, PanelState, SeatKind, Stage, Track
from training.mentoring.models import Appeal, Contract, LadderTemplate, LogEntry, LogSignature, Panel, Portfolio, Seat, SignOff
from training.mentoring.policies import appeals, panels, portfolios
from training.mentoring.ports import Ahead, Seen, practice
from training.mentoring.selectors import around, evidence
from training.mentoring.selectors.roles import Due, due

SILENT = timedelta(days=30)


def template_today(track: Track) -> LadderTemplate:
    """The ladder that holds today. Raises NotFound where a county has none."""
    row = LadderTemplate.objects.filter(track=track, valid_from__lte=clock.today()).first()
    if row is None:
        raise NotFound
    return row


def ladders() -> list[LadderTemplate]:
    return list(LadderTemplate.objects.prefetch_related("requirements").order_by("track", "-valid_from"))


def portfolio_for(actor: Actor, portfolio_id: UUID, action: str = "see") -> Portfolio:
    row = around.carrying(portfolios.scope(actor, action)).filter(pk=portfolio_id).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list."""

    portfolio: Portfolio
    step: str
    contract: Contract | None
    silent: bool


def listed(actor: Actor) -> tuple[list[Row], list[Row], list[Row]]:
    """(the asker's own, whom they accompany, who else may be seen)."""
    rows = list(portfolios.scope(actor, "see")[:200])
    now = {c.portfolio_id: c for c in Contract.objects.filter(portfolio__in=rows).exclude(state=ContractState.ENDED)}
    limit = clock.now() - SILENT
    lately = LogEntry.objects.filter(contract__in=[c.pk for c in now.values()], written_at__gte=limit)
    heard = set(lately.values_list("contract__portfolio", flat=True))
    found: tuple[list[Row], list[Row], list[Row]] = ([], [], [])
    for p in rows:
        held = now.get(p.pk)
        quiet = held is not None and held.state == ContractState.ACTIVE and p.pk not in heard and (held.signed_at or limit) < limit
        row = Row(p, str(STEPS[p.track](p.step).label), held, quiet)
        place = 0 if str(p.person) == actor.subject else 1 if held is not None and str(held.mentor) == actor.subject else 2
        found[place].append(row)
    return found


@dataclass(frozen=True, slots=True)
class Line:
    row: LogEntry
    words: str
    mine: bool  # the asker has signed it, or said no
    counts: bool
    refused: str
    seen: tuple[tuple[Indicator, str], ...]
    said: tuple[LogSignature, ...] = ()
    addenda: tuple[Line, ...] = ()
    once: UUID = field(default_factory=uuid4)  # for a later word: pressed twice, it is added once


@dataclass(frozen=True, slots=True)
class SeatRow:
    row: Seat
    seen: Seen | None
    missing: tuple[Kind, ...]
    counts: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything the page of a portfolio shows to this person."""

    portfolio: Portfolio
    label: str
    contract: Contract | None
    gaps: tuple[rules.Gap, ...]
    met: bool
    next: int | None
    panel: Panel | None
    review: rules.Review | None
    reviewed: bool
    mentors: bool
    learns: bool
    oversees: bool
    rates: bool
    lines: tuple[Line, ...]
    seats: tuple[SeatRow, ...]
    ahead: tuple[Ahead, ...]
    sign_offs: tuple[SignOff, ...]
    noes: tuple[str, ...]
    role: Due | None

    @property
    def part(self) -> bool:
        return self.mentors or self.learns

    @property
    def next_label(self) -> str:
        return "" if self.next is None else str(STEPS[self.portfolio.track](self.next).label)

    @property
    def drills(self) -> bool:
        return any(gap.kind in evidence.DRILLS for gap in self.gaps)

    @property
    def signs(self) -> bool:
        """Whether the asker is the one who signs for the next step."""
        return self.next is not None and (self.mentors if by_mentor(self.portfolio) else self.oversees)


def by_mentor(portfolio: Portfolio) -> bool:
    """The mentor signs up to independence; a new mentor and a grade are signed by the supervisor."""
    return portfolio.track == Track.PATH and portfolio.step < Stage.INDEPENDENT


def standing(actor: Actor, portfolio: Portfolio) -> Standing:
    here = around.of(portfolio)
    log, have = evidence.weighed(portfolio, here)
    contract, gates, track = here.contract, here.gates, evidence.track_of(portfolio)
    learns = str(portfolio.person) == actor.subject
    mentors = contract is not None and str(contract.mentor) == actor.subject
    active = contract is not None and contract.state == ContractState.ACTIVE
    part = learns or mentors
    leads = practice().ahead(UUID(actor.subject)) if part and active else ()
    may = portfolios.which(actor, ("oversee", "rate"), portfolio)
    sealed = {e.place: e.words_sealed for e in log.entries[:100]} | {v.place: v.reason_sealed for v in here.noes[:9]} if part else {}
    plain = sealing.unseal_all(f"person:{portfolio.person}", sealed)
    return Standing(
        portfolio, str(STEPS[portfolio.track](portfolio.step).label), contract, tuple(rules.gaps(portfolio.step, gates, have)),
        rules.met(portfolio.step, gates, have), rules.following(track, portfolio.step, gates, have, here.review, clock.today()),
        here.panel, here.review, portfolio.step in rules.REVIEWED[track], mentors, learns, "oversee" in may, not part and "rate" in may,
        # raters see the assessed drills, without a word of what the two wrote
        tuple(line for line in _drawn(actor, log, plain) if part or line.row.kind == Kind.ASSESSED),
        tuple(_seat(log, s, at) for s, at in log.seats) if part else (), tuple(leads), here.sign_offs,
        tuple(plain[v.place] for v in here.noes[:9]) if part else (), due(portfolio),
    )


def _seat(log: evidence.Log, seat: Seat, seen: Seen | None) -> SeatRow:
    wanted = (Kind.BEFORE, Kind.AFTER) if seat.kind == SeatKind.CO else (Kind.SHEET,)
    there = {e.kind for e in log.entries if e.seat_id == seat.pk and e.amends_id is None}
    return SeatRow(seat, seen, tuple(k for k in wanted if k not in there), seen is not None and log.counts(seat, seen))


def _drawn(actor: Actor, log: evidence.Log, plain: dict[str, str]) -> tuple[Line, ...]:
    def line(e: LogEntry, addenda: tuple[Line, ...] = ()) -> Line:
        said = tuple(log.said.get(e.pk, ()))
        seen = tuple((BY_CODE[c], str(Level(v).label)) for c, v in e.seen.items() if c in BY_CODE)
        return Line(
            e, plain.get(e.place, ""), any(str(s.signer) == actor.subject for s in said), log.signed(e),
            next((s.reason for s in said if not s.yes), ""), seen, said, addenda,
        )

    later: dict[UUID, list[LogEntry]] = {}
    for e in reversed(log.entries[:100]):
        if e.amends_id is not None:
            later.setdefault(e.amends_id, []).append(e)
    return tuple(line(e, tuple(line(a) for a in later.get(e.pk, []))) for e in log.entries[:100] if e.amends_id is None)


def in_notice() -> list[Panel]:
    """What is publicly announced today."""
    today = clock.today()
    rows = Panel.objects.filter(state=PanelState.NOTICE, notice_from__lte=today, notice_until__gte=today)
    return list(rows.select_related("portfolio").order_by("notice_until"))


def panel_for(actor: Actor, panel_id: UUID, action: str) -> Panel:
    row = panels.scope(actor, action).select_related("portfolio__template").filter(pk=panel_id).first()
    if row is None:
        raise NotFound
    return row


def appeals_of(actor: Actor, panel: Panel) -> list[tuple[Appeal, str]]:
    """What the asker is to decide, in words."""
    rows = list(appeals.scope(actor, "decide").filter(panel=panel, upheld=None))
    scope = f"person:{panel.portfolio.person}"
    return [(r, sealing.unseal(scope, r.place, r.words_sealed)) for r in rows]


def to_judge(actor: Actor) -> list[Panel]:
    """Reviews in which the asker has not voted yet."""
    return list(panels.scope(actor, "judge").exclude(votes__member=actor.subject).select_related("portfolio"))


def _holders(*capabilities: Capability) -> Q:
    roles = [r for r, held in CAPABILITIES.items() if held & set(capabilities)]
    return Q(pk__in=assignments_now().filter(role__in=roles).values("user"))


def may_be_apprentices(actor: Actor) -> list[tuple[str, str]]:
    """(id, name) of who learns at the mentor's place and has no mentor."""
    place = under("area__path", actor.reach(Capability.MENTOR))
    if place is None:
        return []
    # an own offer stays in the list: pressed twice, it is found again
    taken = Contract.objects.exclude(state=ContractState.ENDED).exclude(mentor=actor.subject, state=ContractState.PROPOSED)
    held = assignments_now().filter(place, role__in=(Role.LEARNER, Role.MEDIATOR)).values("user")
    rows = User.objects.filter(pk__in=held, is_active=True).exclude(public_id=actor.subject)
    rows = rows.exclude(public_id__in=taken.values("portfolio__person"))
    return [(str(u.public_id), str(u)) for u in rows.order_by("display_name")[:300]]


def may_judge(portfolio: Portfolio) -> list[tuple[str, str]]:
    """(id, name) of mediators, mentors and supervisors of the county who never accompanied this person."""
    near = Contract.objects.filter(portfolio__person=portfolio.person).values("mentor")
    rows = User.objects.filter(_holders(Capability.MENTOR, Capability.CASE_OVERSEE, Capability.CASE_CLAIM), is_active=True)
    rows = rows.exclude(public_id__in=near).exclude(public_id=portfolio.person).order_by("display_name")
    return [(str(u.public_id), str(u)) for u in rows[:300]]
