"""One question of a file, read or refused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from training.assessment.content import SCHEMA
from training.assessment.enums import Competency, Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """line: where it begins in the file (1 is the first). Either `content` or `reason` is there."""

    line: int
    name: str
    content: dict[str, Any] | None = None
    reason: str = ""
    competency: str = ""


class Unfit(Exception):
    """This question cannot be taken; the message is for the person who brings it."""

    def __init__(self, message: str | _StrPromise) -> None:
        super().__init__(str(message))


def content(kind: Kind, stem: Texts, why: Texts | None = None, **parts: Any) -> dict[str, Any]:
    return {"schema": SCHEMA, "kind": str(kind), "stem": stem, "why": why or {}, **parts}


def option(number: int, text: Texts, worth: str, why: Texts, law: list[Any] | None = None) -> dict[str, Any]:
    return {"id": key("option", number, text), "worth": worth, "text": text, "why": why, "law": law}


def pair(number: int, left: Texts, right: Texts) -> dict[str, Any]:
    return {"id": key("pair", number, left), "to": key("to", number, right), "left": left, "right": right}


def key(kind: str, number: int, text: Texts) -> str:
    """A name that tells nothing about the place in the list."""
    return hashlib.sha256(f"{kind}/{number}/{sorted(text.items())}".encode()).hexdigest()[:16]


def competency_in(words: Iterable[str]) -> str:
    """The first of these words that names a competency: the last step of a category, or a tag."""
    return next((w.strip().lower() for w in words if w.strip().lower() in Competency.values), "")


def choices_kind(worths: list[str], *, one: bool) -> Kind:
    """Several to tick; or one that is right; or, where lesser answers count a little, a situation."""
    if not one:
        return Kind.MULTIPLE
    return Kind.SINGLE if worths.count("100") == 1 and all(w in ("0", "100") for w in worths) else Kind.JUDGEMENT
