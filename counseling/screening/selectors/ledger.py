"""The ledger of everything somebody agreed to (同意台账): which text, for what, how far, who, when, and whether it was taken back.

Other areas add their own lines in `ready()`: `ledger.register(source)`. Every version of a text that was ever shown is kept as it was
(`consent_texts/<digest>.json`), so that a person can read later exactly what they agreed to.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from counseling.screening import battery
from counseling.screening.bundles.loader import bundle
from counseling.screening.bundles.loader import codes as bundles
from counseling.screening.models import Consent

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TEXTS = Path(__file__).resolve().parent.parent / "consent_texts"
OWN = _("I, on my own page")


@dataclass(frozen=True, slots=True)
class Line:
    """purpose, scope and giver in words; nothing of what was answered."""

    purpose: str | _StrPromise
    scope: str
    giver: str | _StrPromise
    version: str
    digest: str
    given_at: datetime
    withdrawn_at: datetime | None
    replaced_at: datetime | None = None  # by a newer yes, which nobody took back


@dataclass(frozen=True, slots=True)
class Passed:
    """Something of this person's was given on: to whom, what, on which ground, and what became of it. No word of what it says."""

    at: datetime
    to: str
    what: str
    ground: str
    state: str
    steps: tuple[tuple[datetime, str], ...] = ()


Source = Callable[[uuid.UUID], Iterable[Line]]
_sources: list[Source] = []
Givings = Callable[[uuid.UUID], Iterable[Passed]]
_givings: list[Givings] = []
_silent: list[Callable[[uuid.UUID], bool]] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def register_passed(source: Givings) -> None:
    """An area that gives something of a person's on says so here, in `ready()`."""
    if source not in _givings:
        _givings.append(source)


def register_silent(rule: Callable[[uuid.UUID], bool]) -> None:
    """Whose page must not say it: somebody at home who is suspected may hold the device."""
    if rule not in _silent:
        _silent.append(rule)


def silent(subject: uuid.UUID) -> bool:
    return any(rule(subject) for rule in _silent)


def passed(subject: uuid.UUID) -> list[Passed]:
    """To whom anything of this person's was given, newest first."""
    return sorted((one for source in _givings for one in source(subject)), key=lambda one: one.at, reverse=True)


def ledger(subject: uuid.UUID, language: str) -> list[Line]:
    """Everything this person agreed to or others agreed to for them, newest first."""
    own = [
        Line(
            _("Questions about how I am"), scope_words(c.scope, language), OWN, c.version, c.text_digest, c.given_at, c.withdrawn_at,
            c.replaced_at,
        )
        for c in Consent.objects.filter(subject=subject)
    ]
    return sorted([*own, *(line for source in _sources for line in source(subject))], key=lambda line: line.given_at, reverse=True)


def scope_words(scope: str, language: str) -> str:
    """`party:phq4+phq9` in words: the title of the bundle and the instruments."""
    code, _colon, instruments = scope.partition(":")
    if code not in bundles():
        return scope
    title = bundle(code).title.get(battery.known(language), code)
    return f"{title} · {instruments.replace('+', ', ').upper()}" if instruments else title


def text_of(digest: str) -> dict[str, object] | None:
    """The words of one version in both languages: `version` and `points` by language. None for a digest nobody was shown."""
    if len(digest) != 64 or not digest.isalnum():
        return None
    path = TEXTS / f"{digest}.json"
    if not path.is_file():
        return None
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return found
