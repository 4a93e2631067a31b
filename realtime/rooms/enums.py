from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RoomState(TextChoices):
    ASKED = "asked", _("asked for")  # a separate talk that the party has not yet agreed to
    OPEN = "open", _("open")
    HELD = "held", _("on hold")
    CLOSED = "closed", pgettext_lazy("rooms", "closed")


class HeldFor(TextChoices):
    """Why a room is on hold; what those outside are told."""

    NOTHING = "", ""
    PAUSE = "pause", _("a pause")
    CAUCUS = "caucus", _("a separate talk")
    AWAY = "away", _("the mediator's line")  # no mediator is connected: nobody goes on without one


class Ask(TextChoices):
    """What the mediator learns of somebody without a word to the others."""

    BREAK = "break", _("a break")
    HELP = "help", _("help")
    EXIT = "exit", _("left by the emergency exit")  # not asked: the person is gone


class SeatRole(TextChoices):
    MEDIATOR = "mediator", _("mediator")
    PARTY = "party", _("party")
    GUEST = "guest", _("invited")  # speaks and writes, is no party: interpreter, expert, court
    OBSERVER = "observer", _("observer")  # sees and hears; neither speaks nor writes


class SeatState(TextChoices):
    INVITED = "invited", _("invited")
    WAITING = "waiting", pgettext_lazy("rooms", "waiting")
    ADMITTED = "admitted", _("admitted")
    LEFT = "left", _("left")
    REMOVED = "removed", _("removed")


# states of a room in which something can still happen
LIVE = (RoomState.OPEN, RoomState.HELD)
