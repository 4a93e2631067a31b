"""Reading a screening. What was answered is opened only here, and only after the caller has written the audit line."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from counseling.screening import battery
from counseling.screening.models import Consent, Flag, Response, Screening
from counseling.screening.policies import screenings
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.vault import sealing


@dataclass(frozen=True, slots=True)
class Given:
    """The answer that counts for one question; `value` None where the person would rather not say."""

    item: str
    value: int | None
    refused: bool
    elapsed_ms: int | None
    changed: bool  # answered more than once


def own(actor: Actor, screening_id: uuid.UUID) -> Screening:
    """The asker's own screening. Raises NotFound for anybody else's and for none."""
    row = screenings.scope(actor, "own").filter(pk=screening_id).first()
    if row is None:
        raise NotFound
    return row


def own_latest(actor: Actor) -> Screening | None:
    return screenings.scope(actor, "own").order_by("-offered_at").first()


def consent_alive(screening: Screening) -> bool:
    return Consent.objects.filter(subject=screening.subject, case_ref=screening.case_ref, withdrawn_at=None).exists()


def ever_agreed(screening: Screening) -> bool:
    """Whether anything was ever agreed to here, and so may have been kept."""
    return Consent.objects.filter(subject=screening.subject, case_ref=screening.case_ref).exists()


def newest(screening: Screening) -> dict[str, Response]:
    """Item id -> the response that counts, still sealed."""
    return {r.item: r for r in Response.objects.filter(screening=screening).order_by("number")}


def first_open(screening: Screening) -> int | None:
    """The number (1-based) of the first question without an answer; None when all are done."""
    answered = set(Response.objects.filter(screening=screening).values_list("item", flat=True))
    return next((n for n, q in enumerate(battery.QUESTIONS, 1) if q.item not in answered), None)


def open_answers(screening: Screening) -> list[Given]:
    """The answers in plain, in the order they were asked. For the person themselves, or after `trail.record_read`."""
    rows = newest(screening)
    plain = sealing.unseal_all(screening.scope, {r.place: r.value_sealed for r in rows.values()})
    return [
        Given(row.item, None if row.refused else int(plain[row.place]), row.refused, row.elapsed_ms, row.number > 1)
        for row in (rows.get(q.item) for q in battery.QUESTIONS)
        if row is not None
    ]


def wish_of(screening: Screening) -> str:
    """What the person said about being called; "" if nothing yet."""
    row = Flag.objects.filter(subject=screening.subject, case_ref=screening.case_ref).order_by("-created_at").first()
    return "" if row is None else row.wish
