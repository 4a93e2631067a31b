"""Codes of the crisis protocol (危机处置) and of the records the law asks for."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CrisisStep(TextChoices):
    """What was done, in the order of the protocol. Danger overrides: help first, writing after."""

    CALLED = "called", _("110 or 120 was called")
    TWO = "two", _("two of us, nobody alone")
    STAYED = "stayed", _("somebody stayed with the person, or on the line")
    MEANS = "means", _("means were put away with the person's agreement")
    FAMILY = "family", _("a relative or somebody trusted was reached")
    DOCTOR = "doctor", _("advised to see a doctor, or brought there")
    PLAN = "plan", _("the safety plan was made or looked at again")
    SUPERVISOR = "supervisor", _("the supervisor of care was told")


class BreachGround(TextChoices):
    """When confidence may be broken (Code of ethics of the Chinese Psychological Society, first edition)."""

    SELF = "self", _("serious danger to the person")
    OTHERS = "others", _("serious danger to somebody else")
    MINOR = "minor", _("a minor is being abused")
    LAW = "law", _("the law requires it")


class ReportGround(TextChoices):
    """When a report is a duty that no consent can waive."""

    MINOR = "minor", _("a minor is or may be harmed (Law on the Protection of Minors, Article 11)")
    DEPENDENT = "dependent", _("violence at home against somebody who cannot act alone (Law against Domestic Violence, Article 14)")
    HARM = "harm", _("harm to self or others (Mental Health Law, Article 28)")


class HeartState(TextChoices):
    """How the person is at the end (心结), in the counsellor's judgement. Its other half is what the person says."""

    REST = "rest", _("at rest: it no longer weighs on this person")
    LIGHTER = "lighter", _("lighter: something is left, and this person can carry it")
    HEAVY = "heavy", _("still heavy")


class PersonView(TextChoices):
    """What the person says to ending."""

    AGREES = "agrees", _("agrees: it is settled for me")
    GO_ON = "go_on", _("would rather go on")
    UNASKED = "unasked", _("could not be asked, because somebody else has taken over")
