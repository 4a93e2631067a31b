"""Reading the papers of a case with the asker in hand."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence

from mediation.casework.agreement_enums import AgreementState
from mediation.casework.enums import CaseState
from mediation.casework.models import Case, Closing, Paper, Party
from mediation.casework.papers_data import committee_of
from mediation.casework.paperwork.shapes import Sources, Typed
from mediation.casework.policies import cases
from mediation.casework.selectors import agreement as agreements
from mediation.casework.selectors.evidence import listed
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.followups import selectors as followups
from mediation.vault import sealing


def case_of_papers(actor: Actor, case_id: uuid.UUID) -> Case:
    """The case, for its mediator and the supervisors."""
    row = Case.objects.select_related("area", "organisation__parent", "mediator").filter(pk=case_id).first()
    if row is None or not (cases.can(actor, "work", row) or cases.can(actor, "oversee", row)):
        raise NotFound
    return row


def papers_of(case: Case) -> dict[str, list[Paper]]:
    """By form, in order; the caller has asked its own policy."""
    found: dict[str, list[Paper]] = {}
    for row in Paper.objects.filter(case=case):
        found.setdefault(row.form, []).append(row)
    return found


def typed_of(case: Case, rows: Sequence[Paper]) -> dict[uuid.UUID, Typed]:
    kept = [r for r in rows if r.typed_sealed]
    words = sealing.unseal_all(case.scope, {r.place: r.typed_sealed for r in kept})
    return {r.pk: json.loads(words[r.place]) for r in kept}


def particulars_place(party: Party) -> str:
    return f"casework.party.particulars:{party.pk}"


def particulars_of(case: Case, parties: Sequence[Party]) -> Mapping[uuid.UUID, Typed]:
    kept = [p for p in parties if p.particulars_sealed]
    words = sealing.unseal_all(case.scope, {particulars_place(p): p.particulars_sealed for p in kept})
    return {p.pk: json.loads(words[particulars_place(p)]) for p in kept}


def sources(actor: Actor, case: Case) -> Sources:
    """What every form of the case is filled from; the caller has asked its own policy."""
    parties = list(Party.objects.filter(case=case).select_related("person"))
    places = {"story": f"case.story:{case.pk}", "wish": f"case.wish:{case.pk}"}
    words = sealing.unseal_all(case.scope, {places["story"]: case.story_sealed, places["wish"]: case.wish_sealed})
    visits = list(followups.of_subject(("case", case.pk)).exclude(done_at=None).order_by("done_at"))
    live = agreements.live_of(case)
    sheet = None
    if live is not None and live.state == AgreementState.IN_FORCE:
        live.case = case
        sheet = agreements.sheet_of(actor, live)
    closed = case.state == CaseState.CLOSED
    return Sources(
        case=case, actor=actor, committee=committee_of(case), parties=parties, particulars=particulars_of(case, parties),
        story=words[places["story"]], wish=words[places["wish"]], sheet=sheet, visits=visits, visit_notes=followups.notes_of(visits),
        evidence=listed(case),
        last=Closing.objects.filter(case=case).order_by("-closed_at").first() if closed else None,
    )
