"""Both languages are complete: no sentence without its Chinese, none guessed, no placeholder lost on the way."""

from __future__ import annotations

import re

from tests.architecture.catalogues import entries, wanted
from tests.databases import ROOT

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def test_every_sentence_has_its_chinese() -> None:
    known = {msgid for _file, msgid, told, _fuzzy, _many, _context in entries() if told}
    missing = {f"{file.relative_to(ROOT)}: {msgid[:90]}" for file, msgid in wanted() if msgid not in known}
    assert sorted(missing) == []


def test_no_entry_is_empty_or_fuzzy() -> None:
    rows = entries()
    assert [f"{f.relative_to(ROOT)}: {msgid[:90]}" for f, msgid, told, fuzzy, *_more in rows if fuzzy or not told.strip()] == []


def test_placeholders_survive_translation() -> None:
    """Chinese may leave out a count; anything else that is filled in must be there, and nothing new."""
    broken = []
    for file, msgid, told, _fuzzy, many, _context in entries():
        there, wanted_ = set(PLACEHOLDER.findall(told)), set(PLACEHOLDER.findall(many))
        lost = {p for p in wanted_ - there if "count" not in p}
        if told and (there - wanted_ or lost):
            broken.append(f"{file.relative_to(ROOT)}: {msgid[:90]}")
    assert broken == []


def test_the_detector_sees_sentences_in_python_and_in_templates() -> None:
    kinds = {file.suffix for file, _msgid in wanted()}
    assert kinds == {".py", ".html"}


def test_one_english_has_one_chinese() -> None:
    """Django lays all catalogues over each other: the same words with another meaning need a context, or the first area's Chinese wins."""
    told: dict[tuple[str, str], set[str]] = {}
    for _file, msgid, chinese, _fuzzy, many, context in entries():
        told.setdefault((context, msgid or many), set()).add(chinese)
    assert sorted(f"{context} {msgid[:60]}: {sorted(found)}" for (context, msgid), found in told.items() if len(found) > 1) == []


def test_everybody_is_addressed_politely() -> None:
    """您, whoever it is: a party, a child, a colleague; 你们 is for several. Instruments keep their official wording."""
    assert [f"{f.relative_to(ROOT)}: {told[:60]}" for f, _msgid, told, *_more in entries() if re.search("你(?!们)", told)] == []
