from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.notifications import kinds
from mediation.notifications.models import Notice, ShortMessage
from mediation.vault import sealing

# an address ends at white space or Chinese punctuation
ADDRESS = re.compile(r"https?://[\x21-\x7e]+|(?<![\w/])/[a-z]+/[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A notice in the reader's words."""

    notice: Notice
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a short message; `link` is set where it is an address."""

    words: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Bubble:
    message: ShortMessage
    pieces: tuple[Piece, ...]


def inbox(actor: Actor) -> QuerySet[Notice]:
    """The asker's own notices, newest first."""
    return Notice.objects.filter(recipient=actor.key).order_by("-created_at")


class Lines:
    """The inbox as words; sliced before it is read, so that a page costs one query."""

    def __init__(self, rows: QuerySet[Notice]) -> None:
        self.rows = rows

    def __getitem__(self, part: slice) -> list[Line]:
        return [_line(row) for row in self.rows[part]]


def lines(actor: Actor) -> Lines:
    return Lines(inbox(actor))


def unread_count(actor: Actor) -> int:
    return inbox(actor).filter(read_at=None).count()


def phones(most: int = 200, telephones: int = 12) -> list[tuple[str, list[Bubble]]]:
    """The demo's telephones by number, newest message first. Unsealed, therefore refused outside the demo."""
    if not settings.DEMO:
        raise NotFound
    found: dict[str, list[Bubble]] = {}
    for row in ShortMessage.objects.order_by("-created_at")[:most]:
        number = sealing.unseal("notifications", f"sms.number:{row.id}", row.number_sealed)
        words = sealing.unseal("notifications", f"sms.text:{row.id}", row.text_sealed)
        if number in found or len(found) < telephones:
            found.setdefault(number, []).append(Bubble(row, pieces(words)))
    return list(found.items())


def pieces(words: str) -> tuple[Piece, ...]:
    """Words with their addresses apart. An address of this site loses its host, so that it opens here."""
    out: list[Piece] = []
    at = 0
    for hit in ADDRESS.finditer(words):
        out.append(Piece(words[at : hit.start()]))
        out.append(Piece(hit.group(), re.sub(r"^https?://[^/]+", "", hit.group()) or "/"))
        at = hit.end()
    out.append(Piece(words[at:]))
    return tuple(p for p in out if p.words)


def _line(row: Notice) -> Line:
    try:
        kind = kinds.get(row.kind)
        return Line(row, str(kind.title) % row.params, str(kind.text) % row.params)
    except (KeyError, TypeError, ValueError):  # a wording that has changed since: the line stays, with what is known
        return Line(row, row.kind, "")
