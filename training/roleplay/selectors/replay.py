"""A take as it was played: what was said, marked and put in, for the person who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from realtime.rooms import selectors as rooms
from realtime.rooms.enums import SeatState
from realtime.rooms.models import Room, Seat
from realtime.rooms.records import Entry
from training.roleplay.models import Drill
from training.roleplay.place import room_of
from training.roleplay.policies import drills
from training.roleplay.selectors import live, sheets
from training.roleplay.takes import Began, Span, spans

if TYPE_CHECKING:
    from collections.abc import Iterable

LINES = ("chat", "drill.stage", "drill.inject", "seat.admitted", "seat.left", "room.held", "room.resumed")


@dataclass(frozen=True, slots=True)
class Line:
    """kind: said, event, mark, inject, tag, apart-begins, apart-said, again. who: the speaker, the observer, or the role told."""

    kind: str
    at: datetime
    who: str = ""
    label: str = ""
    text: str = ""
    changed: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Replay:
    take: int
    takes: tuple[int, ...]
    lines: tuple[Line, ...]
    apart: bool  # whether words of a talk apart are among them


def replay(actor: Actor, drill: Drill, take: int) -> Replay:
    """Raises NotFound before the playing is over (the trainer may look at any time), and for a take there never was."""
    drills.require(actor, "replay", drill)
    rows = list(drill.takes.select_related("mark"))
    if take not in {r.number for r in rows}:
        raise NotFound
    began = [Began(r.number, r.since, r.mark.take, r.mark.seq, r.mark.at) if r.mark else Began(r.number, r.since) for r in rows]
    way = spans(began, take)
    starts = {r.number: r.at for r in rows}
    room = room_of(drill)
    lines: list[tuple[datetime, int, Line]] = []  # by time; what was put in or marked stands after the words it followed
    if room is not None:
        lines += [(at, 0, line) for at, line in _said(room, way)]
        talks = _talks(actor, drill, room)
        lines += [(at, 0, line) for talk in talks if _in(talk.created_at, way, starts) for at, line in _apart(talk)]
    lines += [(p.at, 1, Line("inject", p.at, p.to, text=p.text)) for p in live.injects(actor, drill) if _holds(way, p.take, p.seq)]
    lines += [(m.at, 2, Line("mark", m.at, text=m.words)) for m in live.marks(drill) if _holds(way, m.take, m.seq)]
    if sheets.open_to(actor, drill):
        for sheet in sheets.everybody(actor, drill):
            for one in sheet.lines:
                lines += [
                    (t.at, 3, Line("tag", t.at, sheet.part.name, one.indicator.words, t.note))
                    for t in one.moments if _holds(way, t.take, t.seq)
                ]
    for span in way[:-1]:
        if span.until is not None:
            lines.append((span.until, 4, Line("again", span.until)))
    lines.sort(key=lambda row: row[:2])
    told = tuple(line for _at, _order, line in lines)
    return Replay(take, tuple(r.number for r in rows), told, any(line.kind == "apart-said" for line in told))


def _said(room: Room, way: list[Span]) -> Iterable[tuple[datetime, Line]]:
    entries = rooms.read_all(room)
    later = {e.body["seq"]: e.body["text"] for e in entries if e.kind == "edit" and "text" in e.body}
    labels = dict(Seat.objects.filter(room=room).values_list("pk", "label"))
    for e in entries:
        if e.kind in LINES and any(span.holds(e.seq) for span in way):
            yield e.at, _line(e, later, labels.get(e.seat_id or 0, ""))


def _apart(talk: Room) -> Iterable[tuple[datetime, Line]]:
    yield talk.created_at, Line("apart-begins", talk.created_at)
    entries = rooms.read_all(talk)
    later = {e.body["seq"]: e.body["text"] for e in entries if e.kind == "edit" and "text" in e.body}
    labels = dict(Seat.objects.filter(room=talk).values_list("pk", "label"))
    for e in entries:
        if e.kind == "chat":
            line = _line(e, later, labels.get(e.seat_id or 0, ""))
            yield e.at, Line("apart-said", line.at, line.who, line.label, line.text, line.changed, line.removed)


def _line(e: Entry, later: dict[int, str], label: str) -> Line:
    if e.kind != "chat":
        return Line("event", e.at, e.body.get("name", "") or e.name, e.kind)
    return Line("said", e.at, e.name, label, later.get(e.seq, e.body.get("text", "")), e.seq in later, e.redacted)


def _talks(actor: Actor, drill: Drill, room: Room) -> list[Room]:
    """Talks apart the actor may read: the trainer all, everybody else those they sat in themselves."""
    rows = Room.objects.filter(parent=room).order_by("created_at")
    if not drills.can(actor, "lead", drill):
        mine = Seat.objects.filter(room__parent=room, actor_key=actor.key, state=SeatState.ADMITTED)
        rows = rows.filter(pk__in=mine.values("room"))
    return list(rows)


def _in(at: datetime, way: list[Span], starts: dict[int, datetime]) -> bool:
    """Whether a talk apart that began then is part of this way."""
    take = max((n for n, start in starts.items() if start <= at), default=1)
    return any(span.take == take and (span.until is None or at <= span.until) for span in way)


def _holds(way: list[Span], take: int, seq: int) -> bool:
    return any(span.take == take and (span.upto is None or seq <= span.upto) for span in way)
