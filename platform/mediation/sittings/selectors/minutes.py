"""Reading minutes, and the lines a log gives for them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mediation.casework.models import Sitting
from mediation.casework.policies import sittings
from mediation.casework.ports import SittingMinutes
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.sittings.enums import Came, MinutesState
from mediation.sittings.models import Minutes, MinutesAnswer, Presence
from mediation.sittings.selectors.guests import parties_of, room_of, sides_meet
from mediation.vault import sealing
from realtime.rooms.records import Entry
from realtime.rooms.selectors import read_all

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from mediation.casework.models import Party

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
    "clause.changed": _("The draft agreement was worked on."),
    "agreement.frozen": _("The agreement was read out for signing."),
    "agreement.in_force": _("All signed the agreement."),
    "room.closed": _("The talk ended."),
}
ONCE = frozenset({"clause.changed", "agenda.changed", "paper.laid"})  # many in a row make one line


@dataclass(frozen=True, slots=True)
class Answered:
    """What a party said to the minutes as they stand; None: nothing yet. words: of an objection."""

    party: Party
    agrees: bool | None
    words: str


def text_of(minutes: Minutes) -> str:
    """The words, without asking who reads: the caller has asked its policy."""
    return sealing.unseal(minutes.sitting.case.scope, minutes.place, minutes.text_sealed)


def minutes_for(actor: Actor, sitting: Sitting, action: str = "view") -> Minutes:
    """The minutes: for the mediator always, for the parties once they have been read back."""
    sittings.require(actor, action, sitting)
    row = Minutes.objects.select_related("sitting__case__mediator").filter(pk=sitting.pk).first()
    if row is None or (row.state != MinutesState.READ and not sittings.can(actor, "lead", sitting)):
        raise NotFound
    return row


def answers_of(actor: Actor, minutes: Minutes) -> list[Answered]:
    """The mediator reads every objection, a party only its own; that the other side has answered, each may know."""
    said = {a.party_id: a for a in MinutesAnswer.objects.filter(minutes=minutes, text_hash=minutes.text_hash)}
    lead = sittings.can(actor, "lead", minutes.sitting)
    rows = []
    for party in parties_of(minutes.sitting):
        row = said.get(party.pk)
        opens = row is not None and row.words_sealed and (lead or str(party.subject) == actor.subject)
        words = sealing.unseal(minutes.sitting.case.scope, row.place, row.words_sealed) if row is not None and opens else ""
        rows.append(Answered(party, row.agrees if row is not None else None, words))
    return rows


def from_log(sitting: Sitting) -> list[str]:
    """The lines minutes begin with: when, where, who, and what the joint room's log holds. Written messages are not in them."""
    at = _clock(sitting.began_at or sitting.starts_at, day=True)
    lines = [gettext("Talk of %(at)s, %(where)s.") % {"at": at, "where": _where(sitting)}]
    if sitting.case.mediator is not None:
        lines.append(f"{sitting.case.mediator} · {gettext('Mediator')}")
    present = list(Presence.objects.select_related("party__person").filter(sitting=sitting).exclude(how=""))
    for row in present:
        name = row.party.person.name if row.party is not None else row.name
        lines.append(f"{name} · {Came(row.how).label}")
    room = room_of(sitting) if sides_meet(sitting) else None  # where the sides do not meet, every room is one side's own
    before = ""
    for entry in read_all(room) if room is not None else []:
        words = EVENTS.get(entry.kind)
        if words is None or (entry.kind in ONCE and entry.kind == before):
            continue
        before = entry.kind
        lines.append(f"{_clock(entry.at)} {str(words) % {'name': entry.body.get('name', '')}}")
    return lines


def spoken(sitting: Sitting) -> list[Entry]:
    """Messages written in the joint room, from which the mediator may take some over."""
    room = room_of(sitting) if sides_meet(sitting) else None
    return [e for e in read_all(room) if e.kind == "chat" and not e.redacted] if room is not None else []


def _where(sitting: Sitting) -> str:
    return sitting.place or str(pgettext_lazy("minutes", "in the online room"))


def _clock(moment: datetime, *, day: bool = False) -> str:
    local = moment.astimezone(clock.SHANGHAI)
    return f"{local:%Y-%m-%d %H:%M}" if day else f"{local:%H:%M}"


def for_papers(case_id: uuid.UUID) -> list[SittingMinutes]:
    """What the official record takes over: minutes that were read back, with each party's answer. In Chinese, as the paper is."""
    rows = Minutes.objects.select_related("sitting__case").filter(sitting__case=case_id, state=MinutesState.READ).order_by("read_at")
    found = []
    with translation.override("zh-hans"):
        for row in rows:
            said = {a.party_id: a for a in MinutesAnswer.objects.filter(minutes=row, text_hash=row.text_hash)}
            answers = [_said(row, party, said.get(party.pk)) for party in parties_of(row.sitting)]
            found.append(SittingMinutes(row.sitting.began_at or row.sitting.starts_at, text_of(row).splitlines(), answers))
    return found


def _said(minutes: Minutes, party: Party, row: MinutesAnswer | None) -> str:
    name = party.person.name
    if row is None:
        return gettext("%(name)s has not answered yet.") % {"name": name}
    if row.agrees:
        return gettext("%(name)s confirmed the minutes on the own device, %(at)s.") % {"name": name, "at": _clock(row.at, day=True)}
    words = sealing.unseal(minutes.sitting.case.scope, row.place, row.words_sealed)
    return gettext("%(name)s objected: %(words)s") % {"name": name, "words": words}
