"""What casework asks of areas it does not know; wired in `mediation.journeys`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Advice:
    """A plain line on how to hold the sitting, e.g. "plan a break halfway". It never says why, nor whom it protects."""

    text: str


class ProcessAdvice(Protocol):
    def __call__(self, case_id: uuid.UUID) -> Sequence[Advice]: ...


def _none(case_id: uuid.UUID) -> Sequence[Advice]:
    return ()


_process_advice: ProcessAdvice = _none


def wire_process_advice(port: ProcessAdvice) -> None:
    global _process_advice
    _process_advice = port


def process_advice(case_id: uuid.UUID) -> Sequence[Advice]:
    """The lines agreed with the people concerned; nothing else about care is ever shown to casework."""
    return _process_advice(case_id)
