"""What a score says and does not say, in words. Only published figures of table 3.2 are printed, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from counseling.screening import battery, scoring
from counseling.screening.bundles.loader import bundle
from counseling.screening.enums import Mode
from counseling.screening.instruments.loader import load
from counseling.screening.instruments.package import Accuracy, Package
from counseling.screening.models import Screening
from counseling.screening.scoring import Total
from counseling.screening.selectors import screening as reading
from counseling.screening.selectors.screening import Given
from counseling.screening.services import answering

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


def card(screening: Screening, given: list[Given]) -> Scorecard:
    """What was asked as ranges. The question about suicide stands by itself and is in no sum but its own instrument's."""
    asked, answers = bundle(screening.bundle), {g.item: g.value for g in given}
    curtailed = {c.scale: c for c in battery.stopped(asked, screening.language, answers)}
    told = {(c.scale, c.at_least) for c in [*asked.flags, *(w for t in asked.steps for w in t.when)]}
    lines, accuracy, hint = [], [], False
    for code in _counted(screening, answers):
        package = load(code).package
        result = scoring.score(package, {i.id: answers.get(i.id) for i in package.items})
        for total in result.totals.values():
            cut = curtailed.get(total.scale)
            lines.append(_line(package, total) if cut is None else _class(package, total, cut.at_least))
        hint = hint or any(battery.reached(f, answers) == "yes" for f in asked.flags if f.instrument == code)
        rows = [a for a in result.accuracy if (a.scale, a.at_least) in told and {RARE, COMMON} <= set(a.of_100)]
        accuracy += [(_accuracy(a), _step(a)) for a in rows]
    called = any(q.item in answers and answering.calls_now(q, answers[q.item]) for q in reading.catalogue(screening))
    return Scorecard(lines, list(dict.fromkeys(accuracy)), called or hint)


def _counted(screening: Screening, answers: dict[str, int | None]) -> list[str]:
    """Instruments of which more was asked than the question that is looked at by itself."""
    questions = [q for q in reading.catalogue(screening) if not q.is_interview and q.item in answers]
    asked = [q for q in questions if q.critical_from is None]
    lone = [q.instrument for q in questions if q.safety == "violence"]
    return list(dict.fromkeys([*(q.instrument for q in asked), *lone]))


def manner(screening: Screening, given: list[Given]) -> list[str]:
    """Who answered, how, how fast and how evenly: facts that help to read the answers, never a reason to drop them.

    The reference (3.4) asks to show them and names no cut-off, so the page says that nothing is judged by them.
    """
    told = [str(screening.get_informant_display()), *dict.fromkeys(str(Mode(g.mode).label) for g in given)]
    times = [g.elapsed_ms / 1000 for g in given if g.elapsed_ms is not None]
    if times:
        pace = {"all": round(sum(times)), "least": min(times)}
        told.append(_("%(all)d seconds in all, the quickest answer in %(least).1f seconds") % pace)
    values = [g.value for g in given if g.value is not None and g.instrument != battery.INTERVIEW]
    if len(values) > 3 and len(set(values)) == 1:
        told.append(_("every answer is the same"))
    return told


def answer_lines(screening: Screening, given: list[Given], language: str) -> list[AnswerLine]:
    questions = {q.item: q for q in reading.catalogue(screening)}
    out = []
    for g in given:
        q = questions.get(g.item)
        if q is None:  # asked in another language, of an instrument this one has no words for
            continue
        words = _("would rather not say") if g.value is None else dict(q.options(language))[g.value]
        out.append(AnswerLine(q.text(language), words, g.refused, g.changed, answering.calls_now(q, g.value)))
    return out


def _line(package: Package, total: Total) -> Line:
    span = {"low": total.low, "high": total.high, "highest": total.highest}
    points = (
        _("%(low)d of %(highest)d points") % span if total.exact else _("between %(low)d and %(high)d of %(highest)d points") % span
    )
    band = ""
    if total.bands:
        band = _("cannot be told: the range spans two steps") if total.band is None else _band(total.band, total.bands)
    missing = ""
    if total.answered < total.asked:
        missing = _("%(answered)d of %(asked)d answered; nothing was filled in for the rest") % {
            "answered": total.answered, "asked": total.asked,
        }
    return Line(_title(package, total.scale), points, band, missing, total.reached)


def _class(package: Package, total: Total, cut: int) -> Line:
    """Of a form that was cut short only the class is known, and only that is said."""
    high = total.low >= cut
    words = _("%(cut)d points or more") % {"cut": cut} if high else _("below %(cut)d points") % {"cut": cut}
    told = _("%(answered)d of %(asked)d asked: the rest could no longer change this, so no sum is shown") % {
        "answered": total.answered, "asked": total.asked,
    }
    return Line(_title(package, total.scale), words, "", told, "yes" if high else "no")


def _band(band: int, bands: int) -> str:
    return str(STEPS[band]) if bands == len(STEPS) else _("step %(band)d of %(bands)d") % {"band": band + 1, "bands": bands}


def _title(package: Package, scale: str) -> str:
    if scale in TITLES:
        return str(TITLES[scale])
    own = package.scale(scale)
    language = battery.known(get_language())
    return (own.title.get(language) if own else "") or package.title[language]


def _accuracy(row: Accuracy) -> str:
    return _(
        "Of 100 people with this hint about %(rare)d really are in distress where 5 in 100 are, and about %(common)d where 20 in 100 are."
    ) % {"rare": row.of_100[RARE], "common": row.of_100[COMMON]}


def _step(row: Accuracy) -> str:
    """Which step the figures belong to, and who measured it."""
    return f"{row.scale.upper().replace('PHQ', 'PHQ-')} ≥ {row.at_least} · {row.source}"
