from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from counseling.interventions.models import ProcessNote
from counseling.interventions.policies import process_notes
from mediation.common.actor import Actor
from mediation.vault import sealing

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Thought:
    id: uuid.UUID
    at: datetime
    text: str


def mine(actor: Actor, subject: uuid.UUID) -> list[Thought]:
    """The asker's own notes about this person, newest first."""
    rows = process_notes.scope(actor, "own").filter(subject=subject)[:SHOWN]
    return [Thought(r.id, r.at, sealing.unseal(r.scope, r.place, r.body_sealed)) for r in rows]


def one(actor: Actor, note_id: uuid.UUID) -> ProcessNote | None:
    return process_notes.scope(actor, "own").filter(pk=note_id).first()
