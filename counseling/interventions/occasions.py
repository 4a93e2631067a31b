"""What somebody answered, occasion by occasion, and what became of it between two of them. For whoever opened the file."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from counseling.interventions import scorecard
from counseling.interventions.scorecard import AnswerLine, Scorecard
from counseling.screening import battery, change, scoring
from counseling.screening.bundles.loader import bundle
from counseling.screening.instruments.loader import load
from counseling.screening.models import Flag, Screening
from counseling.screening.selectors import rights
from counseling.screening.selectors import screening as reading
from counseling.screening.selectors.screening import Given


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time of answering. `shut`: closed, taken back or erased, so nothing of it is shown."""

    screening: Screening
    title: str
    shut: bool
    answers: list[AnswerLine] = field(default_factory=list)
    card: Scorecard | None = None
    manner: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)


def of(flag: Flag, language: str) -> list[Occasion]:
    """Newest first. A change is told between an occasion and the one before it on which the same scale had a whole sum."""
    spoken, found = battery.known(language), []
    rows = reading.open_occasions(flag.subject, flag.case_ref)
    whole = [_sums(given) if rights.readable(one, flag) else {} for one, given in rows]
    for number, (one, given) in enumerate(rows):
        title = bundle(one.bundle).title.get(spoken, "")
        if not rights.readable(one, flag):
            found.append(Occasion(one, title, shut=True))
            continue
        found.append(Occasion(
            one, title, False, scorecard.answer_lines(one, given, language), scorecard.card(one, given), scorecard.manner(one, given),
            _changes(whole[number], whole[number + 1:], spoken),
        ))
    return found


def _sums(given: list[Given]) -> dict[str, int]:
    """Whole sums of the instruments that can be compared."""
    answers, sums = {g.item: g.value for g in given}, {}
    for code, _change, _cut in change.comparable():
        package = load(code).package
        if any(answers.get(i.id) is None for i in package.items):
            continue
        total = scoring.score(package, {i.id: answers[i.id] for i in package.items}).totals.get(code)
        if total is not None and total.exact:
            sums[code] = total.low
    return sums


def _changes(now: dict[str, int], earlier: list[dict[str, int]], language: str) -> list[str]:
    words = {
        "worse": _("reliably worse"), "improved": _("reliably better"), "unchanged": _("no reliable change"),
        "recovered": _("reliably better and below the cut"),
    }
    told = []
    for code, index, cut in change.comparable():
        before = next((sums[code] for sums in earlier if code in sums), None)
        if code not in now or before is None:
            continue
        line = _("%(title)s: from %(before)d to %(after)d points, %(became)s. A change counts from %(points)s points on (%(source)s).")
        told.append(line % {
            "title": load(code).package.title[language], "before": before, "after": now[code],
            "became": words[change.became(before, now[code], index.points, cut)], "points": f"{index.points:g}",
            "source": f"{index.source}; {index.population}",
        })
    return told
