"""Reading the message that has just come, as the person holding the telephone would."""

from __future__ import annotations

import re
from collections.abc import Callable

from mediation.notifications.models import ShortMessage
from mediation.vault import sealing


def read_after(act: Callable[[], object], kind: str, pattern: str) -> str:
    """Do `act`, then find the first group of `pattern` in the one new message of this kind. Raises LookupError if there is none."""
    before = set(ShortMessage.objects.filter(kind=kind).values_list("pk", flat=True))
    act()
    for message in ShortMessage.objects.filter(kind=kind).exclude(pk__in=before):
        found = re.search(pattern, sealing.unseal("notifications", f"sms.text:{message.id}", message.text_sealed))
        if found:
            return found[1]
    raise LookupError(kind)
