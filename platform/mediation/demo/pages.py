"""Reads the demo's pages from `content/`: a head of `name: value` lines, then blocks.

`## heading`, plain paragraphs and `- ` lists; `!facts`, `!turn heading`, `!think question`, `!say when | rather not`, each with
its words below; `!law code article meaning`.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

HERE = Path(__file__).parent / "content"
TAILS = {"zh-hans": "zh", "en": "en"}
_NUMERALS = {c: n for n, c in enumerate("零一二三四五六七八九")}


def read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def page(name: str, language: str) -> tuple[dict[str, str], str]:
    """The head of a page and its body as StreamField JSON."""
    head, _line, body = read(f"{name}.{TAILS[language]}.md").partition("---\n")
    fields = dict(line.split(": ", 1) for line in head.strip().split("\n"))
    return fields, json.dumps(list(_blocks(name, body)), ensure_ascii=False)


def _blocks(name: str, body: str) -> Any:
    number = 0

    def block(kind: str, value: Any) -> dict[str, Any]:
        nonlocal number
        number += 1
        return {"type": kind, "value": value, "id": str(uuid5(NAMESPACE_URL, f"{name}/{number}"))}

    for piece in re.split(r"\n{2,}(?=[#!])|(?<=\n)(?=[!#])|\n(?=!)", body.strip()):
        first, _nl, rest = piece.strip().partition("\n")
        if not first:
            continue
        if first.startswith("## "):
            yield block("heading", first[3:])
            if rest.strip():
                yield block("text", html(rest))
            continue
        if not first.startswith("!"):
            yield block("text", html(piece))
            continue
        kind, _space, about = first[1:].partition(" ")
        own, _gap, after = rest.partition("\n\n")
        if kind == "law":
            code, article, why = about.split(" ", 2)
            yield block("law", {"law": code, "article": int(article), "why": why})
        elif kind == "say":
            when, _bar, rather = about.partition(" | ")
            yield block("saying", {"when": when, "words": own.strip(), "instead_of": rather})
        elif kind == "think":
            yield block("reflection", {"question": about, "hint": own.strip()})
        elif kind == "facts":
            yield block("facts", {"text": html(own)})
        elif kind == "turn":
            yield block("turning", {"heading": about, "text": html(own)})
        if after.strip():
            yield block("text", html(after))


def html(text: str) -> str:
    """Paragraphs and lists, with everything else escaped."""
    parts: list[str] = []
    for paragraph in re.split(r"\n{2,}", text.strip()):
        lines = paragraph.split("\n")
        if all(line.startswith("- ") for line in lines):
            parts.append("<ul>" + "".join(f"<li>{escape(line[2:], quote=False)}</li>" for line in lines) + "</ul>")
        else:
            parts.append("<p>" + escape("".join(lines) if not lines[0].isascii() else " ".join(lines), quote=False) + "</p>")
    return "".join(parts)


def articles(name: str) -> list[tuple[int, str, str]]:
    """A statute's text as (number, label, words)."""
    found: list[tuple[int, str, str]] = []
    for piece in re.split(r"\n(?=第[一二三四五六七八九十百]+条 )", read(name).strip()):
        label, _space, words = piece.partition(" ")
        found.append((_number(label[1:-1]), label, words.strip()))
    return found


def aids(name: str) -> dict[int, str]:
    return {int(line.split(" ", 1)[0]): line.split(" ", 1)[1] for line in read(name).strip().split("\n")}


def _number(written: str) -> int:
    """十七 is 17, 二百八十八 is 288."""
    total, digit = 0, 0
    for c in written:
        if c in _NUMERALS:
            digit = _NUMERALS[c]
        else:
            total += (digit or 1) * {"十": 10, "百": 100}[c]
            digit = 0
    return total + digit
