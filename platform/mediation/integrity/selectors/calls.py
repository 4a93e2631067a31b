"""Whom somebody other than the mediator still has to call or visit, the least independent first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from mediation.casework.agreement_enums import AgreementForm, AgreementState, SignatureMethod
from mediation.casework.models import Agreement, Party, Signature
from mediation.casework.policies import cases
from mediation.casework.selectors.agreement import number_source
from mediation.common.actor import Actor


class Doubt(IntEnum):
    """How little is independent of the mediator; the lowest first."""

    TYPED_BY_MEDIATOR = 1
    TYPED_BY_STAFF = 2
    INK = 3
    ORAL = 4
    OTHER = 5


@dataclass(frozen=True, slots=True)
class Call:
    agreement: Agreement
    party: Party
    doubt: Doubt


def call_list(actor: Actor, *, limit: int = 200) -> list[Call]:
    """Parties of agreements in force or being signed in the asker's area whose own act nobody independent vouches for."""
    seen = cases.scope(actor, "oversee").exclude(mediator__public_id=actor.subject).values("pk")
    rows = (
        Agreement.objects.filter(case__in=seen, state__in=(AgreementState.IN_FORCE, AgreementState.SIGNED, AgreementState.SIGNING))
        .select_related("case__area", "case__mediator").prefetch_related("case__parties__person", "signatures").order_by("effective_at")
    )
    found: list[Call] = []
    for row in rows[:limit]:
        marks: dict[object, Signature] = {s.party_id: s for s in row.signatures.all() if s.party_id}
        for party in row.case.parties.all():
            mark = marks.get(party.pk)
            open_oral = row.form == AgreementForm.ORAL and mark is None
            if str(party.pk) in row.signers and (open_oral or (mark is not None and mark.confirmed_at is None)):
                found.append(Call(row, party, _doubt(row, party, mark)))
    return sorted(found, key=lambda c: c.doubt)


def _doubt(row: Agreement, party: Party, mark: Signature | None) -> Doubt:
    party.case = row.case
    source = number_source(party)
    if source == "mediator":
        return Doubt.TYPED_BY_MEDIATOR
    if source == "staff":
        return Doubt.TYPED_BY_STAFF
    if mark is None:
        return Doubt.ORAL
    return Doubt.INK if mark.method == SignatureMethod.INK else Doubt.OTHER
