"""Doors for promised jobs: ids in, one service, safe to run twice."""

from __future__ import annotations

import uuid

from counseling.interventions import services


def remind(flag: str, round: int) -> None:  # noqa: A002 -- the payload's own name
    services.remind(flag_id=uuid.UUID(flag), round_number=round)


def renew_advice(advice: str) -> None:
    services.ask_to_renew(advice_id=uuid.UUID(advice))
