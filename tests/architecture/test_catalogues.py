"""Both languages are complete: no sentence without its Chinese, none guessed, no placeholder lost on the way."""

from __future__ import annotations

import re

from tests.architecture.catalogues import entries, wanted
from tests.databases import ROOT

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def test_every_sentence_has_its_chinese() -> None:
    known = {msgid for _file, msgid, told, _fuzzy, _many in entries() if told}
    missing = {f"{file.relative_to(ROOT)}: {msgid[:90]}" for file, msgid in wanted() if msgid not in known}
    assert sorted(missing) == []


def test_no_entry_is_empty_or_fuzzy() -> None:
    assert [f"{f.relative_to(ROOT)}: {msgid[:90]}" for f, msgid, told, fuzzy, _many in entries() if fuzzy or not told.strip()] == []


def test_placeholders_survive_translation() -> None:
    """Chinese may leave out a count; anything else that is filled in must be there, and nothing new."""
    broken = []
    for file, msgid, told, _fuzzy, many in entries():
        there, wanted_ = set(PLACEHOLDER.findall(told)), set(PLACEHOLDER.findall(many))
        lost = {p for p in wanted_ - there if "count" not in p}
        if told and (there - wanted_ or lost):
            broken.append(f"{file.relative_to(ROOT)}: {msgid[:90]}")
    assert broken == []


def test_the_detector_sees_sentences_in_python_and_in_templates() -> None:
    kinds = {file.suffix for file, _msgid in wanted()}
    assert kinds == {".py", ".html"}
