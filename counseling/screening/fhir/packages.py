"""Our instruments and screenings as FHIR R4. One extension carries the number of an option: `ordinalValue`, on the option.

A gate becomes a condition (asked unless the other answer is the one that skips). Where two gates meet on one item (AUDIT 4 to 8)
only the one with a single condition is written: R4 cannot say both. Scoring stays with the package.
"""

from __future__ import annotations

from typing import Any

from counseling.screening.fhir.questionnaire import BASE
from counseling.screening.fhir.reading import Resource
from counseling.screening.instruments.loader import Loaded, codes, load
from counseling.screening.instruments.package import Item, Package

SPACE = "urn:xinqiao:instrument:"
DECLINED = {"url": f"{BASE}data-absent-reason", "valueCode": "asked-declined"}


def questionnaire(loaded: Loaded, language: str) -> Resource:
    """The questionnaire; without words in a language the package does not speak."""
    package = loaded.package
    spoken = language if package.speaks(language) else next(iter(package.languages), "")
    told: Resource = {
        "resourceType": "Questionnaire", "id": package.code, "url": f"{SPACE}{package.code}", "version": package.version,
        "name": package.code, "title": package.title.get(language, package.title["en"]), "status": "active",
        "subjectType": ["Patient"], "copyright": f"{package.licence.holder}: {package.licence.quote}",
    }
    if spoken:
        told["language"] = {"zh-hans": "zh-Hans"}.get(spoken, spoken)
        told["description"] = package.stem[spoken]
    told["item"] = [_item(package, i, spoken) for i in package.items]
    return told


def _item(package: Package, item: Item, language: str) -> dict[str, Any]:
    told: dict[str, Any] = {"linkId": item.id, "type": "choice"}
    if language:
        told["text"] = item.text[language]
    gates = sorted((g for g in package.gates if item.id in g.then), key=lambda g: len(g.when))
    if gates:
        rows = gates[0].when.items()
        told["enableWhen"] = [{"question": q, "operator": "!=", "answerCoding": _coding(package, q, v)} for q, v in rows]
        if len(rows) > 1:
            told["enableBehavior"] = "any"
    told["answerOption"] = [
        {"extension": [{"url": f"{BASE}ordinalValue", "valueDecimal": o.value}],
         "valueCoding": _coding(package, item.id, o.value, o.text.get(language, ""))}
        for o in package.options_of(item.id)
    ]
    return told


def _coding(package: Package, item: str, value: int, display: str = "") -> dict[str, Any]:
    coding: dict[str, Any] = {"system": f"{SPACE}{package.code}:{package.item(item).options}", "code": str(value)}
    return {**coding, "display": display} if display else coding


def response(
    package: Package, answers: dict[str, int | None], refused: set[str], *, language: str, subject: str, authored: str,
    finished: bool = True,
) -> Resource:
    """One person's answers to one instrument. Refusing is told as such, and is no missing answer.

    finished: nothing more is expected of the person. Then it is `completed`, whatever stays open: R4 means by it that the form has
    been filled out, and by `in-progress` that it is still being filled out (http://hl7.org/fhir/R4/valueset-questionnaire-answers-status.html).
    """
    items = []
    for item in package.items:
        value = answers.get(item.id)
        if value is not None:
            option = package.option(item.id, value)
            words = option.text.get(language, "") if option else ""
            items.append({"linkId": item.id, "answer": [{"valueCoding": _coding(package, item.id, value, words)}]})
        elif item.id in refused:
            items.append({"linkId": item.id, "extension": [DECLINED]})
    told: Resource = {
        "resourceType": "QuestionnaireResponse", "questionnaire": f"{SPACE}{package.code}|{package.version}",
        "status": "completed" if finished else "in-progress",
        "subject": {"identifier": {"system": "urn:xinqiao:subject", "value": subject}}, "authored": authored,
    }
    return {**told, "item": items} if items else told


def answers_of(package: Package, raw: Resource) -> tuple[dict[str, int | None], set[str]]:
    """The answers and refusals of a response that was found to fit."""
    answers: dict[str, int | None] = {}
    refused = set()
    for row in raw.get("item", []):
        given = row.get("answer")
        if given:
            answers[row["linkId"]] = int(given[0]["valueCoding"]["code"])
        elif any(e.get("valueCode") == "asked-declined" for e in row.get("extension", [])):
            refused.add(row["linkId"])
    return answers, refused


def ours(canonical: str) -> Loaded | None:
    """Our package behind an address, whatever version it names."""
    code = canonical.partition("|")[0].removeprefix(SPACE)
    return load(code) if canonical.startswith(SPACE) and code in codes() else None
