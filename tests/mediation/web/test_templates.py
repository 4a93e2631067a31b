"""What every template of the product keeps to: nothing inline, and every sentence in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted(p for p in ROOT.glob("*/**/templates/**/*.html") if not {"var", ".venv"} & set(p.relative_to(ROOT).parts))
OWN = [p for p in TEMPLATES if {"web", "notifications"} & set(p.relative_to(ROOT).parts[:3])]
CATALOGUES = sorted(ROOT.glob("platform/mediation/*/locale/zh_Hans/LC_MESSAGES/django.po"))
MSGID = re.compile(r"""\{%\s*(?:translate|trans)\s+(?:"([^"]+)"|'([^']+)')(?:\s+context\s+["']([^"']+)["'])?""")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_is_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    handlers = re.findall(r"<[^>]*\son[a-z]+\s*=", text)
    styles = re.findall(r"<style\b|<[^>{]*\sstyle\s*=", text)
    scripts = [s for s in re.findall(r"<script\b[^>]*>", text) if "application/json" not in s and "nonce=" not in s]

    assert (handlers, styles, scripts) == ([], [], [])


@pytest.mark.parametrize("path", CATALOGUES, ids=name_of)
def test_the_chinese_is_complete(path: Path) -> None:
    catalogue = read_po(path.open("rb"), locale="zh_Hans")

    missing = [m.id for m in catalogue if m.id and not (m.string[0] if isinstance(m.string, tuple) else m.string)]
    fuzzy = [m.id for m in catalogue if m.id and m.fuzzy]

    assert (missing, fuzzy) == ([], [])


@pytest.mark.parametrize("path", OWN, ids=name_of)
def test_every_sentence_of_a_page_is_in_its_catalogue(path: Path) -> None:
    app = "notifications" if "notifications" in path.parts else "web"
    catalogue = read_po((ROOT / f"platform/mediation/{app}/locale/zh_Hans/LC_MESSAGES/django.po").open("rb"), locale="zh_Hans")
    known = {(m.context, m.id[0] if isinstance(m.id, tuple) else m.id) for m in catalogue if m.id}

    said = {(context or None, double or single) for double, single, context in MSGID.findall(path.read_text(encoding="utf-8"))}

    assert said - known == set()


@pytest.mark.parametrize("path", OWN, ids=name_of)
def test_no_words_stand_outside_the_catalogue(path: Path) -> None:
    """Han characters in a template would be Chinese for English readers too; the language's own name is the exception."""
    text = path.read_text(encoding="utf-8").replace(">中文<", "><")

    assert re.findall(r"[\u4e00-\u9fff]+", text) == []
