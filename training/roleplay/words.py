"""Sealing what is said in and about a drill: one key for each drill, the place bound in."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from mediation.vault import sealing
from training.roleplay.models import Drill

LONGEST = 1000  # characters of a note, an inject, a word in the debriefing




def seal(drill: Drill, kind: str, key: uuid.UUID, text: str) -> str:
    return sealing.seal(drill.scope, f"roleplay.{kind}:{key}", text) if text else ""


def opened(drill: Drill, kind: str, rows: Iterable[tuple[uuid.UUID, str]]) -> dict[uuid.UUID, str]:
    """The words by their row's id."""
    sealed = {key: text for key, text in rows}
    found = sealing.unseal_all(drill.scope, {f"roleplay.{kind}:{key}": text for key, text in sealed.items() if text})
    return {key: found.get(f"roleplay.{kind}:{key}", "") for key in sealed}
