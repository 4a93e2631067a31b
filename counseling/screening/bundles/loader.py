"""Reading the bundles and holding them to the packages they name."""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path

from counseling.screening.bundles.shape import Bundle, Reached
from counseling.screening.instruments.loader import codes as instruments
from counseling.screening.instruments.loader import shipped

FOLDER = Path(__file__).parent
PARTY = "party"


class BadBundle(Exception):
    """A bundle that names something that is not there."""


@functools.cache
def codes() -> tuple[str, ...]:
    return tuple(sorted(p.stem for p in FOLDER.glob("*.json")))


@functools.cache
def bundle(code: str) -> Bundle:
    """Raises BadBundle for an unknown code, an unknown instrument or item, or a cut nobody published."""
    if code not in codes():
        raise BadBundle(code)
    found = Bundle.model_validate_json((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    _check(found)
    return found


@functools.cache
def digest(code: str) -> str:
    """SHA-256 of the canonical JSON."""
    raw = json.dumps(json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8")), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(raw.encode()).hexdigest()


def _check(found: Bundle) -> None:
    if unknown := set(found.instruments) - set(instruments()):
        raise BadBundle(f"{found.code}: unknown instruments {sorted(unknown)}")
    for step in found.steps:
        for code, items in step.items.items():
            if set(items) - {i.id for i in shipped(code).package.items}:
                raise BadBundle(f"{found.code}: unknown items of {code}")
    named = [*found.flags, *(w for t in found.steps for w in t.when), *(t.curtail for t in found.steps if t.curtail)]
    for cut in named:
        if not _published(cut):
            raise BadBundle(f"{found.code}: nobody published {cut.instrument} {cut.scale} >= {cut.at_least}")
    _critical_is_ungated(found)


def _published(cut: Reached) -> bool:
    package = shipped(cut.instrument).package
    scale = package.scale(cut.scale)
    steps = [*(scale.cuts if scale else []), *(a for a in package.accuracy if a.scale == cut.scale)]
    return any(c.at_least == cut.at_least for c in steps)


def _critical_is_ungated(found: Bundle) -> None:
    """Every item that calls somebody by itself is asked in the first stage, whatever the other answers."""
    safe = {i for t in found.stages[0].steps if t.safety for code in t.instruments for i in _asked(code, t.items.get(code))}
    for step in found.steps:
        for code in step.instruments:
            alarming = {c.item for c in shipped(code).package.critical if not c.soft}
            if (alarming & set(_asked(code, step.items.get(code)))) - safe:
                raise BadBundle(f"{found.code}: {code} hides a critical question behind a step")


def _asked(code: str, limited: list[str] | None) -> list[str]:
    return limited if limited is not None else [i.id for i in shipped(code).package.items]
