"""What an answer is worth. An answer is a list of short texts, whatever the kind:

choices: ids of options; matching: "left=to"; ordering: "step=place" (1 is first); short and numeric: the text typed;
cloze: "gap=text" (for a list: the number of the answer in it).
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from training.assessment.content import LONGEST, number, percent, words
from training.assessment.enums import CHOICES, TYPED, GapKind, Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FULL = 720720  # points of a question answered fully; divisible by 1 to 16, so that a share of parts is a whole number
MOST_LINES = 64


def possible(content: dict[str, Any], chosen: list[str]) -> bool:
    """Whether this may be kept as an answer to this question, finished or not. Refuses what no page of ours sends."""
    kind = Kind(content["kind"])
    if len(chosen) > MOST_LINES or len(set(chosen)) != len(chosen) or any(len(c) > LONGEST for c in chosen):
        return False
    if kind in CHOICES:
        return set(chosen) <= {o["id"] for o in content["options"]} and (kind is Kind.MULTIPLE or len(chosen) <= 1)
    if kind in TYPED:
        return len(chosen) <= 1
    named = split(chosen)
    if len(named) != len(chosen):
        return False
    if kind is Kind.MATCHING:
        return set(named) <= {p["id"] for p in content["pairs"]} and set(named.values()) <= set(_rights(content))
    if kind is Kind.ORDERING:
        places = {str(n) for n in range(1, len(content["steps"]) + 1)}
        return set(named) <= {s["id"] for s in content["steps"]} and set(named.values()) <= places
    gaps = {g["id"]: g for g in content["gaps"]}
    return all(
        name in gaps and (gaps[name]["kind"] != GapKind.CHOICE or text in {str(n) for n in range(len(gaps[name]["answers"]))})
        for name, text in named.items()
    )


def fault(content: dict[str, Any], chosen: list[str]) -> str | _StrPromise | None:
    """Why this cannot be handed in yet, in a sentence; None when it can."""
    kind = Kind(content["kind"])
    if not chosen or not any(c.strip() for c in chosen):
        return _("This question has no answer yet.")
    if kind is Kind.NUMERIC and number(chosen[0]) is None:
        return _("Please write a number alone, such as 30 or 1200.50.")
    if kind in CHOICES or kind in TYPED:
        return None
    named = split(chosen)
    if kind is Kind.MATCHING and len(named) < len(content["pairs"]):
        return _("Some lines have no partner yet.")
    if kind is Kind.ORDERING and sorted(named.values(), key=int) != [str(n) for n in range(1, len(content["steps"]) + 1)]:
        return _("Each line needs a place of its own.")
    if kind is Kind.CLOZE:
        for gap in content["gaps"]:
            text = named.get(gap["id"], "").strip()
            if not text:
                return _("Some gaps are still empty.")
            if gap["kind"] == GapKind.NUMERIC and number(text) is None:
                return _("Please write a number alone, such as 30 or 1200.50.")
    return None


def worth(content: dict[str, Any], chosen: list[str]) -> int:
    """Points, 0 to FULL. An answer that is missing or cannot be read is worth nothing."""
    kind = Kind(content["kind"])
    if kind is Kind.MULTIPLE:  # all right options and no wrong one: a half answer is not counted as half
        return FULL if set(chosen) == {o["id"] for o in content["options"] if percent(o["worth"]) == 100} else 0
    if kind in CHOICES:
        return max((_points(share(o["worth"])) for o in content["options"] if o["id"] in chosen), default=0)
    if kind in TYPED:
        return _points(typed(kind.value, content["accepted"], chosen[0] if chosen else ""))
    named = split(chosen)
    if kind is Kind.MATCHING:
        right = _rights(content)
        good = sum(1 for p in content["pairs"] if right.get(named.get(p["id"], "")) == p["right"])
        return FULL * good // len(content["pairs"])
    if kind is Kind.ORDERING:
        good = sum(1 for place, s in enumerate(content["steps"], start=1) if named.get(s["id"]) == str(place))
        return FULL * good // len(content["steps"])
    total = sum((gap_share(gap, named.get(gap["id"], "")) for gap in content["gaps"]), Fraction(0))
    return _points(total / len(content["gaps"]))


def guess(content: dict[str, Any]) -> Fraction | None:
    """The share expected from answering by chance (Moodle: random guess score); None where nothing can be said."""
    kind = Kind(content["kind"])
    if kind is Kind.MULTIPLE:
        return None
    if kind in CHOICES:
        return sum((share(o["worth"]) for o in content["options"]), Fraction(0)) / len(content["options"])
    if kind is Kind.MATCHING:
        return Fraction(1, len({words(t, "zh-hans") for t in _rights(content).values()}))
    if kind is Kind.ORDERING:
        return Fraction(1, len(content["steps"]))
    return Fraction(0) if kind in TYPED else None


def split(chosen: list[str]) -> dict[str, str]:
    """ "name=text" lines as a mapping; lines without a name are left out."""
    return dict(c.split("=", 1) for c in chosen if "=" in c)


def share(worth: str) -> Fraction:
    """A percentage as a fraction: 33.33333 is a third, as Moodle means it."""
    part = Fraction(percent(worth))
    if part <= 0:
        return Fraction(0)
    return part / 100 if part.denominator == 1 else (part / 100).limit_denominator(20)


def plain(text: str) -> str:
    """As two people would call the same: width, case, spaces and a closing full stop do not matter."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().rstrip("。.").strip().casefold()


def typed(kind: str, accepted: list[dict[str, Any]], text: str) -> Fraction:
    """The best share among the accepted answers this text meets. `*` in an accepted text stands for anything."""
    if not text.strip():
        return Fraction(0)
    meets = _near if kind == Kind.NUMERIC else _like
    return max((share(a["worth"]) for a in accepted if meets(a, text)), default=Fraction(0))


def gap_share(gap: dict[str, Any], text: str) -> Fraction:
    if gap["kind"] == GapKind.CHOICE:
        return share(gap["answers"][int(text)]["worth"]) if text.isdecimal() and int(text) < len(gap["answers"]) else Fraction(0)
    lines = [{**a, "text": t} for a in gap["answers"] for t in a["text"].values() if t]
    return typed(gap["kind"], lines, text)


def _near(accepted: dict[str, Any], text: str) -> bool:
    given, wanted = number(text), number(accepted["text"])
    if accepted["text"] == "*":
        return given is not None
    return given is not None and wanted is not None and abs(given - wanted) <= (number(accepted.get("tolerance") or "0") or 0)


def _like(accepted: dict[str, Any], text: str) -> bool:
    pattern = "".join(".*" if part == "*" else re.escape(plain(part)) for part in re.split(r"(\*)", accepted["text"]) if part)
    return re.fullmatch(pattern, plain(text)) is not None


def _rights(content: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {p["to"]: p["right"] for p in [*content["pairs"], *content.get("extras", [])]}


def _points(part: Fraction) -> int:
    return int(FULL * part)
