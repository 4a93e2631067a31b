"""How often a party's code may be tried, and by whom (凭码进入的防猜).

A secret has 80 bits: 1.2 * 10^24 possibilities. Whoever tries is held by ever longer windows, each for one locator from one
network: 5 wrong tries in a minute, 20 in an hour, 60 in a day. All networks together get 1000 tries an hour at one locator:
in a year 8.8 * 10^6, a chance of 7 * 10^-18 to hit its secret; at 100 000 live codes at once, all at their ceilings, 7 * 10^-13.

So a stranger who knows a locator (it stands on the paper and in the QR) keeps nobody out but their own network. Reaching
the ceiling takes seventeen networks going on all hour; even then the owner's own device, which holds a signed mark from an earlier
visit, still comes in: it has a window of its own, 20 wrong tries in an hour.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from django.core import signing

from mediation.accounts import limits
from mediation.common import ids

MINUTE, HOUR, DAY = 60, 3600, 86_400
WINDOWS = ((5, MINUTE), (20, HOUR), (60, DAY))
CEILING = 1000
MARK_VALID = 30 * DAY  # then, or with the quick exit, nothing on the device tells that it was here
SALT = "mediation.accounts.device"


@dataclass(frozen=True, slots=True)
class Door:
    """One attempt: the blind index of the locator, where it comes from, and the mark of the device, if it has a right one."""

    index: str
    network: str
    device: str = ""

    def knock(self) -> None:
        """Count a try. Raises TooMany, without telling whether there is such a locator."""
        if self.device:
            limits.spend("code-device", self.device, limit=20, seconds=HOUR)
            return
        for limit, seconds in WINDOWS:
            limits.spend(f"code-locator-{seconds}", self._here, limit=limit, seconds=seconds)
        limits.spend("code-ceiling", self.index, limit=CEILING, seconds=HOUR)

    def opened(self) -> None:
        """The right secret: the owner's slips of the pen no longer count."""
        if self.device:
            limits.forgive("code-device", self.device, seconds=HOUR)
        for _, seconds in WINDOWS:
            limits.forgive(f"code-locator-{seconds}", self._here, seconds=seconds)

    @property
    def _here(self) -> str:
        return ids.blind(self.index.encode(), self.network)


def door(index: str, caller: str, mark: str = "") -> Door:
    return Door(index, network(caller), _device_of(index, mark))


def network(caller: str) -> str:
    """The address of IPv4, the /64 of IPv6: one household or one office, however many addresses it draws."""
    try:
        address = ipaddress.ip_address(caller)
    except ValueError:
        return caller
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def mark_for(index: str) -> str:
    """What the device keeps after a right entry: a number of its own, good for this one locator."""
    return signing.dumps([index, ids.spoken_code(16)], salt=SALT)


def _device_of(index: str, mark: str) -> str:
    if not mark or len(mark) > 300:
        return ""
    try:
        whose, device = signing.loads(mark, salt=SALT, max_age=MARK_VALID)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(device) if whose == index else ""


