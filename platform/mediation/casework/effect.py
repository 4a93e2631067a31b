"""When an agreement is in force: derived, never typed. Articles 29 and 30 of the People's Mediation Law (人民调解法)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from mediation.casework.agreement_enums import AgreementForm, SignatureRole


@dataclass(frozen=True, slots=True)
class Mark:
    """A signature, fingerprint or stamp, as far as the law asks."""

    role: str
    party: uuid.UUID | None
    signed_at: datetime
    frozen_hash: str


def parties_missing(parties: Collection[uuid.UUID], marks: Collection[Mark], text: str) -> set[uuid.UUID]:
    """Parties who have not signed this text."""
    return set(parties) - {m.party for m in marks if m.role == SignatureRole.PARTY and m.party and m.frozen_hash == text}


def has(role: SignatureRole, marks: Collection[Mark], text: str) -> bool:
    return any(m.role == role and m.frozen_hash == text for m in marks)


def effective_at(
    form: str, *, text: str, parties: Collection[uuid.UUID], marks: Collection[Mark], reached_at: datetime | None
) -> datetime | None:
    """Written: the last of all parties' signatures, the mediator's and the committee's seal (Art. 29). Oral: when reached (Art. 30).

    None while anything is missing. Marks under another text than `text` (the frozen hash) do not count.
    """
    if form == AgreementForm.ORAL:
        return reached_at
    valid = [m for m in marks if text and m.frozen_hash == text]
    complete = (
        bool(parties)
        and not parties_missing(parties, valid, text)
        and has(SignatureRole.MEDIATOR, valid, text)
        and has(SignatureRole.COMMITTEE, valid, text)
    )
    return max(m.signed_at for m in valid) if complete else None
