"""Doors for promised jobs: ids in, one service, safe to run twice."""

from __future__ import annotations

import uuid

from counseling.interventions import services
from counseling.interventions.services import supervision


def remind(flag: str, round: int, number: int = 1) -> None:  # noqa: A002 -- the payload's own name
    services.remind(flag_id=uuid.UUID(flag), round_number=round, number=number)


def overdue_supervision() -> None:
    supervision.promise_overdue()


def supervision_due(flag: str, number: int) -> None:
    supervision.remind_due(flag_id=uuid.UUID(flag), number=number)


def renew_advice(advice: str) -> None:
    services.ask_to_renew(advice_id=uuid.UUID(advice))


def remind_referral(referral: str, number: int) -> None:
    services.remind_waiting(referral_id=uuid.UUID(referral), number=number)


def appointment(appointment: str, step: str) -> None:
    """step: remind (before), ask (whether it was held), follow (somebody who did not come has not been reached)."""
    act = {"remind": services.remind_of, "ask": services.ask_whether_held, "follow": services.follow_overdue}[step]
    act(appointment_id=uuid.UUID(appointment))


def conference(conference: str, step: str) -> None:
    """step: soon (a day before), write (the day after, if nothing was written down)."""
    act = {"soon": services.remind_of_conference, "write": services.ask_what_was_agreed}[step]
    act(conference_id=uuid.UUID(conference))


def look_in(look_in: str, step: int) -> None:
    services.look_in(look_in_id=uuid.UUID(look_in), step=step)
