"""The clocks a party far away may choose from: where people from China live and work, one city for each clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ZONES: dict[str, str | _StrPromise] = {
    "Asia/Tokyo": _("Tokyo, Seoul"),
    "Asia/Bangkok": _("Bangkok, Hanoi, Phnom Penh"),
    "Asia/Singapore": _("Singapore, Kuala Lumpur"),
    "Asia/Dubai": _("Dubai"),
    "Africa/Lagos": _("Lagos, Luanda"),
    "Africa/Johannesburg": _("Johannesburg"),
    "Africa/Nairobi": _("Nairobi, Addis Ababa"),
    "Europe/Moscow": _("Moscow"),
    "Europe/London": _("London, Lisbon"),
    "Europe/Rome": _("Rome, Paris, Berlin, Madrid"),
    "America/New_York": _("New York, Toronto"),
    "America/Chicago": _("Chicago, Houston"),
    "America/Los_Angeles": _("Los Angeles, Vancouver"),
    "America/Sao_Paulo": _("São Paulo"),
    "Australia/Sydney": _("Sydney, Melbourne"),
    "Pacific/Auckland": _("Auckland"),
}
