"""Answers of FHIR R4: which `value[x]` belongs to which type of item, whether it is well formed, and how two compare."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

KINDS: dict[str, tuple[str, ...]] = {
    "boolean": ("valueBoolean",), "decimal": ("valueDecimal",), "integer": ("valueInteger",), "date": ("valueDate",),
    "dateTime": ("valueDateTime",), "time": ("valueTime",), "string": ("valueString",), "text": ("valueString",), "url": ("valueUri",),
    "choice": ("valueCoding", "valueInteger", "valueDate", "valueTime", "valueString", "valueReference"),
    "open-choice": ("valueCoding", "valueString", "valueInteger", "valueDate", "valueTime", "valueReference"),
    "attachment": ("valueAttachment",), "reference": ("valueReference",), "quantity": ("valueQuantity",),
}
QUESTIONS = frozenset(KINDS)
TYPES = (*sorted(QUESTIONS), "group", "display", "question")
ANSWERS = frozenset(k for kinds in KINDS.values() for k in kinds)
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
MOMENT = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?)?)?")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?")


def kind_of(answer: dict[str, Any]) -> list[str]:
    """Every value[x] in it; a good answer has exactly one."""
    return [k for k in answer if k.startswith("value") and len(k) > 5 and k[5].isupper()]


def well_formed(kind: str, value: Any) -> bool:
    """Whether the value is of its kind: a number in quotation marks is none, and 30 February is no day."""
    match kind.removeprefix("value").removeprefix("answer"):
        case "Boolean":
            return isinstance(value, bool)
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool) and -(2**31) <= value < 2**31
        case "Decimal":
            return isinstance(value, int | Decimal | float) and not isinstance(value, bool)
        case "String" | "Uri":
            return isinstance(value, str) and bool(value.strip())
        case "Date":
            return isinstance(value, str) and DATE.fullmatch(value) is not None and _calendar(value)
        case "DateTime":
            return isinstance(value, str) and MOMENT.fullmatch(value) is not None and _calendar(value)
        case "Time":
            return isinstance(value, str) and CLOCK.fullmatch(value) is not None
        case "Coding":
            return _fields(value, "system", "code", "display") and bool(value.get("code") or value.get("display"))
        case "Quantity":
            return isinstance(value, dict) and ("value" not in value or well_formed("valueDecimal", value["value"]))
        case "Reference":
            return _fields(value, "reference", "display") and bool(value)
        case "Attachment":
            return isinstance(value, dict) and bool(value)
    return False


def _fields(value: Any, *names: str) -> bool:
    return isinstance(value, dict) and all(isinstance(value[n], str) and value[n] for n in names if n in value)


def _calendar(text: str) -> bool:
    day, _t, clock = text.partition("T")
    try:
        date.fromisoformat(day + "-01-01"[len(day) - 10:] if len(day) < 10 else day)
        if clock:
            datetime.fromisoformat(text.replace("Z", "+00:00").replace(":60", ":59"))
    except ValueError:
        return False
    return True


def same(one: Any, other: Any) -> bool:
    """Whether two answers are the same: a coding by code, and by system where both name one; numbers by value."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        if "code" in one or "code" in other:
            systems = {v["system"] for v in (one, other) if v.get("system")}
            return one.get("code") == other.get("code") and len(systems) < 2
        if "value" in one or "value" in other:
            units = {v.get("code") or v.get("unit") for v in (one, other)} - {None}
            return one.get("value") == other.get("value") and len(units) < 2
        if "reference" in one or "reference" in other:
            return one.get("reference") == other.get("reference")
        return one == other
    return bool(one == other)


def order(kind: str, one: Any, other: Any) -> int | None:
    """-1, 0 or 1; None where the two cannot be put in an order (an unclear date, another unit, words)."""
    name = kind.removeprefix("value").removeprefix("answer")
    if name == "Quantity" and isinstance(one, dict) and isinstance(other, dict):
        if len({v.get("code") or v.get("unit") for v in (one, other)} - {None}) > 1:
            return None
        one, other, name = one.get("value"), other.get("value"), "Decimal"
    if name in ("Integer", "Decimal"):
        if not (well_formed("valueDecimal", one) and well_formed("valueDecimal", other)):
            return None
        return int(one > other) - int(one < other)
    if not (isinstance(one, str) and isinstance(other, str)):
        return None
    if name == "Date" and len(one) == len(other):
        return (one > other) - (one < other)
    if name == "DateTime" and len(one) == len(other) and "T" not in one:
        return (one > other) - (one < other)
    if name == "DateTime" and "T" in one and "T" in other and _calendar(one) and _calendar(other):
        first, second = (datetime.fromisoformat(v.replace("Z", "+00:00")) for v in (one, other))
        return (first > second) - (first < second)
    if name == "Time" and CLOCK.fullmatch(one) and CLOCK.fullmatch(other):
        first_time, second_time = (time.fromisoformat(v.replace(":60", ":59")) for v in (one, other))
        return (first_time > second_time) - (first_time < second_time)
    if name == "String":
        return (one > other) - (one < other)
    return None
