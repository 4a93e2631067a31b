"""Codes of case studies."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Field(TextChoices):
    """What the dispute was about. The first level of the national list, as far as case studies exist."""

    NEIGHBOUR = "neighbour", _("Neighbours")
    FAMILY = "marriage_family", _("Marriage and family")
    PROPERTY = "property", _("Property management")
    HOUSING = "housing", _("Houses and homesteads")
    LABOUR = "labour", _("Work and wages")
    CONSUMER = "consumer", _("Consumers")
    DAMAGES = "damages", _("Damage and compensation")
    OTHER = "other", _("Other")


class StudyState(TextChoices):
    """Where a study stands on its way from the case to the library."""

    ASKING = "asking", _("the parties are asked")
    DRAFT = "draft", _("being made unrecognisable")
    PAGE = "page", _("in the library's workshop")
    STOPPED = "stopped", _("stopped: a party does not want it")


class Answer(TextChoices):
    """What a party says about its case being told."""

    OPEN = "open", _("no answer yet")
    YES = "yes", pgettext_lazy("casestudies", "yes")
    NO = "no", pgettext_lazy("casestudies", "no")


class FoundKind(TextChoices):
    """What a word would tell about somebody."""

    NAME = "name", _("name of a person")
    PLACE = "place", pgettext_lazy("casestudies", "place")
    ORGANISATION = "organisation", _("organisation")
    PHONE = "phone", _("telephone number")
    ID = "id", _("identity, card or file number")
    CONTACT = "contact", _("address on the network, number plate")
    DATE = "date", _("day")
    OTHER = "other", pgettext_lazy("casestudies", "something else")


class Decision(TextChoices):
    """What becomes of a word that was found."""

    OPEN = "open", _("to be decided")
    TAKEN = "taken", _("replaced")
    KEPT = "kept", _("stays: it identifies nobody")
