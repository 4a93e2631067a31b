"""What screening asks of others; each port has a careful answer until it is wired."""

from __future__ import annotations

import uuid
from typing import Protocol


class Guardian(Protocol):
    def allows(self, subject: uuid.UUID, case_ref: uuid.UUID) -> bool:
        """Whether a minor may be asked now: a guardian (or who stands in where the guardian is suspected) has consented."""


class _Nobody:
    def allows(self, subject: uuid.UUID, case_ref: uuid.UUID) -> bool:
        return False


_guardian: Guardian = _Nobody()


def wire_guardian(port: Guardian) -> None:
    global _guardian
    _guardian = port


def guardian() -> Guardian:
    return _guardian
