from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mediation.casework.models import Party
from mediation.vault import sealing


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    from_party: bool
    words: str


def thread(party: Party) -> list[Line]:
    """All lines between this party and the mediators of its case, oldest first. The caller has checked who asks."""
    rows = list(party.messages.select_related("case").order_by("at", "pk"))
    if not rows:
        return []
    scope = rows[0].case.scope
    words = sealing.unseal_all(scope, {f"message.body:{row.id}": row.body_sealed for row in rows})
    return [Line(row.at, row.from_party, words[f"message.body:{row.id}"]) for row in rows]
