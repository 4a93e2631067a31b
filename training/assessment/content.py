"""What a question says, frozen: the shape of `QuestionVersion.content`, made and read only here.

Texts are {"zh-hans": "…", "en": "…"}; one language may be missing. By kind the question carries
options (single, multiple, true-false, judgement): {"id", "worth", "text", "why", "law": [code, article] | None}
pairs and extras (matching): {"id", "to", "left", "right"} and {"to", "right"}
steps (ordering), in the right order: {"id", "text"}
accepted (short, numeric): {"text", "tolerance", "worth", "why"}
gaps (cloze): {"id", "kind", "answers": [{"text": {…}, "tolerance", "worth"}]}; the text says [[1]] where gap 1 is.
A worth is a percentage written as text ("33.33333"), so that nothing is rounded on the way.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mediation.common.errors import Invalid
from training.assessment.enums import CHOICES, GapKind, Kind

SCHEMA = 2
GAP = re.compile(r"\[\[(\d{1,2})\]\]")
MOST_PARTS = 16  # shares of up to sixteen parts are whole numbers of points, see `marking.FULL`
LONGEST = 400  # characters somebody may type
Law = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    right: bool
    text: str
    why: str
    law: Law | None
    worth: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Shown:
    """A question in the reader's language. `raw` keeps the parts that only their own kind draws."""

    kind: Kind
    stem: str
    why: str
    options: tuple[Option, ...]
    raw: dict[str, Any]
    language: str

    @property
    def many(self) -> bool:
        return self.kind is Kind.MULTIPLE

    def words(self, texts: dict[str, str]) -> str:
        return words(texts, self.language)


def words(texts: dict[str, str], language: str) -> str:
    """In the language asked for, otherwise in the one there is."""
    return texts.get(language) or texts.get("zh-hans") or texts.get("en") or ""


def spoken(language: str | None = None) -> str:
    return "en" if (language or get_language() or "").startswith("en") else "zh-hans"


def shown(content: dict[str, Any], language: str | None = None) -> Shown:
    said = spoken(language)
    options = tuple(
        Option(
            o["id"], percent(o["worth"]) == 100, words(o["text"], said), words(o["why"], said),
            (o["law"][0], int(o["law"][1])) if o.get("law") else None, percent(o["worth"]),
        )
        for o in content.get("options", ())
    )
    return Shown(Kind(content["kind"]), words(content["stem"], said), words(content.get("why", {}), said), options, content, said)


def percent(worth: str) -> Decimal:
    return Decimal(worth or "0")


def number(text: str) -> Decimal | None:
    """A number as people write it: full-width digits, a thousands comma, a decimal point. None for anything else."""
    plain = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text).replace("−", "-").replace("　", " ").strip()
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,2})?", plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def fingerprint(content: dict[str, Any]) -> str:
    """Two questions that say the same have the same print, whatever their parts are called."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items() if k not in ("id", "to", "schema") and v not in ("", None, [], {})}
        return [bare(v) for v in value] if isinstance(value, list) else value

    return hashlib.sha256(json.dumps(bare(content), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def check(content: dict[str, Any]) -> None:
    """Raises Invalid unless the question can be answered and marked."""
    kind = Kind(content["kind"])
    if not any(content["stem"].values()):
        raise Invalid(fields={"stem_zh": _("Please write the question in at least one language.")})
    CHECKS[kind](content) if kind not in CHOICES else _check_choices(content, kind)


def _wrong(message: Any) -> Invalid:
    return Invalid(fields={"options": message})


def _check_choices(content: dict[str, Any], kind: Kind) -> None:
    options = content.get("options", [])
    best = sum(1 for o in options if percent(o["worth"]) == 100)
    ids = [o["id"] for o in options]
    if not 2 <= len(options) <= MOST_PARTS or len(set(ids)) != len(ids):
        raise _wrong(_("A question needs at least two different options, and no more than sixteen."))
    if best == 0:
        raise _wrong(_("Mark at least one option as right."))
    if kind in (Kind.SINGLE, Kind.TRUE_FALSE) and best != 1:
        raise _wrong(_("Mark exactly one option as right, or choose “several answers may be right”."))
    if kind is Kind.TRUE_FALSE and len(options) != 2:
        raise _wrong(_("A right-or-wrong question has exactly two options."))


def _check_matching(content: dict[str, Any]) -> None:
    if not 2 <= len(content.get("pairs", [])) <= MOST_PARTS or not all(
        any(p["left"].values()) and any(p["right"].values()) for p in content["pairs"]
    ):
        raise _wrong(_("Give two to sixteen pairs, each with both halves."))
    lefts = [json.dumps(p["left"], sort_keys=True) for p in content["pairs"]]
    if len(set(lefts)) != len(lefts):
        raise _wrong(_("The left half of each pair must be different."))


def _check_ordering(content: dict[str, Any]) -> None:
    lines = [json.dumps(s["text"], sort_keys=True) for s in content.get("steps", [])]
    if not 2 <= len(lines) <= MOST_PARTS or len(set(lines)) != len(lines):
        raise _wrong(_("Give two to sixteen different lines, in the right order."))


def _check_typed(content: dict[str, Any]) -> None:
    accepted = content.get("accepted", [])
    if not any(percent(a["worth"]) == 100 for a in accepted):
        raise _wrong(_("Say at least one answer that counts fully."))
    if not all(a["text"].strip() for a in accepted):
        raise _wrong(_("An accepted answer is empty."))
    if content["kind"] == Kind.NUMERIC:
        _check_numbers(accepted)


def _check_numbers(accepted: list[dict[str, Any]]) -> None:
    for a in accepted:
        text = a["text"] if isinstance(a["text"], str) else words(a["text"], "zh-hans")
        leeway = number(a.get("tolerance") or "0")
        if text != "*" and (number(text) is None or leeway is None or leeway < 0):
            raise _wrong(_("An accepted number and its tolerance must be numbers."))


def _check_cloze(content: dict[str, Any]) -> None:
    gaps = content.get("gaps", [])
    ids = {g["id"] for g in gaps}
    if not 1 <= len(gaps) <= MOST_PARTS or len(ids) != len(gaps):
        raise _wrong(_("Give one to sixteen gaps, each with its own number."))
    for text in content["stem"].values():
        found = GAP.findall(text)
        if text and (set(found) != ids or len(found) != len(ids)):
            raise Invalid(fields={"stem_zh": _("The text must name each gap exactly once, as [[1]], [[2]] and so on.")})
    for gap in gaps:
        if not any(percent(a["worth"]) == 100 for a in gap["answers"]):
            raise _wrong(_("Each gap needs an answer that counts fully."))
        if gap["kind"] == GapKind.CHOICE and len(gap["answers"]) < 2:
            raise _wrong(_("A gap with a list needs at least two answers to choose from."))
        if gap["kind"] == GapKind.NUMERIC:
            _check_numbers(gap["answers"])


CHECKS = {
    Kind.MATCHING: _check_matching, Kind.ORDERING: _check_ordering, Kind.SHORT: _check_typed, Kind.NUMERIC: _check_typed,
    Kind.CLOZE: _check_cloze,
}
