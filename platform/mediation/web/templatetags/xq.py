"""`{% load xq %}`: days, times, money, masked names, rates and deadlines in the reader's words."""

from __future__ import annotations

import ipaddress
import secrets
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils.translation import gettext as _

from mediation.common import clock
from mediation.common.rates import Rate
from mediation.web import deadlines, wording

register = template.Library()
TITLES = frozenset({"Mr", "Ms", "Mrs", "Dr"})


@register.filter
def by_number(request: HttpRequest) -> bool:
    """Whether the site was reached under an address in numbers: a passkey belongs to a name and cannot work there."""
    host = split_domain_port(request.get_host())[0].strip("[]")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@register.filter
def day(value: date | datetime | None) -> str:
    return wording.day(value) if value else ""


@register.filter
def near_day(value: date | datetime | None) -> str:
    return wording.near_day(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    return wording.moment(value) if value else ""


@register.filter
def ago(value: datetime | None) -> str:
    return wording.ago(value) if value else ""


@register.filter
def until(value: datetime | None) -> str:
    return wording.until(value) if value else ""


@register.filter
def span_to(value: datetime, other: datetime) -> str:
    """How far two moments are apart, as one says it: 20 小时, 1 小时 12 分钟."""
    return wording.exactly(abs(other - value))


@register.filter
def money(value: Decimal | int | float | str | None) -> str:
    return "" if value in (None, "") else wording.money(value)


@register.filter
def masked_name(value: object) -> str:
    return wording.masked_name(str(value or ""))


@register.filter
def grouped(value: object) -> str:
    """A long code in groups of four, for the eye."""
    return " ".join(str(value)[i : i + 4] for i in range(0, len(str(value)), 4))


@register.filter
def initial(value: object) -> str:
    """The character in the round sign beside a name."""
    words = str(value or "").strip()
    if words[:1].isascii():  # "Mr Wang" is a W
        words = next((w for w in words.split() if w.rstrip(".") not in TITLES), words)
    return words[:1].upper() or "·"


@register.simple_tag
def today_number() -> str:
    """Today in Shanghai as 2026-12-15, for quick choices that must not trust the device's own clock."""
    return clock.today().isoformat()


@register.simple_tag
def deadline_of(at: datetime) -> deadlines.Deadline:
    return deadlines.deadline(at)


@register.simple_tag
def rate_words(n: Any, of: Any) -> dict[str, Any]:
    """`words` and `known` for the rate component. An impossible share is refused in words instead of printed."""
    try:
        rate = Rate(int(n), int(of))
    except (TypeError, ValueError):
        return {"known": False, "refused": True, "words": _("These figures do not fit together, so no rate is shown.")}
    if rate.share is None or rate.interval is None:
        return {"known": False, "refused": False, "words": "—"}
    low, high = rate.interval
    return {
        "known": True, "refused": False, "count": f"{rate.n:,}/{rate.of:,}", "percent": f"{rate.share * 100:.0f}",
        "low": f"{low * 100:.0f}", "high": f"{high * 100:.0f}", "share": rate.share,
    }


@register.simple_tag
def numbers_to(total: Any) -> range:
    return range(1, int(total) + 1)


@register.simple_tag
def fresh_id(stem: str = "x") -> str:
    """An id for labels inside one component."""
    return f"{stem}-{secrets.token_hex(3)}"


@register.simple_tag
def hint_of(field: BoundField, hints: Any, value: Any) -> str:
    """The hint of one choice: from `hints` given by the page, or from the form field's own `hints`."""
    table = hints if isinstance(hints, dict) else getattr(field.field, "hints", {})
    return str(table.get(str(value), table.get(value, "")))


@register.filter
def widget_kind(field: BoundField) -> str:
    """check, choices, area, select, file or line: how the field component draws it."""
    name = type(field.field.widget).__name__
    table = {
        "CheckboxInput": "check", "RadioSelect": "choices", "CheckboxSelectMultiple": "choices", "Textarea": "area", "Select": "select",
        "FileInput": "file", "ClearableFileInput": "file", "HiddenInput": "hidden",
    }
    return table.get(name, "line")


@register.simple_tag
def drawn(field: BoundField, **extra: Any) -> str:
    """The input itself, with help and errors bound to it for those who listen instead of look."""
    attrs: dict[str, Any] = {"class": "input", **extra}
    described = []
    if field.help_text:
        described.append(f"{field.auto_id}-help")
    if field.errors:
        described.append(f"{field.auto_id}-error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    own = str(field.field.widget.attrs.get("class", ""))
    if own:
        attrs["class"] = f"{attrs['class']} {own}"
    return field.as_widget(attrs=attrs)
