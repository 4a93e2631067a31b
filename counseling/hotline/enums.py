"""Codes of the hotline desk. What a caller says is never a code: it is sealed."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Direction(TextChoices):
    IN = "in", _("somebody called us")
    OUT = "out", _("we called back")


class AgeGroup(TextChoices):
    UNKNOWN = "unknown", pgettext_lazy("age", "not known")
    CHILD = "child", _("under 14")
    YOUTH = "youth", _("14 to 17")
    ADULT = "adult", _("18 and over")


MINORS = frozenset({AgeGroup.CHILD, AgeGroup.YOUTH})


class Topic(TextChoices):
    """Roughly what it is about, for the monthly count; never an illness."""

    FAMILY = "family", _("family and marriage")
    VIOLENCE = "violence", _("violence at home")
    SCHOOL = "school", pgettext_lazy("call", "school")
    BULLYING = "bullying", _("bullying")
    WORK = "work", _("work and money")
    DISPUTE = "dispute", _("a dispute")
    LOSS = "loss", _("loss and grief")
    MOOD = "mood", _("mood, sleep, worry")
    SILENT = "silent", _("nobody spoke")
    OTHER = "other", pgettext_lazy("call", "other")


HURTING = frozenset({Topic.VIOLENCE, Topic.BULLYING})  # of somebody under 18 these are reported, Law on the Protection of Minors, Art. 11


class Safe(TextChoices):
    """Whether the caller can speak where they are."""

    UNKNOWN = "unknown", pgettext_lazy("safe to speak", "not asked yet")
    YES = "yes", _("can speak freely")
    QUESTIONS = "questions", _("somebody is listening: only yes-or-no questions")
    NO = "no", _("cannot speak now")


class Outcome(TextChoices):
    """How a call ended."""

    TALKED = "talked", _("talked, nothing more needed")
    ADVICE = "advice", _("told where to turn")
    TAKEN = "taken", _("a counsellor has taken over")
    EMERGENCY = "emergency", _("110 or 120 was called")
    BROKEN = "broken", _("the line was cut")
    SILENT = "silent", _("nobody spoke until the end")


class Right(TextChoices):
    """What a volunteer may do at the desk, one by one (志愿者权限). Handing over is always allowed, files never."""

    TAKE = "take", _("take calls and write the record")
    READ_OWN = "read_own", _("read own records again for a day")
    DISPUTE = "dispute", _("pass a dispute to the mediators when the caller agrees")
    CARE = "care", _("ask for a counsellor's company when the caller agrees")


class Purpose(TextChoices):
    """What a caller agreed to, in so many words on the telephone."""

    CASE = "case", _("a dispute case")
    FILE = "file", _("a counselling file")
