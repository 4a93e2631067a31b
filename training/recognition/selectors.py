"""Reading certificates with the asker in hand; and the one public question."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from mediation.accounts import limits
from mediation.common import clock, ids
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from training.recognition.models import Certificate
from training.recognition.policies import certificates


class Standing(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What anybody holding the code may hear: never more than what is printed, and of a revoked one not even that."""

    standing: Standing
    row: Certificate | None = None


def standing(row: Certificate) -> Standing:
    """Today. The day of `expires_on` still counts."""
    if row.revoked_at is not None:
        return Standing.REVOKED
    return Standing.EXPIRED if row.expires_on is not None and row.expires_on < clock.today() else Standing.VALID


def own(actor: Actor) -> list[tuple[Certificate, Standing]]:
    return [(row, standing(row)) for row in certificates.scope(actor, "read")]


def to_oversee(actor: Actor) -> list[tuple[Certificate, Standing]]:
    """The newest two hundred of the place; empty for who oversees nothing."""
    return [(row, standing(row)) for row in certificates.scope(actor, "revoke")[:200]]


def certificate_for(actor: Actor, certificate_id: UUID, action: str) -> Certificate:
    row = certificates.scope(actor, action).filter(pk=certificate_id).first()
    if row is None:
        raise NotFound
    return row


def verify(code: str, *, caller: str) -> Answer:
    """By the printed code. Raises TooMany for who tries codes."""
    limits.spend("certificate", caller, limit=60, seconds=3600)
    row = Certificate.objects.filter(code=ids.normalise(code)[:16]).first() if code else None
    if row is None:
        return Answer(Standing.UNKNOWN)
    found = standing(row)
    return Answer(found, row)
