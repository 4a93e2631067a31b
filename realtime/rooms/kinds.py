"""What an area must say about its rooms. `realtime` knows no area; an area registers a kind in its `ready()`.

    class SittingRoom(RoomKind):
        code = "sitting"

        def may_enter(self, actor, room): ...
        def seat(self, actor, room): return SeatSpec(SeatRole.PARTY, "申请人")

    kinds.register(SittingRoom())

Subclass `RoomKind` explicitly: all but `code`, `may_enter` and `seat` have a careful default.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Protocol

from realtime.rooms.enums import SeatRole

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from mediation.common.actor import Actor
    from realtime.rooms.models import Room
    from realtime.rooms.records import Entry


@dataclass(frozen=True, slots=True)
class SeatSpec:
    """How somebody sits in a room. `label` is what the others read beside the name, e.g. "party", "interpreter".

    name: shown to the others; empty means the actor's own name.
    code: a key of the kind's `labels`; then each reader gets the label in their own language. Empty: `label` goes out as it is.
    """

    role: SeatRole
    label: str | _StrPromise
    name: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A paper beside the people: a tab whose content is fetched from `url` by htmx and again whenever one of `topics` moves."""

    code: str
    label: str | _StrPromise
    url: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PreparedTalk:
    """A separate talk prepared before: its name, and the keys of the people who are asked when a mediator presses it."""

    code: str
    title: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The top line: what this is, and where it stands (e.g. "third stage, proposals"). Never shown in the waiting room."""

    title: str
    stage: str | _StrPromise = ""


class RoomKind(Protocol):
    code: ClassVar[str]
    # how long the log is kept after the room has closed; None: as long as the matter the room belongs to
    retention: ClassVar[timedelta | None] = None
    # the kind of separate rooms (背对背) opened out of this one; "" where there are none
    caucus: ClassVar[str] = ""
    # whether the room is held when no mediator is connected
    minded: ClassVar[bool] = True
    # what seats are called, by code: the page carries the words in its reader's language
    labels: ClassVar[Mapping[str, str | _StrPromise]] = {}
    # what the log says for the area's own kinds of entry, e.g. {"drill-rewound": _("…")} for `drill.rewound`
    lines: ClassVar[Mapping[str, str | _StrPromise]] = {}
    # the page of the room: "rooms/room.html", or a template that extends it and says its own words
    page: ClassVar[str] = "rooms/room.html"
    # style sheets and modules of the papers beside the people, as paths of static files
    styles: ClassVar[tuple[str, ...]] = ()
    modules: ClassVar[tuple[str, ...]] = ()
    # messages one page may send in ten seconds
    words: ClassVar[int] = 20

    def may_enter(self, actor: Actor, room: Room) -> bool:
        """Whether the actor may come to the door at all. Asked again every few seconds while a socket is open."""
        ...

    def all_may_enter(self, people: Sequence[tuple[Actor, Room]]) -> list[bool]:
        """The same of many at once, asked for all open pages: override it where one query can answer for all."""
        return [self.may_enter(actor, room) for actor, room in people]

    def seat(self, actor: Actor, room: Room) -> SeatSpec:
        """The seat of somebody who may enter. Mediators are admitted at once, all others wait to be admitted."""
        ...

    def visible_log(self, actor: Actor, room: Room) -> bool:
        """Whether somebody who sits in the room may read what was written before. Asked at every fetch."""
        return True

    def on_event(self, actor: Actor, room: Room, entry: Entry) -> None:
        """After an entry is written, inside its transaction: raise to undo it. Keep it short, no network."""
        return None

    def on_redact(self, actor: Actor, room: Room, seq: int) -> None:
        """After the words of an entry were emptied, inside that transaction: what took them over empties them too."""
        return None

    def protects(self, room: Room) -> bool:
        """Whether the people of this room must not learn each other's network address. Asked whenever somebody comes to the door; a
        room once protected stays so."""
        return False

    def panels(self, actor: Actor, room: Room) -> Sequence[Panel]:
        """The papers this person may see beside the room."""
        return ()

    def prepared(self, actor: Actor, room: Room) -> Sequence[PreparedTalk]:
        """Separate talks a mediator may open with one press."""
        return ()

    def header(self, actor: Actor, room: Room) -> Header:
        return Header(room.title)

    def way_out(self, actor: Actor, room: Room) -> str:
        """Where the person goes when the sitting is over: an address of this site."""
        return "/"


_kinds: dict[str, RoomKind] = {}


def register(kind: RoomKind) -> None:
    """Make a kind known. The same code twice is a fault in the start-up, unless it is the same class."""
    known = _kinds.get(kind.code)
    if known is not None and type(known) is not type(kind):
        raise ValueError(f"two kinds of room with the code {kind.code}")
    _kinds[kind.code] = kind


def get(code: str) -> RoomKind:
    """Raises LookupError for a code nobody registered."""
    try:
        return _kinds[code]
    except KeyError:
        raise LookupError(f"no kind of room {code!r}") from None
