"""Codes of mentoring."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(IntegerChoices):
    """The ladder (学员、观摩、模拟、协助、督导下独立、独立、师傅). What a stage may do is in `MAY`."""

    LEARNER = 0, pgettext_lazy("mentoring", "learner")
    OBSERVER = 1, pgettext_lazy("mentoring", "observer")
    DRILL = 2, pgettext_lazy("mentoring", "drills")
    CO = 3, pgettext_lazy("mentoring", "co-mediator")
    SUPERVISED = 4, pgettext_lazy("mentoring", "leads under supervision")
    INDEPENDENT = 5, pgettext_lazy("mentoring", "independent")
    MENTOR = 6, pgettext_lazy("mentoring", "mentor")


MAY = {
    Stage.LEARNER: _("courses and drills"), Stage.OBSERVER: _("observes sittings"), Stage.DRILL: _("plays the mediator in drills"),
    Stage.CO: _("mediates together with somebody, never alone"), Stage.SUPERVISED: _("leads, with the mentor on call"),
    Stage.INDEPENDENT: _("mediates alone"), Stage.MENTOR: _("accompanies others"),
}


class Evidence(TextChoices):
    """What a gate counts. The first two come from the courses and scenarios themselves, the rest from the log signed by both."""

    COURSE = "course", _("courses finished")
    SCENARIO = "scenario", _("scenarios played to the end")
    OBSERVATION = "observation", _("sittings observed, written down within 48 hours")
    DRILL = "drill", _("drills taken part in")
    DRILL_LEAD = "drill_lead", _("drills as mediator")
    ASSESSED = "assessed", _("drills assessed by two who are not the mentor")
    CO = "co", _("sittings mediated together")
    TYPES = "types", _("kinds of dispute among these")
    AGREEMENT = "agreement", _("agreements drafted")
    LED = "led", _("cases led")
    WATCHED = "watched", _("cases led while the mentor watched")
    FEEDBACK = "feedback", _("feedback of parties")
    MENTOR_COURSE = "mentor_course", _("course for mentors")


REAL = frozenset({Evidence.OBSERVATION, Evidence.CO, Evidence.WATCHED})  # somebody more sits at a real table: both parties must agree
LOGGED = tuple(e for e in Evidence if e not in (Evidence.COURSE, Evidence.SCENARIO, Evidence.TYPES))


class ContractState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("mentoring", "proposed")
    ACTIVE = "active", pgettext_lazy("mentoring", "in force")
    ENDED = "ended", pgettext_lazy("mentoring", "over")
