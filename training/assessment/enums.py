"""Kinds of question and what a mediator has to be able to do."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    SINGLE = "single", _("one answer is right")
    MULTIPLE = "multiple", _("several answers may be right")
    TRUE_FALSE = "true-false", _("right or wrong")
    JUDGEMENT = "judgement", _("situation: which is wisest")
    MATCHING = "matching", _("what belongs together")
    ORDERING = "ordering", _("put in order")
    SHORT = "short", _("a few words")
    NUMERIC = "numeric", _("a number")
    CLOZE = "cloze", _("fill the gaps")


CHOICES = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.JUDGEMENT})
TYPED = frozenset({Kind.SHORT, Kind.NUMERIC})


class GapKind(TextChoices):
    SHORT = "short", _("a few words")
    NUMERIC = "numeric", _("a number")
    CHOICE = "choice", _("one of a list")


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
