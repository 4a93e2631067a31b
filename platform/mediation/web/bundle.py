"""All component styles in one answer, and htmx compressed: files stay small and apart, the telephone asks once.

A weak network pays for every request, so `/web.<mark>.css` holds the files of `static/web/css/` in this order, compressed,
and may be kept for ever: the mark changes with the content.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import django_htmx
from django.conf import settings

FOLDER = Path(__file__).parent / "static" / "web" / "css"
FIRST = ("tokens", "base", "layout")
LAST = ("large", "motion", "print")


@dataclass(frozen=True, slots=True)
class Packed:
    """A text as it is, compressed, and the mark of its content."""

    text: str
    mark: str
    packed: bytes


def files() -> list[Path]:
    names = sorted(p.stem for p in FOLDER.glob("*.css"))
    middle = [n for n in names if n not in FIRST + LAST]
    return [FOLDER / f"{n}.css" for n in (*FIRST, *middle, *LAST) if n in names]


def _newest() -> float:
    return max(p.stat().st_mtime for p in FOLDER.glob("*.css"))


@lru_cache(maxsize=2)
def _built(newest: float) -> Packed:
    text = "\n".join(p.read_text(encoding="utf-8") for p in files())
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"\s*\n\s*", "\n", text).strip() + "\n"
    return _packed(text)


def _packed(text: str) -> Packed:
    raw = text.encode()
    return Packed(text, hashlib.sha256(raw).hexdigest()[:10], gzip.compress(raw, 9, mtime=0))


@lru_cache(maxsize=1)
def htmx() -> Packed:
    """htmx from its wheel: 51 kB as it lies there, 17 kB over the line, also where nothing compresses static files (the demo)."""
    return _packed((Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js").read_text(encoding="utf-8"))


def stylesheet() -> Packed:
    """In the demo a changed file shows at once; in a county the files do not change under a running server."""
    return _built(_newest() if settings.DEMO else 0.0)
