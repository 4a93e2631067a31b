"""What may hold a counsellor back from a file besides its place: each area that knows such a thing registers itself in `ready()`.

    gates.register(hold)   # (user, flag, act) -> Hold or None

Acts: `read` (answers, entries), `note`, `write` (everything else in the file), `close`, `contact` (calling the person) and `report`
(telling the police: both are never held back).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediation.common.errors import Conflict

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from counseling.screening.models import Flag
    from mediation.accounts.models import User

CODE = "held"


@dataclass(frozen=True, slots=True)
class Hold:
    """Why not now, in words for the counsellor, and the page on which it can be settled."""

    words: str | _StrPromise
    url: str


Gate = Callable[["User", "Flag", str], Hold | None]
Notes = Callable[["Flag"], "Sequence[str | _StrPromise]"]
_gates: list[Gate] = []
Tasks = Callable[["User", "Flag"], "Sequence[Hold]"]
_notes: list[Notes] = []
_tasks: list[Tasks] = []


def register(gate: Gate) -> None:
    if gate not in _gates:
        _gates.append(gate)


def register_notes(notes: Notes) -> None:
    """Sentences every reader of the file has to see above it."""
    if notes not in _notes:
        _notes.append(notes)


def hold(user: User, flag: Flag, act: str) -> Hold | None:
    """The first thing that holds this act back; None if nothing does."""
    return next((found for gate in _gates if (found := gate(user, flag, act)) is not None), None)


def require(user: User, flag: Flag, act: str) -> None:
    """Raises Conflict (`held`) with the words of what holds it back."""
    found = hold(user, flag, act)
    if found is not None:
        raise Conflict(found.words, code=CODE)


def notes(flag: Flag) -> list[str | _StrPromise]:
    return [words for source in _notes for words in source(flag)]


def register_tasks(tasks: Tasks) -> None:
    """What has to be done first in a file; shown above everything on the person's page, also before it is opened."""
    if tasks not in _tasks:
        _tasks.append(tasks)


Loose = Callable[["Flag"], "Sequence[Hold]"]
_loose: list[Loose] = []


def register_loose(source: Loose) -> None:
    """What has to be settled or called off before a file is closed, such as a call that is being handed over."""
    if source not in _loose:
        _loose.append(source)


def loose(flag: Flag) -> list[Hold]:
    return [end for source in _loose for end in source(flag)]


def tasks(user: User, flag: Flag) -> list[Hold]:
    return [task for source in _tasks for task in source(user, flag)]
