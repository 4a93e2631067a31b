"""Doors for promised jobs: ids in, one service, safe to run twice."""

from __future__ import annotations

import uuid

from counseling.screening import services
from counseling.screening.services import answering, exchange, offers, warning
from mediation.common.actor import system


def escalate(flag: str, round: int, step: int) -> None:  # noqa: A002 -- the payload's own name
    services.escalate(flag_id=uuid.UUID(flag), round_number=round, step=step)


def shred(screening: str) -> None:
    answering.shred(actor=system("care.retention"), screening_id=uuid.UUID(screening))


def shred_import(response: str) -> None:
    exchange.shred(actor=system("care.retention"), response_id=uuid.UUID(response))


def again(screening: str) -> None:
    offers.again(actor=system("care.again"), screening_id=uuid.UUID(screening))


def warn_of_gaps() -> None:
    warning.warn_of_gaps()
