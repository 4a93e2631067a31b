"""Kinds of question and what a mediator has to be able to do."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    SINGLE = "single", _("one answer is right")
    MULTIPLE = "multiple", _("several answers may be right")
    TRUE_FALSE = "true-false", _("right or wrong")


class Competency(TextChoices):
    """The nine areas of the competency framework (调解员能力框架)."""

    SCREENING = "screening", _("Screening and suitability")
    OPENING = "opening", _("Process and opening")
    LISTENING = "listening", _("Listening and empathy")
    NEUTRALITY = "neutrality", _("Neutrality and fairness")
    FACTS = "facts", _("Facts and issues")
    LAW = "law", _("Law, reason and feeling")
    OPTIONS = "options", _("Options and separate talks")
    AGREEMENT = "agreement", _("Agreement and follow-up")
    CARE = "care", _("Ethics and self-care")
