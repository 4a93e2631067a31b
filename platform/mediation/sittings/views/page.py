"""One fragment, beside the people in a room or as a page of its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mediation.casework.views.asking import actor_of
from mediation.common.errors import Invalid


def show(request: HttpRequest, fragment: str, context: dict[str, Any], *, title: str, status: int = 200) -> HttpResponse:
    """The fragment for htmx; else within the frame of a party's or of the desk's pages. `back` in the context is a way out of the page."""
    context = {"errors": {}, "typed": {}, **context, "fragment": f"sittings/_{fragment}.html", "title": title}
    if request.headers.get("HX-Request"):
        return render(request, f"sittings/_{fragment}.html", context, status=status)
    base = "web/desk.html" if actor_of(request).is_user else "web/party.html"
    return render(request, "sittings/page.html", {**context, "base": base}, status=status)


def said(why: Invalid) -> dict[str, str]:
    """A refusal by field; what belongs to no field stands above the form."""
    return {name: str(words) for name, words in why.fields.items()} or {"form": str(why.message)}
