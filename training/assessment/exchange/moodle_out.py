"""Writing Moodle XML. The law an option cites goes along in an element of ours, which Moodle passes over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

from training.assessment.enums import CHOICES, Kind
from training.assessment.exchange import cloze
from training.assessment.exchange.entry import Texts
from training.assessment.exchange.gift import FALSE, TRUE
from training.assessment.exchange.texts import MOODLE, escaped, spans

TYPES = {
    Kind.MATCHING: "matching", Kind.ORDERING: "ordering", Kind.SHORT: "shortanswer", Kind.NUMERIC: "numerical", Kind.CLOZE: "cloze",
}


def write(questions: Iterable[tuple[str, str, dict[str, Any]]]) -> bytes:
    """(name, competency, content) of each question, as a file."""
    quiz = etree.Element("quiz")
    standing = ""
    for name, competency, content in questions:
        if competency != standing:
            category = etree.SubElement(quiz, "question", type="category")
            _text(etree.SubElement(category, "category"), f"$course$/top/xinqiao/{competency}")
            standing = competency
        _question(quiz, name, content)
    written: bytes = etree.tostring(quiz, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _question(quiz: Any, name: str, content: dict[str, Any]) -> None:
    kind = Kind(content["kind"])
    plain_truth = kind is Kind.TRUE_FALSE and [o["text"] for o in content["options"]] == [TRUE, FALSE]
    element = etree.SubElement(quiz, "question", type="truefalse" if plain_truth else TYPES.get(kind, "multichoice"))
    _text(etree.SubElement(element, "name"), name)
    stem = etree.SubElement(element, "questiontext", format="html")
    _text(stem, _with_gaps(content) if kind is Kind.CLOZE else spans(content["stem"]))
    _words(element, "generalfeedback", content.get("why") or {})
    _text(element, "1", "defaultgrade")
    if plain_truth:
        for option, word in zip(content["options"], ("true", "false"), strict=True):
            _option(element, option, option["worth"], word)
    elif kind in CHOICES:
        _choices(element, content["options"], kind)
    elif kind is Kind.MATCHING:
        for p in [*content["pairs"], *({"left": {}, **e} for e in content.get("extras", ()))]:
            part = _words(element, "subquestion", p["left"])
            _text(etree.SubElement(part, "answer", format="html"), spans(p["right"]))
    elif kind is Kind.ORDERING:
        _text(element, "VERTICAL", "layouttype")
        for step in content["steps"]:
            _words(element, "answer", step["text"], fraction="1")
    else:
        _typed(element, content.get("accepted", ()))


def _choices(element: Any, options: list[dict[str, Any]], kind: Kind) -> None:
    _text(element, "false" if kind is Kind.MULTIPLE else "true", "single")
    right = sum(1 for o in options if o["worth"] == "100")
    for option in options:
        worth = option["worth"]
        if kind is Kind.MULTIPLE:
            worth = f"{100 / right:.5f}".rstrip("0").rstrip(".") if worth == "100" else "-100"
        _option(element, option, worth)


def _option(element: Any, option: dict[str, Any], worth: str, word: str = "") -> None:
    answer = etree.SubElement(element, "answer", fraction=worth, format="html")
    _text(answer, word or spans(option["text"]))
    _words(answer, "feedback", option["why"])
    if option.get("law"):
        etree.SubElement(answer, "law", code=option["law"][0], article=str(option["law"][1]))


def _typed(element: Any, accepted: Iterable[dict[str, Any]]) -> None:
    for a in accepted:
        answer = etree.SubElement(element, "answer", fraction=a["worth"], format="plain_text")
        _text(answer, a["text"])
        if a["tolerance"]:
            _text(answer, a["tolerance"], "tolerance")
        _words(answer, "feedback", a["why"])


def _with_gaps(content: dict[str, Any]) -> str:
    said = {language: cloze.write(escaped(words), content["gaps"], language) for language, words in content["stem"].items()}
    return "".join(f'<span lang="{MOODLE[lang]}" class="multilang">{words}</span>' for lang, words in said.items())


def _words(parent: Any, name: str, said: Texts, **attributes: str) -> Any:
    part = etree.SubElement(parent, name, format="html", **attributes)
    _text(part, spans(said))
    return part


def _text(parent: Any, words: str, name: str = "text") -> None:
    etree.SubElement(parent, name).text = words
