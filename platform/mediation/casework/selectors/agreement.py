"""Reading agreements with the asker in hand."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from mediation.accounts.roles import Capability
from mediation.casework import agreement_moves, effect, lawpack
from mediation.casework.agreement_enums import AgreementState, ClauseKind, SignatureRole
from mediation.casework.enums import Willingness
from mediation.casework.models import Acceptance, Agreement, Case, Clause, Party, PartyStatement, Signature
from mediation.casework.policies import cases
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.vault import sealing


@dataclass(frozen=True, slots=True)
class Consent:
    """Where a party stands on a clause: yes, no, or `stale`: said yes to words that have changed since."""

    party: Party
    yes: bool
    stale: bool


@dataclass(frozen=True, slots=True)
class OpenClause:
    """A clause with its words."""

    row: Clause
    text: str
    manner: str
    consents: tuple[Consent, ...] = ()

    @property
    def accepted_by_all(self) -> bool:
        return all(c.yes for c in self.consents)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a page about an agreement shows, read in a fixed number of queries."""

    agreement: Agreement
    case: Case
    parties: tuple[Party, ...]
    clauses: tuple[OpenClause, ...]
    signatures: tuple[Signature, ...]
    statements: tuple[PartyStatement, ...]
    me: Party | None = None  # the party who asks
    works: bool = False  # the asker is the case's mediator
    oversees: bool = False
    may_stamp: bool = False
    missing: tuple[str, ...] = field(default=())

    @property
    def editable(self) -> bool:
        return self.works and AgreementState(self.agreement.state) in agreement_moves.EDITABLE

    @property
    def accepting(self) -> bool:
        return self.me is not None and AgreementState(self.agreement.state) in agreement_moves.EDITABLE

    def signature_of(self, party: Party) -> Signature | None:
        return next((s for s in self.signatures if s.party_id == party.pk), None)

    @property
    def my_signature(self) -> Signature | None:
        return self.signature_of(self.me) if self.me else None

    @property
    def mediator_signature(self) -> Signature | None:
        return next((s for s in self.signatures if s.role == SignatureRole.MEDIATOR), None)

    @property
    def stamp(self) -> Signature | None:
        return next((s for s in self.signatures if s.role == SignatureRole.COMMITTEE), None)

    @property
    def signers(self) -> list[tuple[Party, Signature | None]]:
        return [(p, self.signature_of(p)) for p in self.parties]

    @property
    def unconfirmed(self) -> list[Party]:
        """Parties whose own act nobody but the mediator vouches for yet."""
        return [p for p, s in self.signers if s is None or s.confirmed_at is None]

    @property
    def subsidy_payable(self) -> bool:
        """In force, every party independently confirmed, and nobody has said "this is not me"."""
        a = self.agreement
        return a.state == AgreementState.IN_FORCE and not self.unconfirmed and a.subsidy_frozen_at is None

    @property
    def copies(self) -> int:
        """One for each party and one for the committee (Art. 29)."""
        return len(self.parties) + 1

    def of_kind(self, *kinds: ClauseKind) -> list[OpenClause]:
        return [c for c in self.clauses if c.row.kind in kinds]

    @property
    def obligations(self) -> list[OpenClause]:
        return self.of_kind(ClauseKind.OBLIGATION)

    @property
    def total(self) -> Decimal:
        return sum((c.row.amount for c in self.obligations if c.row.amount), Decimal(0))


@dataclass(frozen=True, slots=True)
class CourtClock:
    """The term of Article 33 as a page shows it. `why_not` is a code where a court would not take the application."""

    ends: date | None
    days_left: int
    why_not: str
    applied_on: date | None
    source: str


def case_for(actor: Actor, case_id: uuid.UUID, action: str) -> Case:
    """The case, or NotFound; `action` as in `policies.cases`."""
    rows = Case.objects.select_related("area", "organisation", "mediator")
    case = cases.scope(actor, action, rows).filter(pk=case_id).first()
    if case is None:
        raise NotFound
    return case


def agreement_for(actor: Actor, agreement_id: uuid.UUID, action: str) -> Agreement:
    """The agreement, or NotFound."""
    found = Agreement.objects.select_related("case", "case__area", "case__organisation", "case__mediator").filter(pk=agreement_id).first()
    if found is None or not cases.can(actor, action, found.case):
        raise NotFound
    return found


def clause_for(actor: Actor, clause_id: uuid.UUID, action: str) -> Clause:
    """The clause with its agreement, or NotFound. A removed clause is gone."""
    rows = Clause.objects.select_related("agreement", "agreement__case", "agreement__case__area", "agreement__case__mediator")
    found = rows.filter(pk=clause_id, removed_at=None).first()
    if found is None or not cases.can(actor, action, found.agreement.case):
        raise NotFound
    return found


def live_of(case: Case) -> Agreement | None:
    """The newest agreement of the case that was not given up."""
    return _live().filter(case=case).first()


def case_and_agreement(actor: Actor, case_id: uuid.UUID, action: str) -> tuple[Case, Agreement | None]:
    """The case and its newest agreement in one look, or NotFound."""
    rows = _live().select_related("case__area", "case__organisation", "case__mediator")
    found = rows.filter(case_id=case_id, case__in=cases.scope(actor, action)).first()
    return (found.case, found) if found is not None else (case_for(actor, case_id, action), None)


def _live() -> QuerySet[Agreement]:
    said = PartyStatement.objects.filter(agreement=OuterRef("pk"))
    return Agreement.objects.exclude(state=AgreementState.WITHDRAWN).order_by("-created_at").annotate(has_statements=Exists(said))


def party_of(actor: Actor, case: Case) -> Party:
    """The party the guest is, or NotFound: nobody else ever acts as a party."""
    if not actor.is_guest:
        raise NotFound
    found = Party.objects.select_related("person").filter(case=case, subject=actor.subject).first()
    if found is None:
        raise NotFound
    return found


def number_source(party: Party) -> str:
    """Who stands for the party's telephone: "confirmed", "party" (one of the people in the dispute said it, on their own),
    "mediator" (typed by the case's mediator: a call on it proves nothing), "staff", or "none".
    """
    person = party.person
    if not person.phone_sealed:
        return "none"
    if person.phone_confirmed_at is not None:
        return "confirmed"
    if not person.phone_entered_by.startswith("user:"):
        return "party"
    mediator = party.case.mediator
    return "mediator" if mediator is not None and person.phone_entered_by == f"user:{mediator.public_id}" else "staff"


def parties_of(agreement: Agreement) -> list[Party]:
    """Those who are to sign: fixed with the text; before that, everybody who has not refused mediation."""
    rows = Party.objects.filter(case_id=agreement.case_id).select_related("person")
    if agreement.state == AgreementState.DRAFT:
        return list(rows.exclude(willingness=Willingness.UNWILLING))
    return list(rows.filter(pk__in=agreement.signers))


def clause_rows(agreement: Agreement) -> QuerySet[Clause]:
    return Clause.objects.filter(agreement=agreement, removed_at=None)


def place(clause: Clause) -> str:
    return f"casework.clause.body:{clause.pk}"


def opened(case: Case, rows: list[Clause]) -> list[tuple[str, str]]:
    """(text, manner) of each clause."""
    bodies = sealing.unseal_all(case.scope, {place(row): row.body_sealed for row in rows})
    parsed = [json.loads(bodies[place(row)]) for row in rows]
    return [(body["text"], body["manner"]) for body in parsed]


def sheet_of(actor: Actor, agreement: Agreement) -> Sheet:
    """For an agreement that came from `agreement_for`."""
    case = agreement.case
    parties = parties_of(agreement)
    known = {p.pk: p for p in parties}
    rows = list(clause_rows(agreement))
    for row in rows:  # the people are already here: no look-up for each clause
        row.party, row.payer, row.payee = (known.get(i) if i else None for i in (row.party_id, row.payer_id, row.payee_id))
    # each state looks up only what it can have: a page of at most ten queries
    fixed = agreement.state == AgreementState.IN_FORCE
    drafted = agreement.state == AgreementState.DRAFT
    said = {} if fixed else {
        (a.clause_id, a.party_id): a
        for a in Acceptance.objects.filter(clause__agreement=agreement, withdrawn_at=None)
    }

    def consent(row: Clause, party: Party) -> Consent:
        found = said.get((row.pk, party.pk))
        return Consent(party, yes=found is not None and found.clause_hash == row.hash,
                       stale=found is not None and found.clause_hash != row.hash)

    clauses = tuple(
        OpenClause(row, text, manner, tuple(consent(row, p) for p in parties))
        for row, (text, manner) in zip(rows, opened(case, rows), strict=True)
    )
    from mediation.casework.completeness import missing  # noqa: PLC0415 -- it speaks about sheets, which are defined here

    sheet = Sheet(
        agreement=agreement, case=case, parties=tuple(parties), clauses=clauses,
        signatures=() if drafted else tuple(agreement.signatures.select_related("user")),
        statements=tuple(agreement.statements.all()) if getattr(agreement, "has_statements", True) else (),
        me=next((p for p in parties if actor.is_guest and str(p.subject) == actor.subject), None),
        works=actor.is_user and case.mediator is not None and str(case.mediator.public_id) == actor.subject,
        oversees=actor.is_user and actor.holds(Capability.CASE_OVERSEE, case.area.path),
        may_stamp=actor.is_user and actor.holds(Capability.CASE_STAMP, case.area.path),
    )
    lacking = missing(sheet) if AgreementState(agreement.state) in agreement_moves.EDITABLE else []
    return Sheet(**{**{f: getattr(sheet, f) for f in sheet.__dataclass_fields__}, "missing": tuple(str(m) for m in lacking)})


def marks_of(agreement: Agreement) -> list[effect.Mark]:
    return [
        effect.Mark(s.role, s.party_id, s.signed_at, s.frozen_hash)
        for s in Signature.objects.filter(agreement=agreement)
    ]


def court_clock(agreement: Agreement) -> CourtClock | None:
    """None before the agreement is in force."""
    if agreement.state != AgreementState.IN_FORCE or agreement.effective_at is None:
        return None
    pack = lawpack.current()
    ends = agreement.confirmation_ends
    left = (ends - clock.today()).days if ends else 0
    why = ""
    if not pack.confirmable(agreement.matter):
        why = "matter"
    elif agreement.court_applied_on is None and left < 0:
        why = "too_late"
    return CourtClock(ends, left, why, agreement.court_applied_on, pack.confirmation.source)


def agreement_ids(case: Case) -> list[uuid.UUID]:
    """Every agreement ever in force in a case, oldest first; the caller has asked its own policy."""
    return list(Agreement.objects.filter(case=case, state=AgreementState.IN_FORCE).order_by("effective_at").values_list("pk", flat=True))
