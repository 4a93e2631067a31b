"""Reading evidence with the asker in hand."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q

from mediation.casework.models import Case, Evidence
from mediation.casework.papers_data import zh, zh_day
from mediation.casework.policies import cases, evidence
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.vault import sealing


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece with its words. mine: the asker gave it."""

    row: Evidence
    words: str
    mine: bool


def case_with_evidence(actor: Actor, case_id: uuid.UUID) -> Case:
    row = Case.objects.select_related("area", "organisation__parent", "mediator").filter(pk=case_id).first()
    if row is None or not cases.can(actor, "view", row):
        raise NotFound
    return row


def pieces(actor: Actor, case: Case) -> list[Piece]:
    """What this asker may see of a case's evidence, in order."""
    rows = list(evidence.scope(actor, "view", Evidence.objects.filter(case=case)).select_related("party__person", "original", "shown"))
    words = sealing.unseal_all(case.scope, {r.place: r.words_sealed for r in rows if r.words_sealed})
    return [Piece(r, words.get(r.place, ""), r.given_by == actor.key) for r in sorted(rows, key=lambda r: r.number)]


def evidence_for(actor: Actor, key: uuid.UUID, action: str) -> Evidence:
    row = evidence.scope(actor, action).select_related("case__area", "case__mediator", "party", "original").filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def may_read(actor: Actor, subject: uuid.UUID, *, original: bool) -> bool:
    """Originals: mediator, supervisors, and whoever gave it. The copy: also the other side, once it is released."""
    action = "original" if original else "view"
    return evidence.scope(actor, action).filter(Q(pk=subject)).exists()


def listed(case: Case) -> list[list[str]]:
    """Lines of the list of evidence; the caller has asked its own policy. What was taken back is not in it."""
    rows = list(Evidence.objects.filter(case=case, withdrawn_at=None).select_related("original"))
    words = sealing.unseal_all(case.scope, {r.place: r.words_sealed for r in rows if r.words_sealed})
    return [
        [str(r.number), words.get(r.place, "") or "—", r.given_by_name, zh(r.get_kind_display()), zh_day(r.given_at), r.original.sha256]
        for r in rows
    ]
