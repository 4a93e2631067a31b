"""Doors for promised jobs: ids in, one service, safe to run twice."""

from __future__ import annotations

import uuid

from counseling.hotline.services import desk, handover


def escalate(handover_id: str, step: int) -> None:
    handover.escalate(handover_id=uuid.UUID(handover_id), step=step)


def remind(handover_id: str) -> None:
    handover.remind(handover_id=uuid.UUID(handover_id))


def shred(call: str) -> None:
    desk.shred(call_id=uuid.UUID(call))
