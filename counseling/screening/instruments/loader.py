"""Reading a package: its shape is checked, its examples are counted again, and its hash is kept with every screening."""

from __future__ import annotations

import functools
import hashlib
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from counseling.screening import scoring
from counseling.screening.instruments.package import Golden, Package
from counseling.screening.instruments.wording import FOLDER as FOLDER_OF_SITE
from counseling.screening.instruments.wording import SiteWording, added

logger = logging.getLogger(__name__)
FOLDER = Path(__file__).parent
_NOTHING = object()


class BadPackage(Exception):
    """A package whose examples do not come out: it is not loaded at all."""


@dataclass(frozen=True, slots=True)
class Loaded:
    package: Package
    digest: str  # SHA-256 of the canonical JSON


def parse(raw: str) -> Loaded:
    """Raises pydantic's ValidationError for a wrong shape, BadPackage for an example that does not come out."""
    package = Package.model_validate_json(raw)
    for number, example in enumerate(package.golden):
        _check(package, example, number)
    canonical = json.dumps(json.loads(raw), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Loaded(package, hashlib.sha256(canonical.encode()).hexdigest())


@functools.cache
def load(code: str) -> Loaded:
    """The package of an instrument, e.g. `phq4`, with the words the site has loaded for it."""
    found = shipped(code)
    for file in sorted((Path(settings.STATE) / FOLDER_OF_SITE).glob(f"{code}.*.json")) if settings.configured else ():
        try:
            words = SiteWording.model_validate_json(file.read_bytes())
            found = Loaded(added(found.package, words), hashlib.sha256(f"{found.digest}{words.digest}".encode()).hexdigest())
        except (ValueError, OSError) as why:  # an instrument without words is better than none at all
            logger.error("the wording %s is not used: %s", file.name, type(why).__name__)
    return found


@functools.cache
def shipped(code: str) -> Loaded:
    """The package as it came with the product."""
    if code not in codes():
        raise BadPackage(code)
    return parse((FOLDER / code / "definition.json").read_text(encoding="utf-8"))


@functools.cache
def codes() -> tuple[str, ...]:
    return tuple(sorted(p.parent.name for p in FOLDER.glob("*/definition.json")))


def _check(package: Package, example: Golden, number: int) -> None:
    answers = example.answers
    if isinstance(answers, list):
        if len(answers) != len(package.items):
            raise BadPackage(f"{package.code} {package.version}: example {number} has another number of answers")
        answers = {item.id: value for item, value in zip(package.items, answers, strict=True)}
    try:
        found = scoring.score(package, answers, example.refused)
    except ValueError as why:
        raise BadPackage(f"{package.code} {package.version}: example {number}: {why}") from why
    told: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({code: (t.low, t.high) for code, t in found.totals.items()}, example.totals),
        ({code: t.band for code, t in found.totals.items() if t.bands}, example.bands),
        (dict(found.critical), example.critical),
        (dict(found.rules), example.rules),
    ]
    further: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({code: list(t.band_in) for code, t in found.totals.items()}, example.sets),
        ({code: list(t.cuts) for code, t in found.totals.items()}, example.cuts),
    ]
    whole = example.published or all(ours == expected for ours, expected in told)
    if not whole or any(ours.get(k, _NOTHING) != v for ours, expected in [*told, *further] for k, v in expected.items()):
        raise BadPackage(f"{package.code} {package.version}: example {number} does not come out")
