"""How a deadline looks: a word, a number and a shape, so that colour never carries it alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from mediation.common import clock
from mediation.web import wording


@dataclass(frozen=True, slots=True)
class Deadline:
    at: datetime
    words: str
    tone: str  # red: overdue or within a day; orange: within three days; plain: later
    overdue: bool


def deadline(at: datetime) -> Deadline:
    left = at - clock.now()
    if left < timedelta(0):
        return Deadline(at, _("%(span)s overdue") % {"span": wording.length(-left)}, "red", True)
    words = _("%(span)s left") % {"span": wording.length(left)}
    tone = "red" if left <= timedelta(days=1) else "orange" if left <= timedelta(days=3) else "plain"
    return Deadline(at, words, tone, False)
