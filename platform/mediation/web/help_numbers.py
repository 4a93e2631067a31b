"""Numbers to call in need. Each carries its source; a county adds its own with the setting HELP_NUMBERS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class HelpNumber:
    number: str
    name: str | _StrPromise
    source: str


NATIONAL = (
    HelpNumber("12356", _("psychological support"), "National Health Commission: nationwide by 1 May 2025"),
    HelpNumber("110", _("police"), "police emergency number"),
    HelpNumber("120", _("ambulance"), "medical emergency number"),
)


def help_numbers() -> tuple[HelpNumber, ...]:
    """The national numbers, then the county's own: HELP_NUMBERS is a list of (number, name, source)."""
    own: list[tuple[str, str, str]] = getattr(settings, "HELP_NUMBERS", [])
    return NATIONAL + tuple(HelpNumber(*row) for row in own)
