"""What the mentor saw, for the stream of evidence: signed by both, the newest word counts; and how to be seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from training.assessment.enums import Competency
from training.competencies.enums import Source
from training.competencies.indicators import BY_CODE, Level
from training.competencies.sources import Item, Offered
from training.mentoring.enums import ContractState, Track
from training.mentoring.models import Contract, LogEntry, LogSignature
from training.roleplay.enums import Level as Seen
from training.roleplay.selectors import sheets


def items(person: UUID) -> Iterator[Item]:
    rows = LogSignature.objects.filter(entry__contract__portfolio__person=person, entry__amends=None, yes=True).exclude(entry__seen={})
    lines: dict[UUID, LogEntry] = {}
    signed: dict[UUID, set[UUID]] = {}
    for one in rows.select_related("entry__contract"):
        lines[one.entry_id] = one.entry
        signed.setdefault(one.entry_id, set()).add(one.signer)
    for entry in lines.values():
        if not {person, entry.contract.mentor} <= signed[entry.pk]:
            continue
        for code, level in entry.seen.items():
            if code in BY_CODE and level in Level.values:
                yield Item(entry.written_at, Source.SITTING, BY_CODE[code].competency, code, True, str(Level(level).label))


def drilled(person: UUID) -> Iterator[Item]:
    """What observers saw in finished drills of whoever played the mediator. What they did not observe has no row here."""
    for one in sheets.evidence_of(person):
        if one.indicator in BY_CODE:
            yield Item(
                one.at, Source.DRILL, BY_CODE[one.indicator].competency, one.indicator, one.level > Seen.NOT_YET, str(one.level.label)
            )


def to_be_seen(person: UUID, missing: Sequence[Competency], language: str) -> Offered | None:
    """The own page on the ladder, where the mentor can be asked to look at it."""
    row = Contract.objects.filter(
        portfolio__person=person, portfolio__track=Track.PATH, state=ContractState.ACTIVE
    ).select_related("portfolio").first()
    if row is None:
        return None
    return Offered(missing[0], reverse("mentoring_portfolio", args=[row.portfolio_id]), _("Ask your mentor to look at this"))


def to_drill(person: UUID, missing: Sequence[Competency], language: str) -> Offered | None:
    return Offered(missing[0], reverse("drills"), _("Take part in a drill"))
