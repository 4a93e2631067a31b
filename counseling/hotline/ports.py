"""What the desk asks of the mediators without knowing cases; wired in `mediation.journeys`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from mediation.common.actor import Actor
from mediation.common.errors import Invalid
from mediation.territory.models import Area


@dataclass(frozen=True, slots=True)
class Told:
    """What the caller agreed to pass on, and nothing else of the call. phone as typed."""

    area: Area
    kind: str
    story: str
    name: str
    phone: str
    once: uuid.UUID  # the same telling is one case


class Disputes(Protocol):
    def kinds(self) -> list[tuple[str, str]]:
        """Codes and names of the kinds of disputes."""

    def open(self, actor: Actor, told: Told) -> str:
        """Open a case in the pool, inside the caller's transaction. Returns its number."""


class _NoCases:
    """Before the wiring: no case can be opened."""

    def kinds(self) -> list[tuple[str, str]]:
        return []

    def open(self, actor: Actor, told: Told) -> str:
        raise Invalid(_("Cases cannot be opened from here. Please tell the mediators' office."))


_disputes: Disputes = _NoCases()


def wire_disputes(port: Disputes) -> None:
    global _disputes
    _disputes = port


def disputes() -> Disputes:
    return _disputes
