"""Codes about people under 18. None of them says what somebody told."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgeBand(TextChoices):
    """How old the person says to be (年龄段). No date of birth is asked: the rules need no more than this.

    Under 8 nobody is asked anything: the questions about suicide are for 8 years and above (screening reference 1.2, ASQ).
    The ASQ and the PSC-17 are for 8 and above, the questions about the mood (PHQ) for 12 and above (reference 1.5).
    Under 14 a guardian has to consent (Personal Information Protection Law, Art. 31). Up to 17 the guardian consents and the
    young person agrees as well (reference 4.5).
    """

    SMALL = "small", _("younger than 8")
    CHILD = "child", _("8 to 11")
    YOUTH = "youth", _("12 or 13")
    TEEN = "teen", _("14 to 17")


class GuardianWish(TextChoices):
    """What the young person wants done about the grown-ups at home."""

    HERE = "here", _("They are here with me and agree")
    CALL = "call", _("Please call them first")
    SHIELD = "shield", _("Please do not tell them, or it is about them")


class Relation(TextChoices):
    PARENT = "parent", _("parent")
    GRANDPARENT = "grandparent", _("grandparent")
    OTHER = "other", _("somebody else who is the guardian")


class ConsentWay(TextChoices):
    """How the guardian's consent came. On the young person's own device it is called back by a counsellor."""

    DEVICE = "device", _("on the young person's device")
    PHONE = "phone", _("by telephone, to a counsellor")
    PAPER = "paper", _("signed on paper")


class Purpose(TextChoices):
    """What a colleague in charge is asked to approve."""

    OPEN = "open", _("open the file")
    ASK = "ask", _("put the questions without a guardian's consent, because the guardian is suspected")


OPEN_FOR = timedelta(days=30)  # an approval to open
NEED_FOR = timedelta(hours=2)  # the emergency door
ASK_AGAIN = timedelta(hours=1)  # how often an open duty to report is asked after
