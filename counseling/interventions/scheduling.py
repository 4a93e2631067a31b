"""Codes of appointments (预约), and what follows a missed one (爽约). The rule depends on the level, never on convenience."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from counseling.screening.enums import CLOCK, Level

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Way(TextChoices):
    """How a talk is held."""

    VIDEO = "video", _("by video")
    CHAT = "chat", _("in writing, live")
    PHONE = "phone", _("by telephone")
    VISIT = "visit", _("at the person's home")
    OFFICE = "office", _("at our rooms")


IN_A_ROOM = frozenset({Way.VIDEO, Way.CHAT})


class AppointmentState(TextChoices):
    PLANNED = "planned", pgettext_lazy("interventions", "planned")
    HELD = "held", _("held")
    MISSED = "missed", _("missed")
    MOVED = "moved", _("moved to another time")
    CALLED_OFF = "called_off", _("called off")


class Missed(TextChoices):
    """What is known about why (reasons list, reference 4.6). Never a reproach."""

    UNKNOWN = "unknown", _("not known")
    FORGOT = "forgot", _("forgotten, or mixed up")
    ILL = "ill", _("ill, or something came up")
    LINE = "line", _("the line or the room failed")
    UNSAFE = "unsafe", _("could not speak safely")
    US = "us", _("our own fault")


class Follow(TextChoices):
    """Where the looking-after of a missed appointment stands."""

    NONE = "", _("nothing to do")
    OPEN = "open", _("is being looked for")
    HANDED = "handed", _("not reached; the supervisor of care decides")
    REACHED = "reached", _("reached")


class AttemptWay(TextChoices):
    CALL = "call", _("called the number on file")
    SECOND = "second", _("called a second number")
    MESSAGE = "message", _("left a neutral message where that is safe")
    VISIT = "visit", _("went there, two people")
    POLICE = "police", _("asked the police to look in (110)")


class AttemptOutcome(TextChoices):
    REACHED = "reached", _("reached, and spoken with")
    NO_ANSWER = "no_answer", _("no answer")
    WRONG = "wrong", _("wrong number, or moved")
    UNDER_WAY = "under_way", _("somebody is on the way there")


@dataclass(frozen=True, slots=True)
class MissedRule:
    """within: how soon; attempts: how many tries before the supervisor of care is asked; 0: asked at once."""

    within: timedelta
    attempts: int
    words: str | _StrPromise


# Red, orange, yellow: reference 4.6. For blue and green it names no rule: one try within the level's own clock.
MISSED: dict[Level, MissedRule] = {
    Level.RED: MissedRule(
        timedelta(0), 0, _("Call now, then the second number, then go there or ask the police to look in. On-call is woken too.")
    ),
    Level.ORANGE: MissedRule(
        timedelta(0), 0, _("Call now, then the second number, then go there or ask the police to look in. On-call is woken too.")
    ),
    Level.YELLOW: MissedRule(timedelta(hours=72), 3, _("Three tries within 72 hours; after that the supervisor of care decides.")),
    Level.BLUE: MissedRule(CLOCK[Level.BLUE], 1, _("Try to reach the person within 72 hours and offer another time.")),
    Level.GREEN: MissedRule(CLOCK[Level.GREEN], 1, _("Try to reach the person within 14 days and offer another time.")),
}
