"""Codes of a case conference (个案会商): how to hold the sittings of a case, and nothing else.

The points are a closed list on purpose: a box that is ticked cannot tell what somebody answered, scored or is called.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProcessPoint(TextChoices):
    """What can be agreed on besides the way to meet and the breaks."""

    SHORT = "short", _("Short sittings, an hour at most")
    DAYTIME = "daytime", _("Meet by day, never late in the evening")
    APART = "apart", _("The sides arrive and leave at different times")
    SEATS = "seats", _("Seats well apart, each with a free way to the door")
    TURNS = "turns", _("One speaks at a time, and the mediator gives the word")
    STOP = "stop", _("Anybody may ask for a pause with one word")
    ALOUD = "aloud", _("Papers are read aloud, in plain words")
    SUM_UP = "sum_up", _("At the end the mediator sums up what comes next")
    NO_SURPRISE = "no_surprise", _("No new subject that was not announced to both sides")
    NEUTRAL = "neutral", _("Meet at a place that belongs to neither side")
    DIALECT = "dialect", _("Somebody is there who speaks the home dialect")
    CALL_AFTER = "call_after", _("The mediator calls each side on the next day")


class ConferenceWay(TextChoices):
    ROOM = "room", _("in one room")
    PHONE = "phone", _("by telephone")


class ConferenceState(TextChoices):
    CALLED = "called", pgettext_lazy("conference", "called")
    AGREED = "agreed", pgettext_lazy("conference", "held")
    OFF = "off", pgettext_lazy("conference", "called off")


class Side(TextChoices):
    """On which side of the wall somebody sits."""

    MEDIATION = "mediation", pgettext_lazy("conference", "mediation")
    CARE = "care", pgettext_lazy("conference", "psychological service")


class Coming(TextChoices):
    ASKED = "asked", pgettext_lazy("conference", "has not answered")
    YES = "yes", pgettext_lazy("conference", "comes")
    NO = "no", pgettext_lazy("conference", "cannot come")
