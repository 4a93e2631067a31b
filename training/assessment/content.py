"""What a question says, frozen: the shape of `QuestionVersion.content`, made and read only here.

{"schema": 1, "kind": "single", "stem": {"zh-hans": "…", "en": "…"},
 "options": [{"id": "a", "right": true, "text": {…}, "why": {…}, "law": ["people-mediation-law", 17]}]}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mediation.common.errors import Invalid
from training.assessment.enums import Kind

SCHEMA = 1
Law = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    right: bool
    text: str
    why: str
    law: Law | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A question in the reader's language."""

    kind: Kind
    stem: str
    options: tuple[Option, ...]

    @property
    def many(self) -> bool:
        return self.kind is Kind.MULTIPLE


def shown(content: dict[str, Any], language: str | None = None) -> Shown:
    said = "en" if (language or get_language() or "").startswith("en") else "zh-hans"

    def words(texts: dict[str, str]) -> str:
        return texts.get(said) or texts.get("zh-hans", "")

    return Shown(
        Kind(content["kind"]),
        words(content["stem"]),
        tuple(
            Option(o["id"], bool(o["right"]), words(o["text"]), words(o["why"]), (o["law"][0], int(o["law"][1])) if o.get("law") else None)
            for o in content["options"]
        ),
    )


def check(content: dict[str, Any]) -> None:
    """Raises Invalid unless the question can be answered: enough options, a right one, and only one where one is asked for."""
    options = content["options"]
    right = sum(1 for o in options if o["right"])
    ids = [o["id"] for o in options]
    if len(options) < 2 or len(set(ids)) != len(ids):
        raise Invalid(fields={"options": _("A question needs at least two different options.")})
    if right == 0:
        raise Invalid(fields={"options": _("Mark at least one option as right.")})
    if content["kind"] != Kind.MULTIPLE and right != 1:
        raise Invalid(fields={"options": _("Mark exactly one option as right, or choose “several answers may be right”.")})
    if content["kind"] == Kind.TRUE_FALSE and len(options) != 2:
        raise Invalid(fields={"options": _("A right-or-wrong question has exactly two options.")})


def possible(content: dict[str, Any], chosen: list[str]) -> bool:
    """Whether these ids may be an answer to this question."""
    known = {o["id"] for o in content["options"]}
    alone = content["kind"] != Kind.MULTIPLE
    return set(chosen) <= known and len(set(chosen)) == len(chosen) and not (alone and len(chosen) > 1)


def is_right(content: dict[str, Any], chosen: list[str]) -> bool:
    """All right options and no wrong one: a half answer is not counted as half."""
    return set(chosen) == {o["id"] for o in content["options"] if o["right"]}
