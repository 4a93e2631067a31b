"""Doors for promised jobs: ids in, one service, safe to run twice."""

from __future__ import annotations

import uuid
from datetime import date

from counseling.programmes.services import agreement as agreements
from counseling.programmes.services import gathering as gatherings
from counseling.programmes.services import room as rooms


def remind(agreement: str, ends_on: str, ahead: int) -> None:
    agreements.remind(agreement_id=uuid.UUID(agreement), ends_on=date.fromisoformat(ends_on), ahead=ahead)


def forget_list(gathering: str) -> None:
    gatherings.forget_list(gathering_id=uuid.UUID(gathering))


def forget_booking(booking: str) -> None:
    rooms.forget(booking_id=uuid.UUID(booking))
