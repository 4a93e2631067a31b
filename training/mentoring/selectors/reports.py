"""Four reports: the own one, whom one accompanies, drills one led, and learning by house without names.

Nothing here measures time, counts visits or puts people in an order of merit (国办函〔2026〕12号): rows stand by name or by day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from mediation.accounts.roles import CAPABILITIES, Capability
from mediation.accounts.selectors import assignments_now
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.common.policy import under
from training.assessment.content import spoken
from training.courses.models import Enrolment
from training.courses.selectors import shelf
from training.drills.models import Run
from training.mentoring.enums import ContractState, Stage, Track
from training.mentoring.models import Contract, LogEntry, LogSignature, Portfolio
from training.recognition.models import Certificate
from training.roleplay.enums import DrillState
from training.roleplay.models import Drill, Part
from training.roleplay.selectors.drills import title
from training.roleplay.selectors.record import played

FEW = 5  # a group of fewer people is not counted out, nor is a count of fewer
TITLES = {
    "own": gettext_lazy("My learning"), "apprentices": gettext_lazy("Whom I accompany"), "drills": gettext_lazy("Drills I led"),
    "houses": gettext_lazy("Learning by house"),
}
LEARNS = tuple(role for role, held in CAPABILITIES.items() if Capability.LEARN in held)
Cell = str | int


@dataclass(frozen=True, slots=True)
class Report:
    kind: str
    title: str
    lead: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def cells(self) -> list[list[tuple[str, Cell]]]:
        """Each cell with its column, for a telephone."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


def own(actor: Actor) -> Report:
    """What the person has done, for themselves: nobody else has this report."""
    person, language = UUID(actor.subject), get_language() or "zh-hans"
    held = {c.course: c.issued_on for c in Certificate.objects.filter(learner=person, revoked_at=None)}
    rows: list[tuple[Cell, ...]] = [
        (pgettext("mentoring", "Course"), r.course.title, _("%(done)s of %(all)s lessons") % {"done": r.done, "all": r.lessons},
         str(held.get(r.course.translation_key, "")))
        for r in shelf(actor, language) if r.started
    ]
    ends = Run.objects.filter(learner=person).exclude(ended_at=None).values_list(
        "version__scenario__title_zh", "version__scenario__title_en"
    ).annotate(last=Max("ended_at")).order_by("last")
    rows += [
        (_("Scenario"), (en if language == "en" else "") or zh, _("played to the end"), str(clock.day_of(last)))
        for zh, en, last in ends if last
    ]
    rows += [
        (_("Drill"), _("as mediator") if one.mediator else _("in another part"), pgettext("mentoring", "finished"), str(one.on))
        for one in played(person)
    ]
    for row in Portfolio.objects.filter(person=person, track=Track.PATH):
        rows.append((_("The ladder"), str(Stage(row.step).label), "", str(clock.day_of(row.opened_at))))
    return Report(
        "own", str(TITLES["own"]), _("For yourself: nobody else has this page. Time is not counted."),
        (pgettext("mentoring", "What"), pgettext("mentoring", "Which one"), pgettext("mentoring", "How far"), _("Day")), tuple(rows),
    )


def apprentices(actor: Actor) -> Report:
    """Whom the mentor accompanies today, by name: what was reached and what waits. Words of the log stay in the log."""
    mine = LogSignature.objects.filter(entry=OuterRef("pk"), signer=actor.subject)
    waits = LogEntry.objects.filter(contract=OuterRef("pk")).exclude(Exists(mine)).order_by().values("contract")
    courses = Certificate.objects.filter(learner=OuterRef("portfolio__person"), revoked_at=None).order_by().values("learner")
    drills = Part.objects.filter(person=OuterRef("portfolio__person"), drill__state=DrillState.DONE).exclude(role="").order_by()
    rows = Contract.objects.filter(mentor=actor.subject, state=ContractState.ACTIVE).select_related("portfolio").annotate(
        last=Max("log__on"), waiting=Subquery(waits.annotate(n=Count("pk")).values("n")),
        courses=Subquery(courses.annotate(n=Count("course", distinct=True)).values("n")),
        drills=Subquery(drills.values("person").annotate(n=Count("pk")).values("n")),
    ).order_by("portfolio__name")
    return Report(
        "apprentices", str(TITLES["apprentices"]), _("By name, in no other order. Single answers and study time stay with the person."),
        (
            pgettext("mentoring", "Name"), _("Step"), _("Courses finished"), _("Drills played"), _("Lines that wait for me"),
            _("Last line"), _("Plan until"),
        ),
        tuple(
            (
                r.portfolio.name, str(Stage(r.portfolio.step).label), r.courses or 0, r.drills or 0, r.waiting or 0, str(r.last or ""),
                str(r.until),
            )
            for r in rows
        ),
    )


def led(actor: Actor) -> Report:
    """The drills the trainer led, the newest first. Who did how well is on no line: that is talked over in the drill."""
    watching = Q(parts__role="")
    rows = Drill.objects.filter(trainer=actor.subject).exclude(state=DrillState.CANCELLED).select_related("version__play").annotate(
        playing=Count("parts", filter=~watching, distinct=True), watching=Count("parts", filter=watching, distinct=True),
        closed=Count("parts", filter=watching & Q(parts__submitted_at__isnull=False, parts__excused=False), distinct=True),
        moments=Count("marks", distinct=True),
    ).order_by("-planned_at")[:500]
    return Report(
        "drills", str(TITLES["drills"]), _("What was played and how far the talk afterwards came. It says nothing about who did how well."),
        (
            _("Day"), _("Play"), _("State"), _("Players"), pgettext("mentoring", "Observers"), _("Sheets closed"),
            pgettext("mentoring", "Takes"), _("Moments"),
        ),
        tuple(
            (
                str(clock.day_of(d.planned_at)), title(d.version.play, spoken()), str(DrillState(d.state).label), d.playing, d.watching,
                d.closed, d.take, d.moments,
            )
            for d in rows
        ),
    )


def houses(actor: Actor) -> Report:
    """Learning by house, for the supervisor of the place: counts of people without names, and no small ones."""
    place = under("area__path", actor.reach(Capability.CASE_OVERSEE))
    if place is None:
        raise NotFound
    person = OuterRef("user__public_id")
    climbs = Portfolio.objects.filter(person=person, track=Track.PATH)

    def those(rows: QuerySet[Any]) -> Count:
        return Count("user", filter=Q(Exists(rows)), distinct=True)

    rows = assignments_now().filter(place, role__in=LEARNS, user__is_active=True).annotate(
        path=Coalesce("organisation__area__path", "area__path"), place=Coalesce("organisation__area__name", "area__name")
    ).order_by("path", "organisation__name").values_list("path", "place", "organisation__name").annotate(
        people=Count("user", distinct=True), begun=those(Enrolment.objects.filter(learner=person)),
        finished=those(Certificate.objects.filter(learner=person, revoked_at=None)),
        drilled=those(Part.objects.filter(person=person, drill__state=DrillState.DONE)), ladder=those(climbs),
        alone=those(climbs.filter(step__gte=Stage.INDEPENDENT)),
    )
    return Report(
        "houses", str(TITLES["houses"]),
        _("Counts of people without names, to see where help is missing. It is no appraisal: groups and counts under five are hidden."),
        (
            _("Place"), _("House"), pgettext("mentoring", "People"), _("Have begun a course"), _("Hold a certificate"),
            _("Were in a drill"), _("On the ladder"), _("Independent and above"),
        ),
        tuple((area, house or "", *_counts(*counts)) for _path, area, house, *counts in rows),
    )


def _counts(people: int, *shown: int) -> tuple[Cell, ...]:
    if people < FEW:
        return ("<5", *("—" for _one in shown))
    return (people, *("<5" if 0 < one < FEW else one for one in shown))


REPORTS: dict[str, tuple[Capability, Callable[[Actor], Report]]] = {
    "own": (Capability.LEARN, own), "apprentices": (Capability.MENTOR, apprentices), "drills": (Capability.MENTOR, led),
    "houses": (Capability.CASE_OVERSEE, houses),
}


def report(actor: Actor, kind: str) -> Report:
    """Raises NotFound for a kind there is not, and for who has no such report."""
    if kind not in REPORTS or not actor.is_user or not actor.holds(REPORTS[kind][0]):
        raise NotFound
    return REPORTS[kind][1](actor)


def kinds(actor: Actor) -> list[str]:
    return [kind for kind, (capability, _how) in REPORTS.items() if actor.holds(capability)]
