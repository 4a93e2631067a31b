"""Reading GIFT, Moodle's question format in plain text (docs.moodle.org, "GIFT format")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from training.assessment.content import number
from training.assessment.enums import Kind
from training.assessment.exchange import entry as made
from training.assessment.exchange.entry import Entry, Texts, Unfit
from training.assessment.exchange.texts import texts as in_languages
from training.assessment.exchange.texts import tidy

SPECIAL = "~=#{}:\\"
HIDDEN = {c: chr(0xE000 + n) for n, c in enumerate(SPECIAL)}  # an escaped sign, while the others have their meaning
SHOWN = {v: k for k, v in HIDDEN.items()} | {"\ue00f": "\n"}
FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]", re.I)
NAME = re.compile(r"^\s*::(.*?)::", re.S)
TAGS = re.compile(r"\[tag:([^\]]+)\]")
PART = re.compile(r"([~=])((?:(?![~=]).)*)", re.S)
WEIGHT = re.compile(r"^\s*%(-?\d{1,3}(?:\.\d{1,6})?)%")
MOST = 2000  # questions in one file


def read(text: str, language: str) -> Iterator[Entry]:
    """Every question of the file, in its order, with the line at which it begins."""
    competency = ""
    for line, raw in _blocks(text):
        rows = raw.split("\n")
        notes = " ".join(row for row in rows if row.strip().startswith("//"))
        body = "\n".join(row for row in rows if not row.strip().startswith("//"))
        first = next((n for n, row in enumerate(rows) if row.strip() and not row.strip().startswith("//")), 0)
        category = re.match(r"\s*\$CATEGORY:\s*(.*)", body)
        if category:
            competency = made.competency_in(reversed(re.split(r"(?<!/)/(?!/)", category[1].split("\n")[0])))
            body, first = body.partition("\n")[2], first + 1
        if not body.strip():
            continue
        tagged = made.competency_in(TAGS.findall(notes)) or competency
        name = ""
        try:
            hidden = _hide(body)
            named = NAME.match(hidden)
            name = _show(named[1]).strip()[:120] if named else ""
            content = _question(hidden[named.end() :] if named else hidden, language)
            yield Entry(line + first, name, content, competency=tagged)
        except Unfit as error:
            yield Entry(line + first, name, reason=str(error), competency=tagged)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Stretches between blank lines. A blank line inside braces belongs to nobody: both halves will say so."""
    kept: list[str] = []
    start = 1
    for n, row in enumerate([*text.split("\n"), ""], start=1):
        if row.strip():
            start = start if kept else n
            kept.append(row)
        elif kept:
            yield start, "\n".join(kept)
            kept = []


def _hide(text: str) -> str:
    if any("\ue000" <= c <= "\uf8ff" for c in text):
        raise Unfit(_("It holds a sign of the private use area, which no font can show."))
    text = text.replace("\\n", "\ue00f")
    return re.sub(r"\\([~=#{}:\\])", lambda m: HIDDEN[m[1]], text)


def _show(text: str) -> str:
    return "".join(SHOWN.get(c, c) for c in text)


def _question(text: str, language: str) -> dict[str, Any]:
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        raise Unfit(_("It has no answers in braces, so it is a description and no question."))
    if start < 0 or end < start or "{" in text[start + 1 : end] or "{" in text[end:] or "}" in text[end + 1 :]:
        raise Unfit(_("Its braces do not close. A blank line inside them, or a sign { or } without \\ before it, is the usual cause."))
    before, inner, after = text[:start], text[start + 1 : end].strip(), text[end + 1 :].strip()
    kind = FORMAT.match(before)
    marked_up = bool(kind and kind[1].lower() == "html")
    before = before[kind.end() :] if kind else before

    def said(words: str) -> Texts:
        own = FORMAT.match(words)
        shown = _show(words[own.end() :] if own else words)
        return in_languages(shown, language, marked_up=own[1].lower() == "html" if own else marked_up)

    stem = said(f"{before.strip()} _____ {after}" if after else before)
    if not stem:
        raise Unfit(_("It has no words."))
    inner, _sign, general = inner.partition("####")
    why = said(general)
    return _answers(inner.strip(), stem, why, said)


def _answers(inner: str, stem: Texts, why: Texts, said: Any) -> dict[str, Any]:
    if not inner:
        raise Unfit(_("It asks for an essay, which nobody can mark by itself."))
    if inner.startswith("#"):
        return made.content(Kind.NUMERIC, stem, why, accepted=list(_numbers(inner[1:].strip(), said)))
    if inner.startswith(">"):
        return _ordering(inner, stem, why, said)
    if "~" in inner:
        return _choices(inner, stem, why, said)
    if "=" in inner and "->" in inner:
        return _matching(inner, stem, why, said)
    word, *reasons = inner.split("#")
    if word.strip().upper() in ("T", "TRUE", "F", "FALSE"):
        return _true_false(word.strip().upper() in ("T", "TRUE"), reasons, stem, why, said)
    if not inner.startswith("="):
        raise Unfit(_("Its answers begin neither with = nor with ~."))
    return made.content(Kind.SHORT, stem, why, accepted=[_accepted(w, text, reason, said) for w, text, reason in _parts(inner)])


def _parts(inner: str) -> Iterator[tuple[str, str, str]]:
    """(worth, text, feedback) of each answer."""
    for sign, text in PART.findall(inner):
        weight = WEIGHT.match(text)
        worth = _worth(weight[1]) if weight else ("100" if sign == "=" else "0")
        text = text[weight.end() :] if weight else text
        words, _sign, reason = text.partition("#")
        if not words.strip():
            raise Unfit(_("One of its answers is empty."))
        yield worth, words.strip(), reason.strip()


def _worth(text: str) -> str:
    worth = number(text)
    if worth is None or not -100 <= worth <= 100:
        raise Unfit(_("A weight lies outside −100 to 100 percent."))
    return format(max(worth, Decimal(0)), "f")


def _choices(inner: str, stem: Texts, why: Texts, said: Any) -> dict[str, Any]:
    one = "=" in inner
    found = [(w, said(text), said(reason)) for w, text, reason in _parts(inner)]
    worths = [w for w, _t, _r in found]
    kind = made.choices_kind(worths, one=one)
    if kind is Kind.MULTIPLE:  # what adds something is right, what takes away is not
        worths = ["0" if w in ("0", "0.0") else "100" for w in worths]
    options = [made.option(n, text, w, reason) for n, (w, (_w, text, reason)) in enumerate(zip(worths, found, strict=True))]
    return made.content(kind, stem, why, options=options)


def _true_false(truth: bool, reasons: list[str], stem: Texts, why: Texts, said: Any) -> dict[str, Any]:
    """The first feedback is for a wrong answer, the second for a right one."""
    wrong, right = (said(r) for r in [*reasons, "", ""][:2])
    return made.content(Kind.TRUE_FALSE, stem, why, options=true_false(truth, right, wrong))


TRUE, FALSE = {"zh-hans": "对", "en": "True"}, {"zh-hans": "不对", "en": "False"}


def true_false(truth: bool, right: Texts, wrong: Texts) -> list[dict[str, Any]]:
    """The two options of a right-or-wrong question; formats that have the kind do not carry their words."""
    words = [(TRUE, truth), (FALSE, not truth)]
    return [made.option(n, text, "100" if good else "0", right if good else wrong) for n, (text, good) in enumerate(words)]


def _matching(inner: str, stem: Texts, why: Texts, said: Any) -> dict[str, Any]:
    pairs: list[dict[str, Any]] = []
    extras: list[dict[str, Any]] = []
    for n, (_share, text, _reason) in enumerate(_parts(inner)):
        left, arrow, right = text.partition("->")
        if not arrow or not right.strip():
            raise Unfit(_("One of its pairs has no second half."))
        if left.strip():
            pairs.append(made.pair(n, said(left), said(right)))
        else:
            extras.append({"to": made.key("to", n, said(right)), "right": said(right)})
    return made.content(Kind.MATCHING, stem, why, pairs=pairs, extras=extras)


def _ordering(inner: str, stem: Texts, why: Texts, said: Any) -> dict[str, Any]:
    """The ordering plug-in's form: a line of settings, then one line for each step."""
    _settings, *rows = inner.split("\n")
    steps = [said(row) for row in rows if row.strip()]
    return made.content(Kind.ORDERING, stem, why, steps=[{"id": made.key("step", n, t), "text": t} for n, t in enumerate(steps)])


def _numbers(inner: str, said: Any) -> Iterator[dict[str, Any]]:
    parts = _parts(inner) if inner.startswith("=") else iter([("100", *_feedback(inner))])
    for worth, text, reason in parts:
        low, dots, high = text.partition("..")
        middle, _colon, leeway = text.partition(":")
        if dots:
            first, last = number(low), number(high)
            if first is None or last is None or first > last:
                raise Unfit(_("A range of numbers cannot be read."))
            middle, leeway = format((first + last) / 2, "f"), format((last - first) / 2, "f")
        if middle.strip() != "*" and number(middle) is None:
            raise Unfit(_("A number cannot be read."))
        yield {"text": middle.strip(), "tolerance": leeway.strip(), "worth": worth, "why": said(reason)}


def _feedback(text: str) -> tuple[str, str]:
    words, _sign, reason = text.partition("#")
    return words.strip(), reason.strip()


def _accepted(worth: str, text: str, reason: str, said: Any) -> dict[str, Any]:
    return {"text": tidy(_show(text)), "tolerance": "", "worth": worth, "why": said(reason)}
