"""The one thing that leaves the plum side."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from counseling.interventions.enums import SittingAdvice
from counseling.interventions.models import ProcessAdvice
from counseling.interventions.policies import advice
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.vault import sealing


@dataclass(frozen=True, slots=True)
class AdviceInForce:
    """Structured and neutral; says nothing about why, or about whom."""

    mode: SittingAdvice
    breaks: bool
    companion: bool
    words: str


def process_advice_for(case_id: uuid.UUID) -> AdviceInForce | None:
    """The advice in force today for a case; None if there is none, it ran out or was taken back."""
    row = ProcessAdvice.objects.filter(case_ref=case_id, ended_at=None, valid_until__gte=clock.today()).first()
    if row is None:
        return None
    words = sealing.unseal(row.scope, row.place, row.words_sealed) if row.words_sealed else ""
    return AdviceInForce(SittingAdvice(row.mode), row.breaks, row.companion, words)


def in_force(actor: Actor, case_ref: uuid.UUID) -> ProcessAdvice | None:
    """The row, for those who may replace it."""
    rows: QuerySet[ProcessAdvice] = advice.scope(actor, "sign")
    return rows.filter(case_ref=case_ref, ended_at=None, valid_until__gte=clock.today()).select_related("signed_by").first()
