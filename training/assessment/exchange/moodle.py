"""Reading Moodle XML. The parser takes no document type, no entities and nothing from outside (defusedxml); Moodle writes none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring as safe
from django.utils.translation import gettext_lazy as _
from lxml import etree

from mediation.common.errors import Invalid
from training.assessment.content import number
from training.assessment.enums import Kind
from training.assessment.exchange import cloze
from training.assessment.exchange import entry as made
from training.assessment.exchange.entry import Entry, Texts, Unfit
from training.assessment.exchange.gift import true_false
from training.assessment.exchange.texts import texts, tidy

NOT_TAKEN = _("Questions of the kind “%(kind)s” are not taken.")


def read(text: str, language: str) -> Iterator[Entry]:
    """Every question of the file. Raises Invalid where the file is no XML, is hostile, or is not Moodle's."""
    root = _root(text)
    competency = ""
    for element in root.findall("question"):
        kind = element.get("type", "")
        if kind == "category":
            competency = made.competency_in(reversed((element.findtext("category/text") or "").split("/")))
            continue
        name = tidy(element.findtext("name/text") or "")[:120]
        own = made.competency_in(t.text or "" for t in element.findall("tags/tag/text")) or competency
        try:
            yield Entry(element.sourceline, name, _question(element, kind, language), competency=own)
        except Unfit as error:
            yield Entry(element.sourceline, name, reason=str(error), competency=own)


def _root(text: str) -> Any:
    data = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode("utf-8")
    lines = text[: len(text) - len(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))].count("\n")
    data = b"\n" * lines + data
    try:
        safe(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
    except DefusedXmlException:
        message = _("The file declares a document type or entities. Moodle's own exports do not, and such files can do harm.")
        raise Invalid(message) from None
    except (etree.XMLSyntaxError, SyntaxError, ValueError) as error:
        line = getattr(error, "position", (getattr(error, "lineno", 0) or 0, 0))[0]
        raise Invalid(_("Line %(line)s is not XML any more.") % {"line": line}) from None
    if root.tag != "quiz":
        raise Invalid(_("This is XML, but not a Moodle question file: its outermost element is not “quiz”."))
    return root


def _question(element: Any, kind: str, language: str) -> dict[str, Any]:
    def said(path: str, where: Any = element) -> Texts:
        part = where.find(path) if path else where
        if part is None:
            return {}
        if part.find("file") is not None:
            raise Unfit(_("It holds a picture or a file, and those are not taken in."))
        return texts(part.findtext("text") or "", language, marked_up=part.get("format", "html") != "plain_text")

    reader = READERS.get(kind)
    if reader is None:
        raise Unfit(NOT_TAKEN % {"kind": kind})
    why = said("generalfeedback")
    if kind == "cloze":
        return _cloze(said("questiontext"), why)
    stem = said("questiontext")
    if not stem:
        raise Unfit(_("It has no words."))
    result: dict[str, Any] = reader(element, stem, why, said)
    return result


def _worth(answer: Any) -> str:
    share = number(answer.get("fraction") or "0")
    if share is None or not -100 <= share <= 100:
        raise Unfit(_("A weight lies outside −100 to 100 percent."))
    text = format(share, "f") if share > 0 else "0"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _multichoice(element: Any, stem: Texts, why: Texts, said: Any) -> dict[str, Any]:
    answers = element.findall("answer")
    one = (element.findtext("single") or "true").strip() in ("true", "1")
    worths = [_worth(a) for a in answers]
    kind = made.choices_kind(worths, one=one)
    if kind is Kind.MULTIPLE:
        worths = ["0" if w == "0" else "100" for w in worths]
    options = [
        made.option(n, said("", a), w, said("feedback", a), _law(a)) for n, (a, w) in enumerate(zip(answers, worths, strict=True))
    ]
    return made.content(kind, stem, why, options=options)


def _law(answer: Any) -> list[Any] | None:
    law = answer.find("law")
    article = number(law.get("article", "")) if law is not None else None
    if law is None or not article or not re.fullmatch(r"[a-z0-9-]{1,80}", law.get("code", "")):
        return None
    return [law.get("code"), int(article)]


def _truefalse(element: Any, stem: Texts, why: Texts, said: Any) -> dict[str, Any]:
    by_word = {(a.findtext("text") or "").strip().lower(): a for a in element.findall("answer")}
    if set(by_word) != {"true", "false"}:
        raise Unfit(_("A right-or-wrong question has exactly two options."))
    truth = _worth(by_word["true"]) == "100"
    right, wrong = (said("feedback", by_word[word]) for word in (("true", "false") if truth else ("false", "true")))
    options = true_false(truth, right, wrong)
    for option, word in zip(options, ("true", "false"), strict=True):
        option["law"] = _law(by_word[word])
    return made.content(Kind.TRUE_FALSE, stem, why, options=options)


def _matching(element: Any, stem: Texts, why: Texts, said: Any) -> dict[str, Any]:
    pairs: list[dict[str, Any]] = []
    extras: list[dict[str, Any]] = []
    for n, part in enumerate(element.findall("subquestion")):
        left, right = said("", part), said("answer", part)
        if left:
            pairs.append(made.pair(n, left, right))
        else:
            extras.append({"to": made.key("to", n, right), "right": right})
    return made.content(Kind.MATCHING, stem, why, pairs=pairs, extras=extras)


def _ordering(element: Any, stem: Texts, why: Texts, said: Any) -> dict[str, Any]:
    steps = [said("", a) for a in element.findall("answer")]
    return made.content(Kind.ORDERING, stem, why, steps=[{"id": made.key("step", n, t), "text": t} for n, t in enumerate(steps)])


def _short(element: Any, stem: Texts, why: Texts, said: Any) -> dict[str, Any]:
    accepted = [
        {"text": tidy(a.findtext("text") or ""), "tolerance": "", "worth": _worth(a), "why": said("feedback", a)}
        for a in element.findall("answer")
    ]
    return made.content(Kind.SHORT, stem, why, accepted=accepted)


def _numerical(element: Any, stem: Texts, why: Texts, said: Any) -> dict[str, Any]:
    if element.findall("units/unit"):
        raise Unfit(_("It asks for a unit as well; please ask for the number alone."))
    accepted = [
        {
            "text": tidy(a.findtext("text") or ""), "tolerance": (a.findtext("tolerance") or "0").strip(), "worth": _worth(a),
            "why": said("feedback", a),
        }
        for a in element.findall("answer")
    ]
    return made.content(Kind.NUMERIC, stem, why, accepted=accepted)


def _cloze(stem: Texts, why: Texts, *_rest: Any) -> dict[str, Any]:
    """Where the text comes in both languages, each brings its own gaps; they are joined by their place."""
    said: Texts = {}
    gaps: list[dict[str, Any]] = []
    for language, words in stem.items():
        said[language], found = cloze.read(words, language)
        if gaps and [g["kind"] for g in found] != [g["kind"] for g in gaps]:
            raise Unfit(_("The two languages do not have the same gaps."))
        gaps = [_joined(a, b) for a, b in zip(gaps, found, strict=True)] if gaps else found
    return made.content(Kind.CLOZE, said, why, gaps=gaps)


def _joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """The same gap in two languages; the same answers stand at the same places, otherwise each keeps its own."""
    a, b = first["answers"], second["answers"]
    if [(x["worth"], x["tolerance"]) for x in a] != [(x["worth"], x["tolerance"]) for x in b]:
        return {**first, "answers": [*a, *b]}
    return {**first, "answers": [{**x, "text": {**x["text"], **y["text"]}} for x, y in zip(a, b, strict=True)]}


READERS: dict[str, Any] = {
    "multichoice": _multichoice, "truefalse": _truefalse, "matching": _matching, "ordering": _ordering, "shortanswer": _short,
    "numerical": _numerical, "cloze": _cloze,
}
