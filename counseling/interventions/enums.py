"""Codes of counselling."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EntryKind(TextChoices):
    """What can stand in a person's care file. Nothing in it is ever changed; corrections are added."""

    RATING = "rating", _("risk rating")
    SECOND = "second", _("second signature")
    UNDONE = "undone", _("lowering taken back")
    PLAN = "plan", _("plan")
    NOTE = "note", _("note")
    ADDENDUM = "addendum", _("addendum")
    DOCTOR = "doctor", _("advised to see a doctor")
    DECISION = "decision", _("decision on a conflict of sides")
    CLOSING = "closing", pgettext_lazy("interventions", "closing")
    BREACH = "breach", _("confidence broken")
    REPORT = "report", _("mandatory report")
    RECEIPT = "receipt", _("receipt of a report")
    CRISIS = "crisis", _("crisis protocol")
    EXCEPTION = "exception", _("exception from the caseload limit")
    KNOWN = "known", _("it came out who this is")
    MISTAKEN = "mistaken", _("it was somebody else")


class Behaviour(IntegerChoices):
    """Behaviour that was seen, 危险性评估分级 of the national standard for severe mental disorders (国家严重精神障碍管理规范).

    The Chinese wording in the catalogue is the standard's own, the English one a working translation. Among ordinary people
    in a dispute it records conduct; it is never a diagnosis.
    """

    NONE = 0, _("0 · none of the behaviour of levels 1 to 5")
    THREATS = 1, _("1 · threats in words, shouting, but no smashing")
    HOME = 2, _("2 · smashing, only at home, against things, stops when talked to")
    ANYWHERE = 3, _("3 · clear smashing anywhere, against things, does not stop when talked to")
    PERSISTENT = 4, _(
        "4 · persistent smashing anywhere, against things or people, does not stop when talked to, including self-harm and suicide"
    )
    ARMED = 5, _("5 · any violence against people with a controlled weapon, or arson, explosion and the like, at home or in public")


class PlanKind(TextChoices):
    SAFETY = "safety", _("safety plan")
    SUPPORT = "support", _("support plan")


class DoctorAnswer(TextChoices):
    WILL_GO = "will_go", _("wants to go")
    THINKS = "thinks", _("will think about it")
    WENT = "went", _("has been there")
    NO = "no", _("does not want to")


class Outcome(TextChoices):
    BETTER = "better", _("things are better, no further need")
    DECLINED = "declined", _("does not want company for now")
    REFERRED = "referred", _("handed on, and the other side has confirmed")
    MOVED = "moved", _("lives elsewhere now, the office there has taken over")


class SittingAdvice(TextChoices):
    """How people should meet. The mediator sees this and nothing of where it comes from."""

    JOINT = "joint", _("All together")
    SEPARATE = "separate", _("Separate rooms, one after the other")
    SHUTTLE = "shuttle", _("Separate rooms, the mediator goes between them")
    POLICE = "police", _("Only with the police present")
    NOT_NOW = "not_now", _("Do not meet for now")


# keeps people apart: it does not lapse by itself, a counsellor signs it again or takes it back
APART = frozenset({SittingAdvice.SEPARATE, SittingAdvice.SHUTTLE, SittingAdvice.POLICE, SittingAdvice.NOT_NOW})
