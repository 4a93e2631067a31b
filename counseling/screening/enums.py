"""Levels, reasons and states of care. None of them says what somebody answered."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(TextChoices):
    """How soon a person is to be called (分级响应). Own wording; the clocks run on wall time, nights and holidays included."""

    RED = "red", _("Red · now")
    ORANGE = "orange", _("Orange · within 2 hours")
    YELLOW = "yellow", _("Yellow · within 24 hours")
    BLUE = "blue", _("Blue · within 72 hours")
    GREEN = "green", _("Green · within 14 days")


CLOCK: dict[Level, timedelta] = {
    Level.RED: timedelta(0),
    Level.ORANGE: timedelta(hours=2),
    Level.YELLOW: timedelta(hours=24),
    Level.BLUE: timedelta(hours=72),
    Level.GREEN: timedelta(days=14),
}
ORDER: tuple[Level, ...] = tuple(CLOCK)  # most urgent first
GUARDED = frozenset({Level.RED, Level.ORANGE})  # lowering needs two signatures


class Reason(TextChoices):
    """Why somebody should look, in words that carry no answer."""

    CRITICAL = "critical", _("One thing here needs care at once. 12356 and 120 were shown. Open the file for more.")
    QUIET = "quiet", _("Something was left open. Please look in gently.")
    MOOD = "mood", _("It may do this person good to talk to somebody.")
    ASKED = "asked", _("This person would like to be called.")
    NOW = "now", _("This person would like to be called now.")
    STAFF = "staff", _("A colleague is concerned.")
    SAFETY = "safety", _("Open the file before you call, and ask first whether it is safe to speak.")
    BROUGHT = "brought", _("An answer that another program brought in needs care at once. Nobody here has spoken with this person yet.")
    PAPER = "paper", _("An answer on paper needs care at once. Nobody has spoken with this person yet, and no help numbers were shown.")
    TALK = "talk", _("A talk takes the place of some questions.")


class FlagState(TextChoices):
    OPEN = "open", _("waits for somebody")
    ACKNOWLEDGED = "acknowledged", _("somebody is in touch")
    CLOSED = "closed", pgettext_lazy("screening", "closed")


class ScreeningState(TextChoices):
    """Offered, accepted and declined are kept apart: declining is a good answer too (Art. 27 of the Mental Health Law)."""

    OFFERED = "offered", _("offered")
    DECLINED = "declined", _("declined")
    BEGUN = "begun", _("begun")
    FINISHED = "finished", _("finished")
    WITHDRAWN = "withdrawn", pgettext_lazy("screening", "withdrawn")
    ERASED = "erased", _("erased at the person's wish")


class Mode(TextChoices):
    """How the answers came (作答方式)."""

    SELF = "self", _("filled in alone")
    ASSISTED = "assisted", _("read aloud and ticked by a helper")
    PHONE = "phone", _("asked on the telephone")
    PAPER = "paper", _("from a paper form")


class Informant(TextChoices):
    """Who answered (作答人)."""

    PERSON = "person", _("the person")
    GUARDIAN = "guardian", _("a guardian")
    RELATIVE = "relative", _("a relative")


class FhirUse(TextChoices):
    """What another program's token opens at /fhir/ (用途)."""

    FORM_READ = "questionnaire.read", _("fetch questionnaires")
    FORM_WRITE = "questionnaire.write", _("bring in questionnaires")
    RESPONSE_READ = "response.read", _("fetch answers it brought in, and our count of them")
    RESPONSE_WRITE = "response.write", _("bring in answers")
    CHECK = "validate", _("check without keeping anything")


class Rank(TextChoices):
    """Who is woken in which order."""

    FIRST = "first", _("on call")
    DEPUTY = "deputy", _("deputy")
    LEAD = "lead", _("supervisor of care")


class DutyDay(TextChoices):
    """On which days a pattern of duty holds."""

    MON = "0", _("Mondays")
    TUE = "1", _("Tuesdays")
    WED = "2", _("Wednesdays")
    THU = "3", _("Thursdays")
    FRI = "4", _("Fridays")
    SAT = "5", _("Saturdays")
    SUN = "6", _("Sundays")
    HOLIDAY = "holiday", _("public holidays on a weekday")


class CallWish(TextChoices):
    """Whether somebody should call, and whether it is safe to speak there."""

    NOW = "now", _("Yes, call me now, I can speak")
    CAREFUL = "careful", _("Yes, but somebody is listening: ask only yes-or-no questions")
    LATER = "later", _("Not now, later is better")
    NO = "no", _("No, please do not call")


class Right(TextChoices):
    """What a person may ask for about their own answers."""

    COPY = "copy", _("a copy")
    CORRECTION = "correction", _("a correction")
    RESTRICTION = "restriction", _("closed to everyday reading")
    RELEASE = "release", _("open to counsellors again")
    ERASURE = "erasure", _("erasure")
