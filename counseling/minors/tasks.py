"""Doors for promised jobs: ids in, one service, safe to run twice."""

from __future__ import annotations

import uuid

from counseling.minors.services import report


def ask_for_report(duty: str) -> None:
    report.remind(duty_id=uuid.UUID(duty))
