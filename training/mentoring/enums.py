"""Codes of mentoring."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.accounts.roles import Role


class Track(TextChoices):
    """Two ladders side by side: growing into the work, and the grades of those who do it."""

    PATH = "path", _("from learner to mentor")
    GRADE = "grade", _("grades one to four")


class Stage(IntegerChoices):
    """The ladder (学员、观摩、模拟、协助、督导下独立、独立、师傅). What a stage may do is in `MAY`."""

    LEARNER = 0, pgettext_lazy("mentoring", "learner")
    OBSERVER = 1, pgettext_lazy("mentoring", "observer")
    DRILL = 2, pgettext_lazy("mentoring", "drills")
    CO = 3, pgettext_lazy("mentoring", "co-mediator")
    SUPERVISED = 4, pgettext_lazy("mentoring", "leads under supervision")
    INDEPENDENT = 5, pgettext_lazy("mentoring", "independent")
    MENTOR = 6, pgettext_lazy("mentoring", "mentor")


# the role of the accounts that goes with a step; given by a second person, never by who signed for the step
ROLE_OF = {Stage.INDEPENDENT: Role.MEDIATOR, Stage.MENTOR: Role.MENTOR}


class Grade(IntegerChoices):
    """The four grades of people's mediators (四级 is the first one earned, 一级 the highest)."""

    NONE = 0, pgettext_lazy("mentoring", "not graded")
    FOUR = 1, pgettext_lazy("mentoring", "grade four")
    THREE = 2, pgettext_lazy("mentoring", "grade three")
    TWO = 3, pgettext_lazy("mentoring", "grade two")
    ONE = 4, pgettext_lazy("mentoring", "grade one")


STEPS: dict[str, type[IntegerChoices]] = {Track.PATH: Stage, Track.GRADE: Grade}
MAY = {
    Stage.LEARNER: _("follows courses and plays scenarios"), Stage.OBSERVER: _("observes sittings, with both parties' consent"),
    Stage.DRILL: _("plays the mediator in drills"), Stage.CO: _("mediates together with somebody, never alone"),
    Stage.SUPERVISED: _("leads, with the mentor on call"), Stage.INDEPENDENT: _("mediates alone"), Stage.MENTOR: _("accompanies others"),
}


class Evidence(TextChoices):
    """What a gate counts. Courses, scenarios, sittings and cases count themselves; the rest is in the log signed by both."""

    COURSE = "course", _("courses finished")
    THEORY = "theory", _("percent right in the weakest quiz taken")
    SCENARIO = "scenario", _("scenarios played to the end")
    OBSERVATION = "observation", _("sittings observed, each with a sheet within 48 hours")
    DRILL = "drill", _("drills taken part in")
    DRILL_LEAD = "drill_lead", _("drills as mediator")
    ASSESSED = "assessed", _("drills assessed by two people independent of the mentor")
    CO = "co", _("sittings mediated together, each with a talk before and after")
    TYPES = "types", _("kinds of dispute among these")
    AGREEMENT = "agreement", _("agreements drafted")
    RATED = "rated", _("of the first four competencies in which the mentor calls the apprentice skilled")
    LED = "led", _("cases led and closed")
    WATCHED = "watched", _("sittings led while the mentor watched")
    FEEDBACK = "feedback", _("answers of parties about these cases")
    MENTOR_COURSE = "mentor_course", _("course for mentors")
    YEARS = "years", _("full years as a mediator")
    CASES = "cases", _("disputes mediated")
    ORAL = "oral", _("percent of the agreements that were oral, at most")
    SUCCESS = "success", _("percent of the disputes that ended in an agreement")
    CLEAN = "clean", _("the committee's word: no escalation into a crime, no misconduct")


CEILINGS = frozenset({Evidence.ORAL})  # here less is better


class Kind(TextChoices):
    """What a line of the log is about (带教记录)."""

    MEETING = "meeting", pgettext_lazy("mentoring", "talk between the two")
    BEFORE = "before", pgettext_lazy("mentoring", "talk before a sitting")
    SHEET = "sheet", pgettext_lazy("mentoring", "sheet on a sitting")
    AFTER = "after", pgettext_lazy("mentoring", "talk after a sitting")
    DRILL = "drill", pgettext_lazy("mentoring", "drill, in another part")
    DRILL_LEAD = "drill_lead", pgettext_lazy("mentoring", "drill as mediator")
    ASSESSED = "assessed", pgettext_lazy("mentoring", "drill as mediator, assessed by two others")
    AGREEMENT = "agreement", pgettext_lazy("mentoring", "agreement drafted")
    MENTOR_COURSE = "mentor_course", pgettext_lazy("mentoring", "course for mentors")


AT_A_SITTING = frozenset({Kind.BEFORE, Kind.SHEET, Kind.AFTER})


class SeatKind(TextChoices):
    """As what somebody more comes to a real sitting: only with the recorded consent of both parties."""

    OBSERVES = "observes", _("the apprentice observes")
    CO = "co", _("the apprentice mediates with the mentor")
    WATCHED = "watched", _("the mentor watches the apprentice lead")


class ContractState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("mentoring", "proposed")
    ACTIVE = "active", pgettext_lazy("mentoring", "in force")
    ENDED = "ended", pgettext_lazy("mentoring", "over")


class PanelState(TextChoices):
    """A review (评审): votes, then the public notice (公示). VOID: not carried, or an appeal was upheld."""

    OPEN = "open", pgettext_lazy("mentoring", "being reviewed")
    NOTICE = "notice", _("public notice")
    VOID = "void", pgettext_lazy("mentoring", "not carried")
    DONE = "done", pgettext_lazy("mentoring", "done")
