"""Where evidence of what somebody can do comes from."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Source(TextChoices):
    """In the order in which one learns: knowing, deciding, trying, doing (知道、会选、练过、做过)."""

    QUESTION = "question", pgettext_lazy("competencies", "questions")
    SCENARIO = "scenario", pgettext_lazy("competencies", "scenarios")
    DRILL = "drill", pgettext_lazy("competencies", "drills")
    SITTING = "sitting", _("seen by the mentor")
