"""What every view of a drill begins with."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid
from training.roleplay.models import Drill


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def press_of(request: HttpRequest) -> uuid.UUID:
    """The number of the page a form came from: pressed twice, it is taken once."""
    try:
        return uuid.UUID(request.POST.get("press", ""))
    except ValueError:
        return uuid.uuid4()


def number(request: HttpRequest, name: str) -> int:
    """A number of the form; -1 for anything else."""
    said = request.POST.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else -1


def said(why: Invalid) -> dict[str, str]:
    """A refusal by field; what belongs to no field stands above the form."""
    return {name: str(words) for name, words in why.fields.items()} or {"form": str(why.message)}


def refused(press: Callable[[], None]) -> dict[str, str]:
    """What was wrong with a press, for its form; nothing where it was taken."""
    try:
        press()
    except Invalid as why:
        return said(why)
    except Conflict as why:
        return {"form": str(why.message), "code": why.code}
    return {}


def show(request: HttpRequest, fragment: str, drill: Drill, context: dict[str, Any], *, title: str, status: int = 200) -> HttpResponse:
    """The fragment for the paper beside the people; else a page of its own, for a line that carries no room."""
    context = {"errors": {}, "typed": {}, "drill": drill, "press": uuid.uuid4(), **context}
    name = f"roleplay/_{fragment}.html"
    if request.headers.get("HX-Request"):
        return render(request, name, context, status=status)
    return render(request, "roleplay/paper.html", {**context, "fragment": name, "title": title}, status=status)
