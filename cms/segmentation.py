"""Chinese text cut so that a search engine made for spaces finds two-character words.

Each run of Chinese characters is written as its characters and its overlapping pairs: 邻里纠纷 becomes
`邻 里 纠 纷 邻里 里纠 纠纷`. Pairs need no dictionary, so names, villages and dialect words are found as well.
"""

from __future__ import annotations

import re
import unicodedata

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_MARKS = re.compile(r"[^\w\s]+")  # quotes and operators would be read as the engine's own language


def for_index(text: str) -> str:
    """What is stored: single characters and pairs."""
    return _RUN.sub(lambda m: " " + " ".join([*m.group(), *_pairs(m.group())]) + " ", _normal(text))


def for_query(text: str) -> str:
    """What is asked for: pairs only, because every pair of a phrase must occur; a single character stays itself, marks are left out."""
    plain = _MARKS.sub(" ", _normal(text))
    return " ".join(_RUN.sub(lambda m: " " + " ".join(_pairs(m.group()) or [m.group()]) + " ", plain).split())


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]
