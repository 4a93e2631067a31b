"""Every address of the product, with something filled in for its variables."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from mediation.common.routes import Access

OURS = ("mediation.", "counseling.", "training.", "cms.", "realtime.")
FILL = {"int": "999999999", "uuid": "00000000-0000-4000-8000-000000000000", "slug": "absent", "str": "absent", "path": "absent/"}
VARIABLE = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Route:
    pattern: str
    name: str
    view: Any

    @property
    def access(self) -> Access | None:
        return getattr(self.view, "access", None)

    @property
    def capability(self) -> str:
        return getattr(self.view, "capability", "")

    @property
    def ours(self) -> bool:
        return self.access is not None or f"{self.view.__module__}.".startswith(OURS)

    def address(self, **known: Any) -> str:
        """The path with `known` values, and with values that belong to nothing for the rest."""
        return "/" + VARIABLE.sub(lambda m: str(known.get(m[2], FILL.get(m[1] or "str", str(uuid.uuid4())))), self.pattern)

    @property
    def variables(self) -> list[str]:
        return [m[1] for m in VARIABLE.findall(self.pattern)]


def routes() -> list[Route]:
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, before: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, pattern)
        elif isinstance(entry, URLPattern):
            plain = isinstance(entry.pattern, RoutePattern)
            yield Route(pattern if plain else f"{before}(re){entry.pattern}", entry.name or "", entry.callback)
