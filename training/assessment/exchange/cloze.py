"""Moodle's embedded answers: "… {1:SHORTANSWER:=thirty~%50%about thirty#why} …" inside the text of a question."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from training.assessment.content import number
from training.assessment.enums import GapKind
from training.assessment.exchange.entry import Texts, Unfit
from training.assessment.exchange.texts import tidy

GAP = re.compile(r"\{(\d*):([A-Z_]+):((?:\\.|[^{}\\])*)\}", re.S)
ANSWER = re.compile(r"(?<!\\)~")
KINDS = {
    "SHORTANSWER": GapKind.SHORT, "SA": GapKind.SHORT, "MW": GapKind.SHORT, "SHORTANSWER_C": GapKind.SHORT, "SAC": GapKind.SHORT,
    "MWC": GapKind.SHORT, "NUMERICAL": GapKind.NUMERIC, "NM": GapKind.NUMERIC, "MULTICHOICE": GapKind.CHOICE, "MC": GapKind.CHOICE,
    "MULTICHOICE_S": GapKind.CHOICE, "MCS": GapKind.CHOICE, "MULTICHOICE_V": GapKind.CHOICE, "MCV": GapKind.CHOICE,
    "MULTICHOICE_H": GapKind.CHOICE, "MCH": GapKind.CHOICE,
}
NAMES = {GapKind.SHORT: "SHORTANSWER", GapKind.NUMERIC: "NUMERICAL", GapKind.CHOICE: "MULTICHOICE"}


def read(text: str, language: str) -> tuple[str, list[dict[str, Any]]]:
    """The text with [[1]], [[2]] … where the gaps are, and the gaps."""
    gaps: list[dict[str, Any]] = []

    def one(found: re.Match[str]) -> str:
        kind = KINDS.get(found[2])
        if kind is None:
            raise Unfit(_("Gaps of the kind %(kind)s are not taken.") % {"kind": found[2]})
        name = str(len(gaps) + 1)
        gaps.append({"id": name, "kind": str(kind), "answers": [_answer(a, kind, language) for a in ANSWER.split(found[3]) if a.strip()]})
        return f"[[{name}]]"

    if "[[" in text:
        raise Unfit(_("Its text holds [[, which marks a gap here."))
    return GAP.sub(one, text), gaps


def _answer(text: str, kind: GapKind, language: str) -> dict[str, Any]:
    text = text.strip()
    worth = "0"
    if text.startswith("="):
        worth, text = "100", text[1:]
    elif weight := re.match(r"%(-?[\d.]{1,9})%", text):
        share = number(weight[1])
        worth, text = ("0" if share is None or share < 0 else format(share, "f")), text[weight.end() :]
    words = re.split(r"(?<!\\)#", text)[0]
    leeway = ""
    if kind is GapKind.NUMERIC:
        words, _colon, leeway = words.partition(":")
    return {"text": {language: tidy(re.sub(r"\\(.)", r"\1", words))}, "tolerance": leeway.strip(), "worth": worth}


def write(text: str, gaps: list[dict[str, Any]], language: str) -> str:
    """The other way, in one language: the format has no second one inside a gap."""
    by_id = {g["id"]: g for g in gaps}

    def one(found: re.Match[str]) -> str:
        gap = by_id[found[1]]
        answers = "~".join(_written(a, language) for a in gap["answers"])
        return f"{{1:{NAMES[GapKind(gap['kind'])]}:{answers}}}"

    return re.sub(r"\[\[(\d+)\]\]", one, text)


def _written(answer: dict[str, Any], language: str) -> str:
    words: Texts = answer["text"]
    sign = "=" if answer["worth"] == "100" else f"%{answer['worth']}%" if answer["worth"] != "0" else ""
    said = re.sub(r"([~#{}=\\])", r"\\\1", words.get(language) or next(iter(words.values()), ""))
    return f"{sign}{said}:{answer['tolerance']}" if answer["tolerance"] else f"{sign}{said}"
