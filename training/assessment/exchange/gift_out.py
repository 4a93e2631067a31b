"""Writing GIFT. Both languages go out as multilang spans; what the format has no words for is left out and named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from training.assessment.enums import CHOICES, Kind
from training.assessment.exchange.entry import Texts
from training.assessment.exchange.gift import FALSE, SPECIAL, TRUE
from training.assessment.exchange.texts import spans


def write(questions: Iterable[tuple[str, str, dict[str, Any]]]) -> tuple[str, list[str]]:
    """(name, competency, content) of each question, as a file; and the names of those left out, with the reason."""
    pieces: list[str] = []
    left: list[str] = []
    standing = ""
    for name, competency, content in questions:
        if content["kind"] == Kind.CLOZE:
            left.append(_("%(name)s: GIFT has no form for a text with gaps. Moodle XML has.") % {"name": name})
            continue
        if competency != standing:
            pieces.append(f"$CATEGORY: xinqiao/{competency}")
            standing = competency
        pieces.append(f"::{_plain(name)}::[html]{_texts(content['stem'])}{{{_inner(content)}}}")
    return "\n\n".join(pieces) + "\n", left


def _inner(content: dict[str, Any]) -> str:
    general = f"####{_texts(content['why'])}" if content.get("why") else ""
    return f"{_answers(content)}{general}"


def _answers(content: dict[str, Any]) -> str:
    kind = Kind(content["kind"])
    if kind in CHOICES:
        return _choices(content, kind)
    if kind is Kind.MATCHING:
        pairs = [*content["pairs"], *({"left": {}, **e} for e in content.get("extras", ()))]
        return "".join(f"\n={_texts(p['left'])} -> {_texts(p['right'])}" for p in pairs) + "\n"
    if kind is Kind.ORDERING:
        return ">ALL VERTICAL ABSOLUTE_POSITION SHOW none\n" + "\n".join(_texts(s["text"]) for s in content["steps"]) + "\n"
    if kind is Kind.NUMERIC:
        return "#" + "".join(f"\n={_weight(a['worth'])}{a['text']}:{a['tolerance'] or 0}{_why(a)}" for a in content["accepted"]) + "\n"
    return "".join(f"\n={_weight(a['worth'])}{_plain(a['text'])}{_why(a)}" for a in content["accepted"]) + "\n"


def _choices(content: dict[str, Any], kind: Kind) -> str:
    options = content["options"]
    if kind is Kind.TRUE_FALSE and [o["text"] for o in options] == [TRUE, FALSE]:
        good, bad = sorted(options, key=lambda o: o["worth"] != "100")
        return ("TRUE" if good["text"] == TRUE else "FALSE") + f"#{_texts(bad['why'])}#{_texts(good['why'])}"
    right = sum(1 for o in options if o["worth"] == "100")
    rows = []
    for o in options:
        good = o["worth"] == "100"
        if kind is Kind.MULTIPLE:
            sign = f"~%{_share(right)}%" if good else "~%-100%"
        else:
            sign = "=" if good else f"~%{o['worth']}%" if o["worth"] != "0" else "~"
        rows.append(f"\n{sign}{_texts(o['text'])}{_why(o)}")
    return "".join(rows) + "\n"


def _share(parts: int) -> str:
    return f"{100 / parts:.5f}".rstrip("0").rstrip(".")


def _weight(worth: str) -> str:
    return "" if worth == "100" else f"%{worth}%"


def _why(part: dict[str, Any]) -> str:
    return f"#{_texts(part['why'])}" if part.get("why") else ""


def _texts(said: Texts) -> str:
    return _plain(spans(said))


def _plain(words: str) -> str:
    return re.sub(f"([{re.escape(SPECIAL)}])", r"\\\1", words).replace("\n", "\\n")
