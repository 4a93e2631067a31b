"""Who plays what, where a drill stands, and the order in which people speak afterwards."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RoleCode(TextChoices):
    """The roles a play may have (角色). The mediator's is the one that is learnt, and the one observers watch."""

    MEDIATOR = "mediator", pgettext_lazy("roleplay", "mediator")
    CO_MEDIATOR = "comediator", pgettext_lazy("roleplay", "second mediator")
    PARTY_A = "partya", pgettext_lazy("roleplay", "party A")
    PARTY_B = "partyb", pgettext_lazy("roleplay", "party B")
    PARTY_C = "partyc", pgettext_lazy("roleplay", "party C")
    RELATIVE = "relative", pgettext_lazy("roleplay", "relative or companion")
    EXPERT = "expert", pgettext_lazy("roleplay", "expert")


NEEDED = (RoleCode.MEDIATOR, RoleCode.PARTY_A, RoleCode.PARTY_B)


class DrillState(TextChoices):
    PREPARED = "prepared", pgettext_lazy("roleplay", "prepared")
    OPEN = "open", pgettext_lazy("roleplay", "the room is open")
    DEBRIEF = "debrief", pgettext_lazy("roleplay", "talk afterwards")
    DONE = "done", pgettext_lazy("roleplay", "finished")
    CANCELLED = "cancelled", pgettext_lazy("roleplay", "cancelled")


LIVE = (DrillState.PREPARED, DrillState.OPEN, DrillState.DEBRIEF)
AFTER = (DrillState.DEBRIEF, DrillState.DONE)


class Step(IntegerChoices):
    """The order of a debriefing: the mediator first; then what worked; then the trainer; then what the mediator asks for.

    Source: "Feedback" of Compassionate Interactions, compassionateinteractions.com/resources (order, and three to one for the coach).
    """

    MEDIATOR = 1, _("The mediator speaks first")
    WORKED = 2, _("Parties and observers: only what worked")
    COACH = 3, _("The trainer: three of what worked for one to try")
    ASKED = 4, _("What did not work: only what the mediator asks for")


class Level(IntegerChoices):
    """What an observer saw of one indicator. "Not observed" is no value at all: it is kept as no level and counts nowhere.

    The levels of a mentee evaluation used alike for role plays and live cases (unsuccessful, needs improvement, satisfactory,
    unable to determine), fill.io "Unsuccessful trainee showed no evidence of the skill".
    """

    NOT_YET = 1, pgettext_lazy("roleplay", "not yet")
    PARTLY = 2, pgettext_lazy("roleplay", "partly")
    WELL = 3, pgettext_lazy("roleplay", "well")
