"""The wordings. An area registers its kinds in `ready()`; texts are lazy, so the reader's language decides.

Titles and texts are minimal: never the facts of a dispute, never that somebody was screened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Kind:
    """title and text may hold %(name)s places for `params`; sms is the short message's text, if this kind has one."""

    code: str
    title: str | _StrPromise
    text: str | _StrPromise = ""
    sms: str | _StrPromise = ""


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    for kind in kinds:
        _kinds[kind.code] = kind


def get(code: str) -> Kind:
    return _kinds[code]
