"""What journeys ask of areas above or beside them; each port is wired in `JourneysConfig.ready()`."""

from __future__ import annotations

from typing import Protocol

from mediation.casework.models import Case
from mediation.common.actor import Actor


class CareOffer(Protocol):
    def __call__(self, actor: Actor, case: Case) -> str | None:
        """The address at which this person may tell how they are, or None where no staffed on-call rota exists."""


def _none(actor: Actor, case: Case) -> str | None:
    return None


_care_offer: CareOffer = _none


def wire_care_offer(port: CareOffer) -> None:
    global _care_offer
    _care_offer = port


def care_offer(actor: Actor, case: Case) -> str | None:
    """One gentle, optional offer after a report; without a staffed rota only the help numbers are shown."""
    return _care_offer(actor, case)
