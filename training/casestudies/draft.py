"""The draft of a study, and the page made from it."""

from __future__ import annotations

import json

from django.utils.html import escape
from django.utils.translation import gettext as _

from training.casestudies import guard
from training.casestudies.deidentify import cut
from training.casestudies.enums import Decision, Field
from training.casestudies.models import Study

FACTS = ("told", "wish")
HEADINGS = {
    "told": "起因", "wish": "希望怎样", "facts": "查明的事实", "dispute": "争议焦点", "responsibility": "责任", "agreed": "谈成的办法",
    "other": "其他约定",
}  # the study is written in Chinese, as the case was


def _pieces(study: Study) -> list[tuple[str, list[tuple[str, bool]]]]:
    """Each section as (words, replaced?)."""
    rows = list(study.replacements.all())
    plain = guard.opened(study, rows)
    words = ["" if r.decision == Decision.KEPT else plain[r.id] for r in rows]
    return [
        (code, [(p.text, False) if p.mark is None else (rows[p.mark].instead, True) for p in cut(text, words)])
        for code, text in guard.sections(study)
    ]


def shown(study: Study) -> list[str]:
    """The stretches of the draft that are still the case's own words."""
    return [text for _code, pieces in _pieces(study) for text, replaced in pieces if not replaced]


def text_of(study: Study) -> dict[str, str]:
    """The draft, section by section."""
    return {code: "".join(text for text, _replaced in pieces) for code, pieces in _pieces(study)}


def kept(study: Study) -> str:
    """Words that were found and may stay, one a line, for the check before publication."""
    rows = list(study.replacements.filter(decision=Decision.KEPT))
    plain = guard.opened(study, rows)
    return "\n".join(plain[r.id] for r in rows)


def title(field: str) -> str:
    """Says only what kind of dispute it was; the editor finds a better one."""
    return _("A case: %(field)s") % {"field": Field(field).label}


def body(study: Study) -> str:
    """The blocks of the page: what happened as facts, each other section under its heading."""
    words = text_of(study)
    blocks: list[dict[str, object]] = []
    facts = "".join(_paragraphs(words[code]) for code in FACTS if words.get(code, "").strip())
    if facts:
        blocks.append({"type": "facts", "value": {"text": facts}})
    for code, text in words.items():
        if code not in FACTS and text.strip():
            blocks += [{"type": "heading", "value": HEADINGS.get(code, HEADINGS["other"])}, {"type": "text", "value": _paragraphs(text)}]
    return json.dumps(blocks, ensure_ascii=False)


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line.strip())}</p>" for line in text.splitlines() if line.strip())
