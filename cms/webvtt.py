"""Captions (字幕) in WebVTT: read, checked before they are kept, and turned into a transcript.

Source of the grammar: W3C WebVTT, https://www.w3.org/TR/webvtt1/
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_CUE = re.compile(rf"^{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t]+\S.*)?$")
_TAG = re.compile(r"<[^>]*>")


class CaptionError(ValueError):
    """What is wrong with the captions, in words; `line` is counted from 1."""

    def __init__(self, message: str | _StrPromise, line: int) -> None:
        super().__init__(str(message))
        self.message, self.line = message, line


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: from and until in seconds, and its words."""

    start: float
    end: float
    text: str

    @property
    def at(self) -> str:
        return f"{int(self.start) // 60}:{int(self.start) % 60:02d}"


def parse(text: str) -> list[Cue]:
    """The cues in order. Raises CaptionError for a missing header, bad or backward times, an empty cue, or no cue at all."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"^WEBVTT($|[ \t])", lines[0]):
        raise CaptionError(_("The first line must be WEBVTT."), 1)
    cues: list[Cue] = []
    number = 1
    for block in re.split(r"\n{2,}", "\n".join(lines)):
        rows = block.split("\n")
        where = next((i for i, row in enumerate(rows) if "-->" in row), None)
        if where is not None:
            cues.append(_cue(rows, where, number, cues[-1] if cues else None))
        number += len(rows) + 1
    if not cues:
        raise CaptionError(_("There is no caption in it."), 1)
    return cues


def _cue(rows: list[str], where: int, first: int, before: Cue | None) -> Cue:
    line = first + where
    found = _CUE.match(rows[where].strip())
    if not found:
        raise CaptionError(_("A time must look like 00:01.000 --> 00:04.000."), line)
    start, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
    if end <= start:
        raise CaptionError(_("A caption must end after it begins."), line)
    if before and start < before.start:
        raise CaptionError(_("Captions must stand in the order of their times."), line)
    words = " ".join(_TAG.sub("", row).strip() for row in rows[where + 1 :]).strip()
    if not words:
        raise CaptionError(_("A caption has no words."), line)
    return Cue(start, end, words)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(p or 0) for p in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
