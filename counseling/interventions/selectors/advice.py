"""The one thing that leaves the plum side."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from counseling.interventions.conferring import ProcessPoint
from counseling.interventions.enums import APART, SittingAdvice
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
    valid_from: date
    valid_until: date
    overdue: bool  # its time is over; what keeps people apart holds until somebody signs it again
    points: tuple[ProcessPoint, ...] = ()


RENEWED_BEFORE = timedelta(days=3)


def process_advice_for(case_id: uuid.UUID) -> AdviceInForce | None:
    """The advice in force today for a case; None if there is none, it has not begun, it ran out or was taken back.

    Advice that keeps people apart does not run out on its own: it holds, marked overdue, until a counsellor signs again or takes
    it back. A forgotten day must never bring two people into one room.
    """
    row = _standing(case_id)
    if row is None:
        return None
    words = sealing.unseal(row.scope, row.place, row.words_sealed) if row.words_sealed else ""
    return AdviceInForce(
        SittingAdvice(row.mode), row.breaks, row.companion, words, row.valid_from, row.valid_until, row.valid_until < clock.today(),
        tuple(ProcessPoint(p) for p in row.points),
    )


def mode_for(case_id: uuid.UUID) -> AdviceInForce | None:
    """The same without opening its sealed words: asked again and again at the door of a room."""
    row = _standing(case_id)
    if row is None:
        return None
    return AdviceInForce(
        SittingAdvice(row.mode), row.breaks, row.companion, "", row.valid_from, row.valid_until, row.valid_until < clock.today()
    )


def _standing(case_id: uuid.UUID) -> ProcessAdvice | None:
    today = clock.today()
    holds = Q(valid_until__gte=today) | Q(mode__in=APART)
    return ProcessAdvice.objects.filter(holds, case_ref=case_id, ended_at=None, valid_from__lte=today).first()


def to_renew(actor: Actor) -> list[ProcessAdvice]:
    """Advice of the asker's places that somebody has to sign again: its last day is near or over."""
    rows = advice.scope(actor, "sign").filter(ended_at=None, mode__in=APART, valid_until__lte=clock.today() + RENEWED_BEFORE)
    return list(rows.select_related("signed_by").order_by("valid_until")[:50])


def in_force(actor: Actor, case_ref: uuid.UUID) -> ProcessAdvice | None:
    """The row, for those who may replace it."""
    rows: QuerySet[ProcessAdvice] = advice.scope(actor, "sign")
    holds = Q(valid_until__gte=clock.today()) | Q(mode__in=APART)
    return rows.filter(holds, case_ref=case_ref, ended_at=None).select_related("signed_by").first()
