"""Where an apprentice stands: counted from what both have signed, never typed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.vault import sealing
from training.drills.models import Run
from training.mentoring import rules
from training.mentoring.enums import Evidence, Stage
from training.mentoring.models import Appeal, Contract, LadderTemplate, LogEntry, Panel
from training.mentoring.policies import appeals, contracts
from training.recognition.models import Certificate

RATERS = 2


def template_today() -> LadderTemplate:
    """The ladder that holds today. Raises NotFound where a county has none."""
    row = LadderTemplate.objects.filter(valid_from__lte=clock.today()).first()
    if row is None:
        raise NotFound
    return row


def contract_for(actor: Actor, contract_id: UUID, action: str = "see") -> Contract:
    row = contracts.scope(actor, action).select_related("template").filter(pk=contract_id).first()
    if row is None:
        raise NotFound
    return row


def listed(actor: Actor) -> list[Contract]:
    return list(contracts.scope(actor, "see")[:200])


def signed(contract: Contract) -> list[LogEntry]:
    """Lines that count: written by one of the two and signed by the other; an assessed drill also by two who are neither."""
    two = (contract.mentor, contract.apprentice)
    rows = contract.log.annotate(
        other=Count("signatures", filter=Q(signatures__yes=True, signatures__signer__in=two), distinct=True),
        raters=Count("signatures", filter=Q(signatures__yes=True) & ~Q(signatures__signer__in=two), distinct=True),
    ).filter(other__gte=1)
    return [r for r in rows if r.kind != Evidence.ASSESSED or r.raters >= RATERS]


def evidence(contract: Contract) -> Counter[Evidence]:
    """How many there are of each kind. An observation written down later than 48 hours does not count."""
    lines = [r for r in signed(contract) if not (r.kind == Evidence.OBSERVATION and r.late)]
    have: Counter[Evidence] = Counter(Evidence(r.kind) for r in lines)
    have[Evidence.DRILL] += have[Evidence.DRILL_LEAD] + have[Evidence.ASSESSED]
    have[Evidence.LED] += have[Evidence.WATCHED]
    have[Evidence.TYPES] = len({r.dispute for r in lines if r.kind == Evidence.CO and r.dispute})
    have[Evidence.COURSE] = Certificate.objects.filter(learner=contract.apprentice, revoked_at=None).values("course").distinct().count()
    have[Evidence.SCENARIO] = (
        Run.objects.filter(learner=contract.apprentice).exclude(ended_at=None).values("version__scenario").distinct().count()
    )
    return have


def gates(contract: Contract) -> list[rules.Gate]:
    rows = contract.template.requirements.values_list("stage", "kind", "least")
    return [rules.Gate(Stage(stage), Evidence(kind), least) for stage, kind, least in rows]


def panel_of(contract: Contract) -> Panel | None:
    return contract.panels.filter(void=False).first()


def review(panel: Panel | None) -> rules.Review | None:
    if panel is None:
        return None
    votes = list(panel.votes.values_list("yes", flat=True))
    decided = list(panel.appeals.values_list("upheld", flat=True))
    return rules.Review(votes.count(True), votes.count(False), panel.notice_until, decided.count(None), decided.count(True))


@dataclass(frozen=True, slots=True)
class Line:
    row: LogEntry
    words: str
    mine: bool
    signed: bool
    refused: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything the page of a contract shows."""

    contract: Contract
    stage: Stage
    gaps: tuple[rules.Gap, ...]
    met: bool
    next: Stage | None
    panel: Panel | None
    review: rules.Review | None
    mentors: bool
    learns: bool
    votes: bool
    oversees: bool
    lines: tuple[Line, ...]
    appeals: tuple[tuple[Appeal, str], ...]


def standing(actor: Actor, contract: Contract) -> Standing:
    stage, have, held = Stage(contract.stage), evidence(contract), gates(contract)
    panel = panel_of(contract)
    seen = review(panel)
    part = contracts.can(actor, "log", contract)
    return Standing(
        contract, stage, tuple(rules.gaps(stage, held, have)), rules.met(stage, held, have),
        rules.next_stage(stage, held, have, seen, clock.today()), panel, seen, str(contract.mentor) == actor.subject,
        str(contract.apprentice) == actor.subject, contracts.can(actor, "vote", contract), contracts.can(actor, "oversee", contract),
        tuple(_lines(actor, contract)) if part else (), tuple(_appeals(actor, panel)),
    )


def _lines(actor: Actor, contract: Contract) -> list[Line]:
    rows = list(contract.log.prefetch_related("signatures")[:100])
    plain = sealing.unseal_all(f"person:{contract.apprentice}", {place(r.pk): r.words_sealed for r in rows})
    two = {contract.mentor, contract.apprentice}
    lines = []
    for r in rows:
        said = [s for s in r.signatures.all() if s.signer in two]
        refused = next((s.reason for s in said if not s.yes), "")
        lines.append(Line(r, plain[place(r.pk)], str(r.written_by) == actor.subject, any(s.yes for s in said), refused))
    return lines


def _appeals(actor: Actor, panel: Panel | None) -> list[tuple[Appeal, str]]:
    if panel is None:
        return []
    rows = list(appeals.scope(actor, "decide").filter(panel=panel))
    return [(r, sealing.unseal(f"person:{panel.contract.apprentice}", f"mentoring.appeal:{r.pk}", r.words_sealed)) for r in rows]


def place(entry: UUID) -> str:
    return f"mentoring.log:{entry}"


def in_notice() -> list[Panel]:
    """What is publicly announced today."""
    today = clock.today()
    rows = Panel.objects.filter(void=False, notice_from__lte=today, notice_until__gte=today).select_related("contract")
    return list(rows.order_by("notice_until"))


def may_be_apprentices(actor: Actor) -> list[tuple[str, str]]:
    """(id, name) of who learns at the mentor's place and has no contract."""
    taken = Contract.objects.exclude(state=ContractState.ENDED).values("apprentice")
    place_ = under("assignments__area__path", actor.reach(Capability.MENTOR))
    if place_ is None:
        return []
    rows = User.objects.filter(place_, assignments__role__in=(Role.LEARNER, Role.MEDIATOR), is_active=True)
    rows = rows.exclude(public_id=actor.subject).exclude(public_id__in=taken).distinct().order_by("display_name")
    return [(str(u.public_id), str(u)) for u in rows[:300]]
