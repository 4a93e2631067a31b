"""Codes of follow-up visits (回访)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    APPOINTMENT = "appointment", _("by appointment")  # 约访
    VISIT = "visit", _("visit")  # 走访
    TELEPHONE = "telephone", _("telephone")  # 电话


class Outcome(TextChoices):
    REACHED = "reached", _("talked")
    NOT_REACHED = "not_reached", _("could not be reached")
    DECLINED = "declined", _("does not want to talk")


class Performed(TextChoices):
    FULLY = "fully", _("done as agreed")
    PARTLY = "partly", _("done in part")
    NOT = "not", _("not done")
    NOT_DUE = "not_due", _("not due yet")


class Satisfaction(TextChoices):
    SATISFIED = "satisfied", _("satisfied")
    MIDDLING = "middling", _("so-so")
    DISSATISFIED = "dissatisfied", _("not satisfied")
    NOT_SAID = "not_said", _("would rather not say")


class Heart(TextChoices):
    """What the person said about how it is now, in one plain statement; never an answer of a questionnaire."""

    AT_REST = "at_rest", _("can live with it in peace")
    HEAVY = "heavy", _("it still weighs on them")
    NOT_SAID = "not_said", _("would rather not say")
