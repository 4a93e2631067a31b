"""Codes of what happens around a sitting."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class GuestRole(TextChoices):
    """As what somebody is invited (受邀参加人).

    Art. 20 of the People's Mediation Law: with the parties' consent relatives, neighbours, colleagues, people with special knowledge or
    experience and social organisations may be invited to take part.
    """

    INTERPRETER = "interpreter", _("interpreter")
    EXPERT = "expert", _("person with special knowledge")
    SUPPORTER = "supporter", _("relative, neighbour or colleague")
    COURT = "court", _("from the court")
    NOTARY = "notary", _("notary")
    OBSERVER = "observer", _("observer")
    CO_MEDIATOR = "co_mediator", _("second mediator")
    TRAINEE = "trainee", _("mediator in training")


class Came(TextChoices):
    """How somebody took part (参加方式)."""

    ROOM = "room", _("in the online room")
    PHONE = "phone", _("by telephone")
    PLACE = "place", _("in person")
    ABSENT = "absent", _("did not come")


class Why(TextChoices):
    """Why somebody did not come, as far as is known (未到原因)."""

    NOT_REACHED = "not_reached", _("could not be reached")
    PREVENTED = "prevented", _("was prevented and said so")
    NO_LINE = "no_line", _("telephone or network did not work")
    UNWILLING = "unwilling", _("does not want to talk any more")
    UNKNOWN = "unknown", _("not known")


class WishState(TextChoices):
    OPEN = "open", _("waiting for an answer")
    TAKEN = "taken", _("taken up")
    REFUSED = "refused", _("not possible")
    WITHDRAWN = "withdrawn", _("taken back")


class MinutesState(TextChoices):
    DRAFT = "draft", _("being written")
    READ = "read", _("read back")


class Stage(TextChoices):
    """Where the talk is (进行到哪一步), for everybody to see: the steps of the provincial record form (`casework.script`) in five."""

    OPENING = "opening", _("Opening and rights")
    TELLING = "telling", _("Each side tells")
    POINTS = "points", _("What is open")
    SOLVING = "solving", _("Looking for a way")
    CLOSING = "closing", _("Result and signing")
