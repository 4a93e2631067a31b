"""Whether a response fits its questionnaire.

Follows FHIR R4 (Questionnaire, QuestionnaireResponse; hl7.org/fhir/R4) and, where R4 is unclear, the clarification of R5: "!=" holds
when no answer has the value (also when there is none), and a group that need not be there may be left out although it holds
required questions. Only what is enabled is required; completeness is asked of completed and amended responses only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from counseling.screening.fhir import values
from counseling.screening.fhir.outcome import Issue, Severity
from counseling.screening.fhir.questionnaire import Choice, Form, Item, When, extension, weight_of
from counseling.screening.fhir.reading import Resource
from counseling.screening.fhir.response import STATUS, Answer, Place, lay
from counseling.screening.fhir.words import gettext as _

CALCULATED = "sdc-questionnaire-calculatedExpression"


@dataclass(slots=True)
class Checked:
    """What was found, and the total counted anew beside the one that was stated."""

    issues: list[Issue] = field(default_factory=list)
    low: Decimal | None = None
    high: Decimal | None = None
    stated: Decimal | None = None


def check(form: Form, raw: Resource) -> Checked:
    """Every rule of the form against the response. Issues of the form itself come first: against a broken form nothing fits."""
    walk = _Walk(form, raw)
    walk.header()
    root = lay(form, raw, walk.issues)
    walk.level(form.items, root, None)
    checked = Checked([*form.issues, *walk.issues])
    _count(form, walk, root, checked)
    return checked


class _Walk:
    def __init__(self, form: Form, raw: Resource) -> None:
        self.form, self.raw = form, raw
        self.issues: list[Issue] = []
        self.final = raw.get("status") in ("completed", "amended")
        self._enabled: dict[tuple[str, Place, Answer | None], bool] = {}
        self._holds: dict[str, set[str]] = {}

    def say(self, code: str, text: str, path: str, severity: Severity = "error") -> None:
        self.issues.append(Issue(severity, code, text, path))

    def header(self) -> None:
        if self.raw.get("status") not in STATUS:
            self.say("required", _("The status is missing or unknown."), "QuestionnaireResponse.status")
        asked = self.raw.get("questionnaire")
        url, _bar, version = asked.partition("|") if isinstance(asked, str) else ("", "", "")
        if asked is None:
            self.say("incomplete", _("It is not said which questionnaire is answered."), "QuestionnaireResponse.questionnaire", "warning")
        elif not isinstance(asked, str) or (self.form.raw.get("url") and url != self.form.raw["url"] and not url.startswith("#")):
            self.say("invalid", _("These answers belong to another questionnaire: %(url)s") % {"url": str(asked)[:200]},
                     "QuestionnaireResponse.questionnaire")
        elif version and self.form.raw.get("version") and version != self.form.raw["version"]:
            self.say("invalid", _("These answers belong to version %(theirs)s, the questionnaire is version %(ours)s.") % {
                "theirs": version[:40], "ours": self.form.raw["version"]}, "QuestionnaireResponse.questionnaire")

    # which questions are asked

    def enabled(self, item: Item, above: Place, within: Answer | None) -> bool:
        """Whether the conditions of the item hold where it stands."""
        if not item.when:
            return True
        key = (item.link_id, above, within)
        if key not in self._enabled:
            found = [self._holds_for(w, above) for w in item.when]
            self._enabled[key] = all(found) if item.all_of else any(found)
        return self._enabled[key]

    def reached(self, place: Place) -> bool:
        """Whether the place and all it stands in is enabled: only then do its answers count."""
        here: Place | None = place
        while here is not None and here.item is not None and here.above is not None:
            if not self.enabled(here.item, here.above, here.within):
                return False
            here = here.above
        return True

    def _holds_for(self, when: When, above: Place) -> bool:
        answers = self._nearest(when.question, above)
        if when.operator == "exists":
            return bool(answers) is bool(when.value)
        if when.operator == "=":
            return any(values.same(a.value, when.value) for a in answers)
        if when.operator == "!=":
            return not any(values.same(a.value, when.value) for a in answers)
        orders = [o for a in answers if (o := values.order(when.kind, a.value, when.value)) is not None]
        wanted = {">": (1,), "<": (-1,), ">=": (0, 1), "<=": (-1, 0)}[when.operator]
        return any(o in wanted for o in orders)

    def _nearest(self, link_id: str, above: Place) -> list[Answer]:
        """The answers to the question in the same repetition: the closest place around it that holds the question."""
        here: Place | None = above
        while here is not None:
            if here.item is not None and here.item.link_id == link_id:
                found = [here]
            elif here.item is None or link_id in self._inside(here.item):
                found = here.index().get(link_id, [])
            else:
                here = here.above
                continue
            return [a for p in found if self.reached(p) for a in p.answers]
        return []

    def _inside(self, item: Item) -> set[str]:
        if item.link_id not in self._holds:
            self._holds[item.link_id] = {i.link_id for i in item.walk()} - {item.link_id}
        return self._holds[item.link_id]

    # what is there

    def level(self, items: list[Item], above: Place, within: Answer | None) -> None:
        by_id: dict[str, list[Place]] = {}
        for place in above.children if within is None else within.children:
            if place.item is not None:
                by_id.setdefault(place.item.link_id, []).append(place)
        for item in items:
            if item.type != "display":
                self._item(item, by_id.get(item.link_id, []), above, within)

    def _item(self, item: Item, places: list[Place], above: Place, within: Answer | None) -> None:
        path = places[0].path if places else (within.path if within else above.path)
        name = {"id": item.link_id}
        if not self.enabled(item, above, within):
            for place in places:
                if place.filled:
                    self.say("invalid", _("“%(id)s” is answered although it was not to be asked.") % name, place.path,
                             "error" if self.final else "warning")
            return
        group = item.type == "group"
        given = sum(p.filled for p in places) if group else sum(len(p.answers) for p in places)
        if self.final and item.required and not given:
            self.say("required", _("“%(id)s” has to be answered.") % name, path)
        elif self.final and item.least is not None and given < item.least:
            self.say("required", _("“%(id)s” needs at least %(least)d, there are %(given)d.") % {
                **name, "least": item.least, "given": given}, path)
        if item.most is not None and given > item.most:
            self.say("invalid", _("“%(id)s” allows at most %(most)d, there are %(given)d.") % {
                **name, "most": item.most, "given": given}, path)
        elif len(places if group else [a for p in places for a in p.answers]) > 1 and not item.repeats:
            self.say("invalid", _("“%(id)s” may be answered once only.") % name, places[-1].path)
        if not group and len(places) > 1:
            self.say("structure", _("Several answers to “%(id)s” stand in one item.") % name, places[1].path)
        for place in places:
            if group:
                self.level(item.children, place, None)
            for answer in place.answers:
                self._answer(item, answer)
                self.level(item.children, place, answer)
        self._together(item, [a for p in places for a in p.answers])

    def _answer(self, item: Item, answer: Answer) -> None:
        path, name = f"{answer.path}.{answer.kind}", {"id": item.link_id}
        kinds = tuple(c.kind for c in item.choices) if item.type == "choice" and item.choices else values.KINDS.get(item.type, ())
        if answer.kind not in kinds:
            self.say("invalid", _("“%(id)s” cannot be answered with %(kind)s.") % {**name, "kind": answer.kind}, path)
            return
        if not values.well_formed(answer.kind, answer.value):
            self.say("value", _("The answer to “%(id)s” is not well formed.") % name, path)
            return
        if item.max_length is not None and isinstance(answer.value, str) and len(answer.value) > item.max_length:
            self.say("too-long", _("The answer to “%(id)s” is longer than %(most)d characters.") % {**name, "most": item.max_length}, path)
        self._bounds(item, answer, path)
        if item.choices and chosen(item, answer) is None and not (item.type == "open-choice" and answer.kind == "valueString"):
            self.say("code-invalid", _("The answer to “%(id)s” is none of its options.") % name, path)
        if item.value_set and answer.kind == "valueCoding":
            self._in_set(item, answer, path)

    def _bounds(self, item: Item, answer: Answer, path: str) -> None:
        for bound, wrong in (("minValue", -1), ("maxValue", 1)):
            found = extension(item.raw, bound)
            kinds = values.kind_of(found) if found else []
            if found and kinds and values.order(answer.kind, answer.value, found[kinds[0]]) == wrong:
                self.say("invalid", _("The answer to “%(id)s” is outside its bounds.") % {"id": item.link_id}, path)

    def _in_set(self, item: Item, answer: Answer, path: str) -> None:
        concepts = _contained(self.form.raw, item.value_set)
        if concepts is None:
            self.say("not-supported", _("The value set of “%(id)s” is not in the questionnaire; its answer was not compared.") % {
                "id": item.link_id}, path, "warning")
        elif not any(values.same(answer.value, c) for c in concepts):
            self.say("code-invalid", _("The answer to “%(id)s” is none of its options.") % {"id": item.link_id}, path)

    def _together(self, item: Item, answers: list[Answer]) -> None:
        """Several answers of one question: an exclusive option stands alone, and none stands twice."""
        picked = [c for a in answers if (c := chosen(item, a)) is not None]
        if len(answers) > 1 and any(c.exclusive for c in picked):
            self.say("invalid", _("One of the answers to “%(id)s” excludes all others.") % {"id": item.link_id}, answers[0].path)
        if len(picked) != len({id(c) for c in picked}):
            self.say("duplicate", _("The same option of “%(id)s” is chosen twice.") % {"id": item.link_id}, answers[-1].path)


def chosen(item: Item, answer: Answer) -> Choice | None:
    return next((c for c in item.choices if c.kind == answer.kind and values.same(c.value, answer.value)), None)


def _contained(raw: Resource, address: str) -> list[dict[str, Any]] | None:
    """The codes of a value set that the questionnaire carries in itself; None where it does not list them."""
    rows = raw.get("contained")
    for held in rows if isinstance(rows, list) and address.startswith("#") else []:
        if not isinstance(held, dict) or held.get("id") != address[1:] or held.get("resourceType") != "ValueSet":
            continue
        expansion, compose = held.get("expansion"), held.get("compose")
        if isinstance(expansion, dict) and isinstance(expansion.get("contains"), list):
            return [c for c in expansion["contains"] if isinstance(c, dict)]
        parts = compose.get("include") if isinstance(compose, dict) else None
        found = []
        for part in parts if isinstance(parts, list) else []:
            if not isinstance(part, dict) or not isinstance(part.get("concept"), list):
                return None
            found += [{"system": part.get("system"), "code": c.get("code")} for c in part["concept"] if isinstance(c, dict)]
        return found or None
    return None


def _count(form: Form, walk: _Walk, root: Place, checked: Checked) -> None:
    """Count the weights of the options anew. A stated total is never trusted; it is set beside ours (reference 1.3, 1)."""
    index = root.index()
    low = high = Decimal(0)
    scored = False
    for item in form.by_id.values():
        weights = [c.weight for c in item.choices if c.weight is not None]
        if not weights:
            continue
        scored = True
        places = [p for p in index.get(item.link_id, []) if walk.reached(p)]
        given = [w for p in places for a in p.answers if (w := _weight(item, a)) is not None]
        if given or item.when or item.repeats:
            low, high = low + sum(given), high + sum(given)
        else:
            low, high = low + min(weights), high + max(weights)
    if not scored:
        return
    checked.low, checked.high = low, high
    totals = [i for i in form.by_id.values() if i.type in ("integer", "decimal", "quantity") and _is_total(i)]
    if len(totals) != 1:
        return
    for place in index.get(totals[0].link_id, []):
        for answer in place.answers:
            value = answer.value.get("value") if isinstance(answer.value, dict) else answer.value
            if value is None or not values.well_formed("valueDecimal", value):
                continue
            checked.stated = Decimal(value)
            if not low <= checked.stated <= high or (low == high and checked.stated != low):
                ours = str(low) if low == high else f"{low}–{high}"
                told = _("The total states %(stated)s, the answers add up to %(ours)s.") % {"stated": value, "ours": ours}
                checked.issues.append(Issue("warning", "business-rule", told, answer.path))


def _weight(item: Item, answer: Answer) -> Decimal | None:
    choice = chosen(item, answer)
    return choice.weight if choice is not None else weight_of(answer.value)


def _is_total(item: Item) -> bool:
    return item.raw.get("readOnly") is True or extension(item.raw, CALCULATED) is not None
