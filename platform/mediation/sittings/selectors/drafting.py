"""What minutes begin with and what comes to them while they are a draft: the joint room's log, who came, messages taken over.

Nothing of a separate talk is read here: its log is another room's, sealed under another key.

Minutes are a paper of the case: their lines are Chinese, whatever language the mediator's own pages speak.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mediation.casework.models import Sitting
from mediation.common import clock
from mediation.sittings.enums import Came, Stage
from mediation.sittings.models import Minutes, Presence
from mediation.sittings.selectors.guests import room_of, sides_meet
from realtime.rooms.records import Entry
from realtime.rooms.selectors import read_all

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# what the log of a joint room says in minutes; other kinds are left out
EVENTS: dict[str, str | _StrPromise] = {
    "seat.admitted": _("%(name)s came in."),
    "seat.left": _("%(name)s left."),
    "seat.removed": _("%(name)s had to leave the room."),
    "room.held": _("A pause was made."),
    "room.away": _("The mediator's line was interrupted; the room waited."),
    "room.resumed": _("The talk went on."),
    "paper.laid": _("A paper was laid before everybody."),
    "agenda.changed": _("The points to talk about were set."),
    "agenda.moved": _("The next point was taken up."),
    "stage.moved": _("The talk came to: %(stage)s."),
    "clause.changed": _("The draft agreement was worked on."),
    "agreement.frozen": _("The agreement was read out for signing."),
    "agreement.in_force": _("All signed the agreement."),
    "room.closed": _("The talk ended."),
}
PAPER = "zh-hans"  # the language of the papers of a case
ONCE = frozenset({"clause.changed", "agenda.changed", "paper.laid"})  # many in a row make one line


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message of the joint room as it stands now, and the line it makes in minutes."""

    seq: int
    name: str
    text: str

    @property
    def line(self) -> str:
        return f"{self.name}：{' '.join(self.text.split())}"


def _entries(sitting: Sitting) -> list[Entry]:
    room = room_of(sitting) if sides_meet(sitting) else None  # where the sides do not meet, every room is one side's own
    return read_all(room) if room is not None else []


@override(PAPER)
def from_log(sitting: Sitting) -> list[str]:
    """The lines minutes begin with: when, where, who, and what the joint room's log holds. Written messages are not in them."""
    at = clock_of(sitting.began_at or sitting.starts_at, day=True)
    lines = [gettext("Talk of %(at)s, %(where)s.") % {"at": at, "where": _where(sitting)}]
    if sitting.case.mediator is not None:
        lines.append(f"{sitting.case.mediator} · {gettext('Mediator')}")
    return [*lines, *(_came(row) for row in _noted(sitting)), *_events(_entries(sitting))]


def spoken(sitting: Sitting) -> list[Spoken]:
    """Messages written in the joint room, from which the mediator may take some over: in their last words, and without removed ones."""
    return _spoken(_entries(sitting))


@override(PAPER)
def with_later(minutes: Minutes, text: str, since: datetime) -> str:
    """The words of a draft with what has come since: who was noted, what the log holds, and the later words of messages taken over."""
    sitting = minutes.sitting
    lines = text.splitlines()
    for row in _noted(sitting, since):
        _put(lines, row)
    entries = _entries(sitting)
    lines += _events([e for e in entries if e.at > since])
    now = {str(one.seq): one.line for one in _spoken(entries)}
    for seq, mark in minutes.taken.items():
        if seq in now and _mark(now[seq]) == mark:
            continue
        at = next((n for n, line in enumerate(lines) if _mark(line) == mark), None)
        if at is not None:  # what the mediator has put in own words stays the mediator's
            lines[at : at + 1] = [now[seq]] if seq in now else []
    return "\n".join(lines)


def without(minutes: Minutes, text: str, seq: int) -> str:
    """The words without the line that was taken over from one message; what the mediator has put in own words stays."""
    mark = minutes.taken.get(str(seq))
    return "\n".join(line for line in text.splitlines() if _mark(line) != mark)


def removed(minutes: Minutes, text: str) -> int:
    """How many lines of these words were taken over from messages that have been removed from the room since."""
    gone = {str(e.seq) for e in _entries(minutes.sitting) if e.kind == "chat" and e.redacted}
    marks = {minutes.taken[seq] for seq in gone if seq in minutes.taken}
    return sum(_mark(line) in marks for line in text.splitlines())


def taken_over(minutes: Minutes, text: str) -> dict[str, str]:
    """Which messages stand in a text word for word: number in the log to the hash of the line."""
    lines = set(text.splitlines())
    return {str(one.seq): _mark(one.line) for one in spoken(minutes.sitting) if one.line in lines}


def clock_of(moment: datetime, *, day: bool = False) -> str:
    local = moment.astimezone(clock.SHANGHAI)
    return f"{local:%Y-%m-%d %H:%M}" if day else f"{local:%H:%M}"


def _mark(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def _spoken(entries: list[Entry]) -> list[Spoken]:
    later = {e.body.get("seq"): e.body["text"] for e in entries if e.kind == "edit" and not e.redacted}
    return [Spoken(e.seq, e.name, later.get(e.seq, e.body["text"])) for e in entries if e.kind == "chat" and not e.redacted]


def _noted(sitting: Sitting, since: datetime | None = None) -> list[Presence]:
    rows = Presence.objects.select_related("party__person").filter(sitting=sitting).exclude(how="")
    return list(rows.filter(noted_at__gt=since) if since is not None else rows)


def _came(row: Presence, how: str = "") -> str:
    name = row.party.person.name if row.party is not None else row.name
    return f"{name} · {Came(how or row.how).label}"


def _put(lines: list[str], row: Presence) -> None:
    """The line of somebody in its place: instead of what was noted before, else under those who were there."""
    before = {_came(row, how) for how in Came.values}
    at = next((n for n, line in enumerate(lines) if line in before), None)
    if at is not None:
        lines[at] = _came(row)
        return
    at = min(1, len(lines))
    while at < len(lines) and " · " in lines[at]:
        at += 1
    lines.insert(at, _came(row))


def _events(entries: list[Entry]) -> list[str]:
    lines, before = [], ""
    for entry in entries:
        words = EVENTS.get(entry.kind)
        if words is None or (entry.kind in ONCE and entry.kind == before):
            continue
        before = entry.kind
        stage = entry.body.get("stage", "")
        said = {"name": entry.body.get("name", ""), "stage": Stage(stage).label if stage in Stage.values else ""}
        lines.append(f"{clock_of(entry.at)} {str(words) % said}")
    return lines


def _where(sitting: Sitting) -> str:
    return sitting.place or str(pgettext_lazy("minutes", "in the online room"))
