"""The one place where typed text comes in: forms, addresses and names of files lose hidden controls before any view reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict

from mediation.common import text


class TypedTextMiddleware:
    """After the CSRF check, which has read the form already. Passwords stay as they are: nobody reads them, and each sign counts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        request.GET = cleaned(request.GET)  # type: ignore[assignment]
        if request.method != "POST" or getattr(view, "csrf_exempt", False):  # an exempt view may read the body itself
            return
        request.POST = cleaned(request.POST)  # type: ignore[assignment]
        for files in request.FILES.lists():
            for file in files[1]:
                if file.name is not None:
                    file.name = text.clean(file.name) or "file"


def cleaned(given: QueryDict) -> QueryDict:
    """The same values, or a clean copy where one of them hides something."""
    changed = {
        key: kept for key, values in given.lists()
        if "password" not in key and (kept := [text.clean(v) if isinstance(v, str) else v for v in values]) != values
    }
    if not changed:
        return given
    copy = given.copy()
    for key, values in changed.items():
        copy.setlist(key, values)
    copy._mutable = False
    return copy
