"""Answers another program brought in, for the counsellor who looks after somebody because of them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from counseling.screening import battery
from counseling.screening.fhir import packages, reading
from counseling.screening.fhir.reading import Resource
from counseling.screening.instruments.loader import load
from counseling.screening.models import ImportedResponse
from mediation.common.text import clean
from mediation.vault import sealing
from mediation.vault.sealing import Unsealable

OURS = "urn:xinqiao:subject"  # the identity we give out ourselves
LONGEST = 200
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Said:
    question: str
    answer: str  # "": would rather not say
    critical: bool


@dataclass(frozen=True, slots=True)
class Incoming:
    """One response in plain: who sent it, under which reference, and what was counted anew."""

    sender: str
    telephone: str
    reference: str
    title: str
    at: datetime
    low: str = ""
    high: str = ""
    stated: str = ""
    said: list[Said] = field(default_factory=list)
    joined: bool = False  # came about somebody unknown who turned out to be this person
    void: bool = False  # the sender says it was entered in error


def about(raw: Resource) -> tuple[str, str]:
    """The system and the value by which the sender names the person; empty where it names nobody."""
    subject = raw.get("subject")
    if not isinstance(subject, dict):
        return "", ""
    named = subject.get("identifier")
    if isinstance(named, dict) and _word(named.get("value")):
        return _word(named.get("system")), _word(named.get("value"))
    return "", _word(subject.get("reference"))


def reference(raw: Resource) -> str:
    """What the sender can be asked for: its name for the person, else for this form."""
    own = raw.get("identifier")
    form = _word(own.get("value")) if isinstance(own, dict) else ""
    system, value = about(raw)
    return (value if system != OURS else "") or form or _word(raw.get("id"))


def _word(value: Any) -> str:
    return clean(value).strip()[:LONGEST] if isinstance(value, str) else ""


def strangers(subjects: Collection[uuid.UUID]) -> dict[uuid.UUID, ImportedResponse]:
    """The newest response of those whom nobody here knows; still sealed."""
    rows = ImportedResponse.objects.filter(subject__in=list(subjects), known=False).order_by("at")
    return {r.subject: r for r in rows if r.subject is not None}


def of_person(subject: uuid.UUID, language: str) -> list[Incoming]:
    """Newest first, in plain; the caller has written the opening down. A key that was destroyed leaves only who sent it and when."""
    return [_opened(r, language) for r in ImportedResponse.objects.filter(subject=subject).order_by("-at")[:SHOWN]]


def opened(row: ImportedResponse) -> Incoming:
    return _opened(row, "zh-hans")


def _opened(row: ImportedResponse, language: str) -> Incoming:
    try:
        held = json.loads(sealing.unseal(row.scope, row.place, row.body_sealed))
    except Unsealable:
        return Incoming(row.sender, row.sender_phone, "", "", row.at, void=row.void)
    raw, counted = reading.read(held["resource"].encode(), "QuestionnaireResponse"), held["counted"]
    loaded = packages.ours(str(raw.get("questionnaire", "")))
    spoken = battery.known(language)
    low, high, stated = (str(counted.get(name) or "") for name in ("low", "high", "stated"))
    return Incoming(
        row.sender, row.sender_phone, reference(raw), loaded.package.title[spoken] if loaded else "", row.at, low, high, stated,
        _said(raw, loaded.package.code, spoken) if loaded else [], joined=row.known and row.stranger is not None, void=row.void,
    )


def _said(raw: Resource, code: str, language: str) -> list[Said]:
    """In words only where the package has official ones in a language."""
    package = load(code).package
    if not package.languages:
        return []
    answers, refused = packages.answers_of(package, raw)
    found = []
    for item in (i for i in package.items if i.id in answers or i.id in refused):
        question, value = battery.Question(code, item.id), answers.get(item.id)
        grave = value is not None and question.critical_from is not None and value >= question.critical_from
        found.append(Said(question.text(language), "" if value is None else dict(question.options(language)).get(value, ""), grave))
    return found
