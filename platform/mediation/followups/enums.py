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


class Category(TextChoices):
    """Whom a follow-up plan is for (回访对象类别, row S07)."""

    PETITION_BACKLOG = "petition_backlog", _("petition backlog")  # 信访积案
    FRAUD_VICTIM = "fraud_victim", _("victim of fraud")  # 涉诈受害人
    VIOLENT_FAMILY = "violent_family", _("family with violence")  # 涉家暴家庭
    OTHER = "other", _("others")


class Via(TextChoices):
    """How satisfaction was said. Never through the mediator."""

    OWN = "own", _("on the own page")
    CALL = "call", _("call by a second person")
    VISIT = "visit", _("visit by a second person")
