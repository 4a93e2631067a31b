"""What a score says and does not say, in words. Only published figures of table 3.2 are printed, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counseling.screening import battery, scoring
from counseling.screening.instruments.package import Accuracy
from counseling.screening.scoring import Result, Total
from counseling.screening.selectors.screening import Given

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TITLES: dict[str, _StrPromise] = {
    "phq4": gettext_lazy("All four (PHQ-4)"),
    "phq2": gettext_lazy("Low mood (PHQ-2)"),
    "gad2": gettext_lazy("Worry (GAD-2)"),
}
STEPS: tuple[_StrPromise, ...] = (
    gettext_lazy("lowest of four steps"), gettext_lazy("second of four steps"), gettext_lazy("third of four steps"),
    gettext_lazy("highest of four steps"),
)
RARE, COMMON = "5", "20"  # base rates in per cent that are put into words


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    points: str
    band: str
    missing: str
    reached: str  # yes, no or unknown


@dataclass(frozen=True, slots=True)
class Scorecard:
    lines: list[Line]
    accuracy: list[tuple[str, str]]  # (sentence, source)
    see_a_doctor: bool


@dataclass(frozen=True, slots=True)
class AnswerLine:
    question: str
    answer: str
    refused: bool
    changed: bool
    critical: bool


def card(given: list[Given]) -> Scorecard:
    """The PHQ-4 as a range. The ninth question of the PHQ-9 stands by itself and is in no sum."""
    package = battery.QUESTIONS[0].package
    answers = {g.item: g.value for g in given}
    result = scoring.score(package, {i.id: answers.get(i.id) for i in package.items})
    lines = [_line(t) for t in result.totals.values()]
    return Scorecard(lines, [(_accuracy(a), _step(a)) for a in result.accuracy], _doctor(result, answers))


def answer_lines(given: list[Given], language: str) -> list[AnswerLine]:
    questions = {q.item: q for q in battery.QUESTIONS}
    out = []
    for g in given:
        q = questions[g.item]
        words = _("would rather not say") if g.value is None else dict(q.options(language))[g.value]
        critical = q.critical_from is not None and g.value is not None and g.value >= q.critical_from
        out.append(AnswerLine(q.text(language), words, g.refused, g.changed, critical))
    return out


def _line(total: Total) -> Line:
    span = {"low": total.low, "high": total.high, "highest": total.highest}
    points = (
        _("%(low)d of %(highest)d points") % span if total.exact else _("between %(low)d and %(high)d of %(highest)d points") % span
    )
    band = ""
    if total.bands:
        band = _("cannot be told: the range spans two steps") if total.band is None else str(STEPS[total.band])
    missing = ""
    if total.answered < total.asked:
        missing = _("%(answered)d of %(asked)d answered; nothing was filled in for the rest") % {
            "answered": total.answered, "asked": total.asked,
        }
    return Line(str(TITLES[total.scale]), points, band, missing, total.reached)


def _accuracy(row: Accuracy) -> str:
    return _(
        "Of 100 people with this hint about %(rare)d really are in distress where 5 in 100 are, and about %(common)d where 20 in 100 are."
    ) % {"rare": row.of_100[RARE], "common": row.of_100[COMMON]}


def _step(row: Accuracy) -> str:
    """Which step the figures belong to, and who measured it."""
    return f"{row.scale.upper().replace('PHQ', 'PHQ-')} ≥ {row.at_least} · {row.source}"


def _doctor(result: Result, answers: dict[str, int | None]) -> bool:
    ninth = battery.QUESTIONS[-1]
    value = answers.get(ninth.item)
    critical = ninth.critical_from is not None and value is not None and value >= ninth.critical_from
    return critical or any(t.reached == "yes" for t in result.totals.values())
