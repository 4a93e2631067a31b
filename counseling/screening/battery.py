"""Which question comes next: the stages of a bundle, walked with the answers there are.

The question about suicide is never gated by the others and never counted into a sum: of 191 people who said yes to it in
NHANES 2017-18, 34 had a PHQ-2 below 2 and would not have been asked (screening reference, 1.3). What may be left out are
questions an instrument itself passes over (its gates), steps whose condition is surely not met, and, where a bundle says so,
questions that can no longer change the class (curtailment, 3.1): the class is then the one of the full form by construction,
because it was already certain with every answer still open.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from counseling.screening import scoring
from counseling.screening.bundles import loader as bundles
from counseling.screening.bundles.shape import Bundle, Reached, Safety, Stage, Step
from counseling.screening.instruments.loader import load
from counseling.screening.instruments.package import Certainty, Package

INTERVIEW = "interview"
YES, NO = 1, 0
Answers = Mapping[str, int | None]  # item -> value; None: would rather not say; absent: not answered


@dataclass(frozen=True, slots=True)
class Question:
    instrument: str
    item: str
    safety: Safety = ""
    topics: tuple[tuple[str, str], ...] = ()  # of a talk that takes the place of questions: (English, Chinese)

    @property
    def is_interview(self) -> bool:
        return self.instrument == INTERVIEW

    @property
    def package(self) -> Package:
        return load(self.instrument).package

    @property
    def critical_from(self) -> int | None:
        """The value from which this answer alone calls somebody; None for an ordinary question."""
        if self.is_interview:
            return None
        return next((c.at_least for c in self.package.critical if c.item == self.item and not c.soft), None)

    def fits(self, value: int) -> bool:
        return value in (YES, NO) if self.is_interview else self.package.option(self.item, value) is not None

    def spoken(self, language: str) -> str:
        """The language the official words are shown in: the wished one, else one they exist in."""
        wished = known(language)
        return wished if self.is_interview or self.package.speaks(wished) else next(iter(self.package.languages), wished)

    def stem(self, language: str) -> str:
        if not self.is_interview:
            return self.package.stem[self.spoken(language)]
        return gettext("There are no official words in your language for some questions, and we do not make up our own. "
                       "A counsellor talks with you about it instead.")

    def text(self, language: str) -> str:
        if not self.is_interview:
            return self.package.item(self.item).text[self.spoken(language)]
        place = 0 if known(language) == "en" else 1
        topics = gettext("; ").join(dict.fromkeys(t[place] for t in self.topics))
        return gettext("It would be about: %(topics)s. Shall a counsellor get in touch?") % {"topics": topics}

    def options(self, language: str) -> list[tuple[int, str]]:
        if self.is_interview:
            return [(YES, gettext("Yes, please")), (NO, gettext("No, thank you"))]
        return [(o.value, o.text[self.spoken(language)]) for o in self.package.options_of(self.item)]


def flow(bundle: Bundle, language: str, answers: Answers, *, stage: int = 1) -> list[Question]:
    """The questions in the order they are put, answered ones included, as far as it can be told now.

    stage: 2 where the person said yes to going on. The list grows when an answer opens a step, and shrinks when a class
    has become certain; what stands before an answered question never changes by answering it.
    """
    found: list[Question] = []
    for number, part in enumerate(bundle.stages, 1):
        if part.how == "offered" and stage < number:
            break
        found += _stage(part, number, known(language), answers, {q.item for q in found})
        if any(q.item not in answers for q in found):
            break
    return found


def goes_on(bundle: Bundle, language: str, answers: Answers) -> int:
    """How many further questions could be offered after the first stage; 0 for none."""
    if len(bundle.stages) < 2 or bundle.stages[1].how != "offered":
        return 0
    first = {q.item for q in flow(bundle, language, answers)}
    return len([q for q in flow(bundle, language, answers, stage=2) if q.item not in first]) if first <= set(answers) else 0


def stopped(bundle: Bundle, language: str, answers: Answers) -> list[Reached]:
    """Classes that were certain before every question was put: of these scales no sum may be shown."""
    cuts = [t.curtail for t in bundle.steps if t.curtail and chosen(t, known(language)) == t.curtail.instrument]
    return [c for c in cuts if set(_scale_items(c)) - set(answers) and not reached_or_open(c, answers)]


def _scale_items(cut: Reached) -> list[str]:
    scale = _plan(cut.instrument).package.scale(cut.scale)
    return [] if scale is None else scale.items


def catalogue(bundle: Bundle, language: str) -> list[Question]:
    """Every question the bundle could put in this language, in order."""
    found: dict[str, Question] = {}
    for number, part in enumerate(bundle.stages, 1):
        missing: list[Step] = []
        for step in part.steps:
            code = chosen(step, known(language))
            if code is None:
                missing.append(step)
            else:
                found.update({i: found.get(i, Question(code, i, step.safety)) for i in _items(step, code)})
        if missing:
            talk = _interview(missing, number)
            found[talk.item] = talk
    return _told_safe(bundle, known(language), list(found.values()))


def first_count(bundle: Bundle, language: str) -> int:
    """How many questions the first stage has at most."""
    return len([q for q in catalogue(Bundle.model_construct(**{**dict(bundle), "stages": bundle.stages[:1]}), language)])


def versions(bundle: Bundle, language: str) -> dict[str, dict[str, str]]:
    """Instrument -> version and hash, as kept with each screening; the bundle itself under its own name."""
    used = dict.fromkeys(q.instrument for q in catalogue(bundle, language) if not q.is_interview)
    told = {code: {"version": load(code).package.version, "digest": load(code).digest} for code in used}
    return {**told, f"bundle:{bundle.code}": {"version": bundle.version, "digest": bundles.digest(bundle.code)}}


def reached(cut: Reached, answers: Answers) -> Certainty:
    """Whether the cut is reached, by the range the answers leave. Nothing answered of the scale at all: no."""
    plan = _plan(cut.instrument)
    said = {i: v for i, v in answers.items() if v is not None and i in plan.allowed}
    scale = plan.package.scale(cut.scale)
    if scale is None or not set(scale.items) & set(said):
        return "no"
    total = plan.total(cut.scale, plan.ends(said)[0])
    return "yes" if total.low >= cut.at_least else "no" if total.high < cut.at_least else "unknown"


def chosen(step: Step, language: str) -> str | None:
    return next((code for code in step.instruments if load(code).package.speaks(language)), None)


def known(language: str | None) -> str:
    return "en" if (language or "").startswith("en") else "zh-hans"


def _stage(part: Stage, number: int, language: str, answers: Answers, before: set[str]) -> list[Question]:
    found: dict[str, Question] = {}
    missing: list[Step] = []
    for step in part.steps:
        if step.when and not any(reached(w, answers) != "no" for w in step.when):
            continue
        code = chosen(step, language)
        if code is None:
            missing.append(step)
            continue
        for item in _items(step, code):
            if item not in before and (item in answers or _still_asked(step, code, item, answers)):
                found.setdefault(item, Question(code, item, step.safety))
    if missing:
        talk = _interview(missing, number)
        found[talk.item] = talk
    return _told_safe_of(part, language, list(found.values()))


def _still_asked(step: Step, code: str, item: str, answers: Answers) -> bool:
    plan = _plan(code)
    if any(item in g.then and all(answers.get(i, "") == v for i, v in g.when.items()) for g in plan.package.gates):
        return False
    if step.curtail is None or step.curtail.instrument != code or any(c.item == item for c in plan.package.critical):
        return True
    return reached_or_open(step.curtail, answers)


def reached_or_open(cut: Reached, answers: Answers) -> bool:
    """Whether it can still turn out either way."""
    plan = _plan(cut.instrument)
    said = {i: v for i, v in answers.items() if v is not None and i in plan.allowed}
    total = plan.total(cut.scale, plan.ends(said)[0])
    return total.low < cut.at_least <= total.high


def _items(step: Step, code: str) -> list[str]:
    return step.items.get(code) or [i.id for i in load(code).package.items]


def _interview(steps: list[Step], number: int) -> Question:
    safety: Safety = next((s.safety for s in steps if s.safety), "")
    return Question(INTERVIEW, f"{INTERVIEW}_{number}", safety, tuple((s.topic["en"], s.topic["zh-hans"]) for s in steps))


def _told_safe(bundle: Bundle, language: str, found: list[Question]) -> list[Question]:
    return _told_safe_of(bundle.stages[0], language, found)


def _told_safe_of(part: Stage, language: str, found: list[Question]) -> list[Question]:
    """A question that also stands in a safety step is a safety question wherever it is put."""
    kinds = {i: s.safety for s in part.steps if s.safety and (code := chosen(s, language)) for i in _items(s, code)}
    return [q if q.safety or q.item not in kinds else Question(q.instrument, q.item, kinds[q.item], q.topics) for q in found]


@functools.cache
def _plan(code: str) -> scoring.Plan:
    return scoring.Plan(load(code).package)
