"""Doors for promised jobs: ids in, one service, safe to run twice."""

from __future__ import annotations

import uuid
from datetime import date

from counseling.programmes.services import agreement as agreements


def remind(agreement: str, ends_on: str, ahead: int) -> None:
    agreements.remind(agreement_id=uuid.UUID(agreement), ends_on=date.fromisoformat(ends_on), ahead=ahead)
