"""A FHIR R4 Questionnaire as a tree of items. Reading checks it; the resource itself is kept beside it, so nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from counseling.screening.fhir import values
from counseling.screening.fhir.outcome import Issue
from counseling.screening.fhir.reading import Resource
from counseling.screening.fhir.words import gettext as _

BASE = "http://hl7.org/fhir/StructureDefinition/"
WEIGHTS = frozenset({"ordinalValue", "itemWeight", "questionnaire-ordinalValue"})  # by the last part: several guides carry them
EXCLUSIVE, LEAST, MOST = "questionnaire-optionExclusive", "questionnaire-minOccurs", "questionnaire-maxOccurs"
OPERATORS = ("exists", "=", "!=", ">", "<", ">=", "<=")  # tuples: what is looked up in them may be of any shape
STATUS = ("draft", "active", "retired", "unknown")


@dataclass(frozen=True, slots=True)
class When:
    """One condition: the answers to `question` compared with `value`."""

    question: str
    operator: str
    kind: str  # answerBoolean, answerCoding, …
    value: Any


@dataclass(frozen=True, slots=True)
class Choice:
    kind: str
    value: Any
    weight: Decimal | None
    exclusive: bool


@dataclass(slots=True)
class Item:
    link_id: str
    type: str
    path: str
    raw: dict[str, Any]
    parent: Item | None = None
    required: bool = False
    repeats: bool = False
    all_of: bool = False
    when: list[When] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    value_set: str = ""
    least: int | None = None
    most: int | None = None
    max_length: int | None = None
    children: list[Item] = field(default_factory=list)

    def walk(self) -> Iterator[Item]:
        todo = [self]
        while todo:
            item = todo.pop()
            yield item
            todo.extend(reversed(item.children))


@dataclass(slots=True)
class Form:
    raw: Resource
    items: list[Item]
    by_id: dict[str, Item]
    issues: list[Issue]

    @property
    def canonical(self) -> str:
        url, version = self.raw.get("url", ""), self.raw.get("version", "")
        return f"{url}|{version}" if url and version else str(url)


def parse(raw: Resource) -> Form:
    """The tree, with everything that is wrong in `issues`; items that cannot be understood are left out of the tree."""
    form = Form(raw, [], {}, [])
    if raw.get("status") not in STATUS:
        form.issues.append(Issue("error", "required", _("The status is missing or unknown."), "Questionnaire.status"))
    for name in ("url", "version"):
        if name in raw and not (isinstance(raw[name], str) and raw[name]):
            form.issues.append(Issue("error", "value", _("This has to be a text."), f"Questionnaire.{name}"))
    todo: list[tuple[Any, str, Item | None]] = [(raw.get("item"), "Questionnaire.item", None)]
    while todo:
        rows, path, parent = todo.pop(0)
        if rows is None:
            continue
        if not isinstance(rows, list) or not rows:
            form.issues.append(Issue("error", "structure", _("Items stand in a list, and an empty list is left out."), path))
            continue
        for number, row in enumerate(rows):
            here = f"{path}[{number}]"
            item = _item(form, row, here, parent)
            if item is None:
                continue
            (form.items if parent is None else parent.children).append(item)
            todo.append((row.get("item"), f"{here}.item", item))
    for item in list(form.by_id.values()):
        _conditions(form, item)
    _no_loops(form)
    return form


def _item(form: Form, row: Any, path: str, parent: Item | None) -> Item | None:
    say = form.issues.append
    if not isinstance(row, dict):
        say(Issue("error", "structure", _("An item is an object."), path))
        return None
    link_id, kind = row.get("linkId"), row.get("type")
    if not isinstance(link_id, str) or not link_id.strip():
        say(Issue("error", "required", _("The item has no linkId."), f"{path}.linkId"))
        return None
    if link_id in form.by_id:
        say(Issue("error", "duplicate", _("The linkId “%(id)s” stands twice.") % {"id": link_id}, f"{path}.linkId"))
        return None
    if kind not in values.TYPES:
        say(Issue("error", "code-invalid", _("The type of “%(id)s” is missing or unknown.") % {"id": link_id}, f"{path}.type"))
        return None
    item = Item(link_id, str(kind), path, row, parent)
    for name in ("required", "repeats", "readOnly"):
        if name in row and not isinstance(row[name], bool):
            say(Issue("error", "value", _("This has to be true or false."), f"{path}.{name}"))
    item.required, item.repeats = row.get("required") is True, row.get("repeats") is True
    item.least, item.most = (_count(form, row, name, path) for name in (LEAST, MOST))
    if item.least is not None and item.most is not None and item.least > item.most:
        say(Issue("error", "value", _("The least number is above the greatest."), path))
    if (item.most or 0) > 1 and not item.repeats:
        say(Issue("error", "invariant", _("More than one is allowed only where the item repeats."), path))
    if kind == "display" and (row.get("item") or item.required or item.repeats or row.get("answerOption")):
        say(Issue("error", "invariant", _("A displayed text has no items, options, and is neither required nor repeated."), path))
    if kind == "group" and not row.get("item"):
        say(Issue("warning", "structure", _("The group “%(id)s” is empty.") % {"id": link_id}, path))
    length = row.get("maxLength")
    if length is not None:
        if isinstance(length, bool) or not isinstance(length, int) or length < 1:
            say(Issue("error", "value", _("This has to be a whole number."), f"{path}.maxLength"))
        else:
            item.max_length = length
    item.value_set = row["answerValueSet"] if isinstance(row.get("answerValueSet"), str) else ""
    item.choices = _choices(form, item)
    form.by_id[link_id] = item
    return item


def _count(form: Form, row: dict[str, Any], name: str, path: str) -> int | None:
    found = extension(row, name)
    if found is None:
        return None
    value = found.get("valueInteger")
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        form.issues.append(Issue("error", "value", _("This has to be a whole number."), f"{path}.extension({name})"))
        return None
    return value


def _choices(form: Form, item: Item) -> list[Choice]:
    rows, path = item.raw.get("answerOption"), f"{item.path}.answerOption"
    if rows is None:
        return []
    if item.value_set:
        form.issues.append(Issue("error", "invariant", _("Options and a value set exclude each other."), path))
    if not isinstance(rows, list) or not rows:
        form.issues.append(Issue("error", "structure", _("Options stand in a list."), path))
        return []
    if item.type not in values.QUESTIONS:
        form.issues.append(Issue("error", "invariant", _("Only a question has options."), path))
    found = []
    for number, row in enumerate(rows):
        kinds = values.kind_of(row) if isinstance(row, dict) else []
        here = f"{path}[{number}]"
        if len(kinds) != 1 or not values.well_formed(kinds[0], row[kinds[0]]):
            form.issues.append(Issue("error", "value", _("An option has exactly one well-formed value."), here))
            continue
        value = row[kinds[0]]
        exclusive = extension(row, EXCLUSIVE)
        found.append(Choice(kinds[0], value, weight_of(row, value), bool(exclusive and exclusive.get("valueBoolean") is True)))
    for number, choice in enumerate(found):
        if any(c.kind == choice.kind and values.same(c.value, choice.value) for c in found[:number]):
            form.issues.append(Issue("error", "duplicate", _("The same option stands twice."), f"{path}[{number}]"))
    return found


def extension(row: Any, name: str) -> dict[str, Any] | None:
    """The extension whose address ends in this name."""
    rows = row.get("extension") if isinstance(row, dict) else None
    for found in rows if isinstance(rows, list) else []:
        if isinstance(found, dict) and str(found.get("url", "")).rsplit("/", 1)[-1] == name:
            return found
    return None


def weight_of(*carriers: Any) -> Decimal | None:
    """The number of an option, from whichever of the known extensions carries it: on the option, or on its coding."""
    for carrier in carriers:
        for name in sorted(WEIGHTS):
            found = extension(carrier, name)
            for kind in ("valueDecimal", "valueInteger"):
                value = found.get(kind) if found else None
                if isinstance(value, int | Decimal) and not isinstance(value, bool):
                    return Decimal(value)
    return None


def _conditions(form: Form, item: Item) -> None:
    rows, path, say = item.raw.get("enableWhen"), f"{item.path}.enableWhen", form.issues.append
    behaviour = item.raw.get("enableBehavior")
    if rows is None:
        return
    if not isinstance(rows, list) or not rows:
        say(Issue("error", "structure", _("Conditions stand in a list."), path))
        return
    if behaviour not in ("all", "any", None) or (behaviour is None and len(rows) > 1):
        say(Issue("error", "required", _("With several conditions it has to be said whether all or any must hold."),
                  f"{item.path}.enableBehavior"))
    item.all_of = behaviour == "all"
    for number, row in enumerate(rows):
        here = f"{path}[{number}]"
        kinds = [k for k in row if k.startswith("answer")] if isinstance(row, dict) else []
        if not isinstance(row, dict) or row.get("operator") not in OPERATORS or len(kinds) != 1:
            say(Issue("error", "value", _("A condition has a question, a known operator and exactly one answer."), here))
            continue
        kind, value, other = kinds[0], row[kinds[0]], form.by_id.get(str(row.get("question")))
        if other is None:
            say(Issue("error", "not-found", _("The question “%(id)s” does not exist.") % {"id": row.get("question")}, f"{here}.question"))
            continue
        if row["operator"] == "exists" and not isinstance(value, bool):
            say(Issue("error", "value", _("“exists” is compared with true or false."), here))
            continue
        if not values.well_formed(kind, value):
            say(Issue("error", "value", _("The answer of the condition is not well formed."), here))
            continue
        if other.type in ("group", "display"):
            say(Issue("error", "value", _("“%(id)s” is no question: nobody answers it.") % {"id": other.link_id}, f"{here}.question"))
            continue
        item.when.append(When(other.link_id, row["operator"], kind, value))


def _no_loops(form: Form) -> None:
    """A question may not decide, by whatever way round, whether it is itself asked."""
    needs = {i.link_id: {w.question for w in i.when} | ({i.parent.link_id} if i.parent else set()) for i in form.by_id.values()}
    state: dict[str, int] = {}
    for start in needs:
        trail: list[tuple[str, Iterator[str]]] = [] if state.get(start) else [(start, iter(needs[start]))]
        if trail:
            state[start] = 1
        while trail:
            name, rest = trail[-1]
            follow = next(rest, None)
            if follow is None:
                state[name] = 2
                trail.pop()
            elif state.get(follow) == 1:
                told = _("“%(one)s” and “%(other)s” wait for each other: the conditions go in a circle.")
                issue = Issue("error", "invariant", told % {"one": name, "other": follow}, f"{form.by_id[name].path}.enableWhen")
                form.issues.append(issue)
                form.by_id[name].when = []
            elif follow in needs and not state.get(follow):
                state[follow] = 1
                trail.append((follow, iter(needs[follow])))
