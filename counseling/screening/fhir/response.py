"""A QuestionnaireResponse laid beside its questionnaire: the same tree, with what was answered in each place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from counseling.screening.fhir import values
from counseling.screening.fhir.outcome import Issue
from counseling.screening.fhir.questionnaire import Form, Item
from counseling.screening.fhir.reading import Resource
from counseling.screening.fhir.words import gettext as _

MOST_ITEMS = 20_000
KNOWN = frozenset({"linkId", "definition", "text", "answer", "item", "id", "extension", "modifierExtension"})
STATUS = ("in-progress", "completed", "amended", "entered-in-error", "stopped")


@dataclass(slots=True, eq=False)
class Answer:
    path: str
    kind: str
    value: Any
    children: list[Place] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Place:
    """One item of the response. `above` is what it stands in; the root has no item."""

    item: Item | None
    path: str
    above: Place | None
    answers: list[Answer] = field(default_factory=list)
    children: list[Place] = field(default_factory=list)  # of a group; those of a question stand under its answers
    within: Answer | None = None  # the answer of `above` it stands under
    _index: dict[str, list[Place]] | None = None

    def below(self) -> list[Place]:
        return [*self.children, *(c for a in self.answers for c in a.children)]

    def index(self) -> dict[str, list[Place]]:
        """Every place under this one by its linkId; made once."""
        if self._index is None:
            self._index = {}
            todo = self.below()
            while todo:
                place = todo.pop()
                if place.item is not None:
                    self._index.setdefault(place.item.link_id, []).append(place)
                todo.extend(place.below())
        return self._index

    def level(self, answer: Answer | None, link_id: str) -> list[Place]:
        """The places with this id directly under this one (under that answer of it)."""
        rows = self.children if answer is None else answer.children
        return [p for p in rows if p.item is not None and p.item.link_id == link_id]

    @property
    def filled(self) -> bool:
        return bool(self.answers) or any(c.filled for c in self.children)


def lay(form: Form, raw: Resource, issues: list[Issue]) -> Place:
    """The tree of what was answered; what stands in no place of the form is told and left out."""
    root = Place(None, "QuestionnaireResponse", None)
    todo: list[tuple[Any, str, Place, Answer | None, list[Item]]] = [
        (raw.get("item"), "QuestionnaireResponse.item", root, None, form.items)
    ]
    number = 0
    while todo:
        rows, path, above, within, allowed = todo.pop()
        if rows is None:
            continue
        if not isinstance(rows, list) or not rows:
            issues.append(Issue("error", "structure", _("Items stand in a list, and an empty list is left out."), path))
            continue
        number += len(rows)
        if number > MOST_ITEMS:
            issues.append(Issue("error", "too-costly", _("More than %(count)d items.") % {"count": MOST_ITEMS}, path))
            return root
        here = {i.link_id: i for i in allowed}
        for n, row in enumerate(rows):
            place = _place(form, row, f"{path}[{n}]", above, within, here, issues)
            if place is None or place.item is None:
                continue
            (above.children if within is None else within.children).append(place)
            if place.item.type == "group":
                todo.append((row.get("item"), f"{place.path}.item", place, None, place.item.children))
            for answer, given in zip(place.answers, _given(row), strict=False):
                todo.append((given.get("item"), f"{answer.path}.item", place, answer, place.item.children))
        _in_order(above.children if within is None else within.children, allowed, path, issues)
    return root


def _given(row: dict[str, Any]) -> list[dict[str, Any]]:
    rows = row.get("answer")
    return [a for a in rows if isinstance(a, dict) and len(values.kind_of(a)) == 1] if isinstance(rows, list) else []


def _place(
    form: Form, row: Any, path: str, above: Place, within: Answer | None, here: dict[str, Item], issues: list[Issue]
) -> Place | None:
    if not isinstance(row, dict):
        issues.append(Issue("error", "structure", _("An item is an object."), path))
        return None
    if unknown := [k for k in row if k not in KNOWN and not k.startswith("_")]:
        issues.append(Issue("error", "structure", _("Unknown name “%(name)s”.") % {"name": unknown[0][:80]}, path))
    link_id = row.get("linkId")
    item = here.get(link_id) if isinstance(link_id, str) else None
    if item is None:
        told = _("The questionnaire has no item “%(id)s”.")
        if isinstance(link_id, str) and link_id in form.by_id:
            told = _("The item “%(id)s” stands in the wrong place.")
        issues.append(Issue("error", "not-found", told % {"id": str(link_id)[:80]}, f"{path}.linkId"))
        return None
    place = Place(item, path, above, within=within)
    if item.type in ("group", "display"):
        if "answer" in row:
            issues.append(Issue("error", "structure", _("“%(id)s” is no question and has no answer.") % {"id": link_id}, f"{path}.answer"))
        if item.type == "display" and "item" in row:
            issues.append(Issue("error", "structure", _("A displayed text has no items."), f"{path}.item"))
        return place
    if "item" in row:
        issues.append(Issue("error", "structure", _("Items under a question stand under its answer."), f"{path}.item"))
    rows = row.get("answer")
    if rows is not None and (not isinstance(rows, list) or not rows):
        issues.append(Issue("error", "structure", _("Answers stand in a list, and an empty list is left out."), f"{path}.answer"))
        return place
    for n, given in enumerate(rows or []):
        kinds = values.kind_of(given) if isinstance(given, dict) else []
        if len(kinds) != 1:
            issues.append(Issue("error", "structure", _("An answer has exactly one value."), f"{path}.answer[{n}]"))
            continue
        place.answers.append(Answer(f"{path}.answer[{n}]", kinds[0], given[kinds[0]]))
    return place


def _in_order(found: list[Place], allowed: list[Item], path: str, issues: list[Issue]) -> None:
    position = {i.link_id: n for n, i in enumerate(allowed)}
    places = [position[p.item.link_id] for p in found if p.item is not None]
    if places != sorted(places):
        issues.append(Issue("warning", "structure", _("The items stand in another order than in the questionnaire."), path))
