"""Bytes to JSON and back without losing a digit, and without letting anybody exhaust the machine.

Numbers with a point stay decimals: 1.50 is not 1.5 in FHIR. Depth, size and number of items are bounded before anything is
looked at; what is beyond is answered in words.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

from counseling.screening.fhir.outcome import Unusable
from counseling.screening.fhir.words import gettext as _
from mediation.common.nesting import depth

LARGEST = 5 * 1024 * 1024  # bytes
DEEPEST = 64  # brackets within brackets
Resource = dict[str, Any]


def read(raw: bytes, expected: str) -> Resource:
    """A resource of this type. Raises Unusable for everything else."""
    if len(raw) > LARGEST:
        raise Unusable(_("The file is larger than %(megabytes)d MB.") % {"megabytes": LARGEST // 1024 // 1024}, code="too-long")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        raise Unusable(_("The text is not UTF-8.")) from why
    if depth(text) > DEEPEST:
        raise Unusable(_("Brackets are nested deeper than %(depth)d.") % {"depth": DEEPEST}, code="too-costly")
    try:
        value = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once)
    except json.JSONDecodeError as why:
        told = _("This is not JSON: line %(line)d, column %(column)d.")
        raise Unusable(told % {"line": why.lineno, "column": why.colno}) from why
    except (ValueError, ArithmeticError) as why:  # a number of thousands of digits
        raise Unusable(_("A number in it cannot be read.")) from why
    if not isinstance(value, dict):
        raise Unusable(_("A resource is an object in braces."))
    if value.get("resourceType") != expected:
        raise Unusable(_("A %(expected)s is needed here.") % {"expected": expected}, code="invalid", expression="resourceType")
    return value


def _no_constant(name: str) -> NoReturn:
    raise Unusable(_("%(name)s is no number in JSON.") % {"name": name})


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(k for n, (k, _v) in enumerate(pairs) if any(k == other for other, _w in pairs[:n]))
        raise Unusable(_("“%(name)s” stands twice in one object.") % {"name": twice[:80]})
    return found


def write(value: Any) -> str:
    """JSON in which every number reads as it came."""
    match value:
        case dict():
            return "{" + ",".join(f"{json.dumps(str(k), ensure_ascii=False)}:{write(v)}" for k, v in value.items()) + "}"
        case list() | tuple():
            return "[" + ",".join(write(v) for v in value) + "]"
        case Decimal():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False)


def canonical(value: Any) -> str:
    """The same for the same content, whatever the order of the names."""
    match value:
        case dict():
            return "{" + ",".join(f"{json.dumps(k)}:{canonical(value[k])}" for k in sorted(value)) + "}"
        case list():
            return "[" + ",".join(canonical(v) for v in value) + "]"
    return write(value)
