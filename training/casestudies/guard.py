"""The last look before a study is published: do the parties still agree, and does a word tell who it was?"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from mediation.vault import sealing
from training.casestudies import deidentify
from training.casestudies.enums import Answer, Decision, StudyState
from training.casestudies.models.study import Replacement, Study

SHOWN = 12  # words named in one message


def words_of(*parts: Any) -> str:
    """Everything a reader or a search engine would get, as one text. A stream of blocks is read with all its fields."""
    return "\n".join(_plain(part) for part in parts if part)


def _plain(part: Any) -> str:
    if isinstance(part, str):
        return strip_tags(part.replace("</p>", "\n").replace("<br/>", "\n"))
    if hasattr(part, "get_prep_value"):
        return "\n".join(_strings(part.get_prep_value()))
    return str(part)


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [_plain(value)]
    if isinstance(value, dict):
        return [s for key, inner in value.items() if key not in ("id", "type", "law", "video") for s in _strings(inner)]
    return [s for inner in value for s in _strings(inner)] if isinstance(value, list | tuple) else []


def faults(key: UUID, words: str, may_stay: str) -> list[tuple[str | None, ValidationError]]:
    """(field of the editor's form, what is wrong). A page that came from no case is looked through as well."""
    study = Study.objects.filter(page=key).first()
    wrong: list[tuple[str | None, ValidationError]] = []
    if study is not None and not agreed(study):
        wrong.append((None, ValidationError(
            _("This study cannot be published: not everybody in the case agrees, or somebody has taken the yes back."),
            code="consent-missing",
        )))
    stay = {line.strip() for line in may_stay.splitlines() if line.strip()}
    known = [] if study is None else replaced(study)
    found = [f for f in deidentify.find(words, known) if f.word not in stay or any(f.word == k.word for k in known)]
    if found:
        wrong.append(("may_stay", ValidationError(
            _("These words may tell who it was: %(words)s. Change them, or name under “words that may stay” what identifies nobody."),
            code="identifying", params={"words": "; ".join(f"{f.word} ({f.get_kind()})" for f in found[:SHOWN])},
        )))
    return wrong


def agreed(study: Study) -> bool:
    """Every party of the case says yes, today."""
    answers = list(study.consents.values_list("answer", flat=True))
    return study.state != StudyState.STOPPED and bool(answers) and all(a == Answer.YES for a in answers)


def opened(study: Study, rows: list[Replacement]) -> dict[UUID, str]:
    """The words of replacements in plain."""
    plain = sealing.unseal_all(study.scope, {r.place: r.word_sealed for r in rows})
    return {r.id: plain[r.place] for r in rows}


def replaced(study: Study) -> list[deidentify.Known]:
    """Every word of the case that was replaced and may not come back."""
    rows = list(study.replacements.exclude(decision=Decision.KEPT))
    plain = opened(study, rows)
    return [deidentify.Known(plain[r.id], r.kind, r.instead) for r in rows]


def sections(study: Study) -> list[tuple[str, str]]:
    """The original words, section by section."""
    plain = sealing.unseal(study.scope, study.words_place, study.words_sealed)
    return [(code, text) for code, text in json.loads(plain or "[]")]
