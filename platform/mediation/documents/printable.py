"""What may go to paper: known glyphs, no invisible tricks, breakable runs.

PDF/A and PDF/UA refuse a document with a missing glyph, so every value passes here first. A rare character that the
fonts do not hold is spelled out as 〔U+20BB7〕 and reported, so that the mediator can deal with it before anybody signs.
"""

from __future__ import annotations

import functools
import re
import struct
import unicodedata
from pathlib import Path
from typing import Any

_LINE = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_RUN = re.compile(r"[!-~]{24,}")


def _cmap(path: Path) -> frozenset[int]:
    """Code points of an OpenType font: format 12 of its cmap table, which CJK fonts carry."""
    font = path.read_bytes()
    count = struct.unpack(">H", font[4:6])[0]
    tables = {font[12 + 16 * i : 16 + 16 * i]: struct.unpack(">II", font[20 + 16 * i : 28 + 16 * i]) for i in range(count)}
    start = tables[b"cmap"][0]
    points: set[int] = set()
    for i in range(struct.unpack(">H", font[start + 2 : start + 4])[0]):
        sub = start + struct.unpack(">I", font[start + 8 + 8 * i : start + 12 + 8 * i])[0]
        if struct.unpack(">H", font[sub : sub + 2])[0] != 12:
            continue
        for g in range(struct.unpack(">I", font[sub + 12 : sub + 16])[0]):
            first, last, _ = struct.unpack(">III", font[sub + 16 + 12 * g : sub + 28 + 12 * g])
            points.update(range(first, last + 1))
    return frozenset(points)


def font_folder() -> Path:
    """The fonts of the wheel; system fonts are never used, so that every machine prints the same."""
    import pylopdf_fonts_zh_cn

    return Path(str(pylopdf_fonts_zh_cn.__file__)).parent


@functools.cache
def coverage() -> frozenset[int]:
    """Characters that every font we print with can show."""
    sets = [_cmap(path) for path in sorted(font_folder().glob("*.otf"))]
    return frozenset.intersection(*sets)


def printable(text: str) -> tuple[str, list[str]]:
    """The text as it can be printed, and the characters that had to be spelled out."""
    known, out, missing = coverage(), [], []
    for char in _LINE.sub("\n", unicodedata.normalize("NFC", text)):
        category = unicodedata.category(char)
        if char in "\n\t":
            out.append(char)
        elif category in ("Cc", "Cf", "Cs") or 0xFE00 <= ord(char) <= 0xFE0F:
            continue
        elif ord(char) in known and category not in ("Co", "Cn"):
            out.append(char)
        else:
            missing.append(char)
            out.append(f"〔U+{ord(char):04X}〕")
    # a run without a space (a link, a number of fifty digits) may break, or it would leave the page
    return _RUN.sub(lambda m: "\u200b".join(m[0][i : i + 12] for i in range(0, len(m[0]), 12)), "".join(out)), missing


def clean(value: Any) -> Any:
    """A JSON value with every text in it printable. Keys are ours and stay."""
    if isinstance(value, str):
        return printable(value)[0]
    if isinstance(value, dict):
        return {key: clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [clean(inner) for inner in value]
    return value
