"""Reading minutes, and the lines a log gives for them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext

from mediation.casework.models import Sitting
from mediation.casework.policies import sittings
from mediation.casework.ports import SittingMinutes
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.sittings.enums import MinutesState
from mediation.sittings.models import Minutes, MinutesAnswer
from mediation.sittings.selectors import drafting
from mediation.sittings.selectors.drafting import clock_of
from mediation.sittings.selectors.guests import parties_of
from mediation.vault import sealing

if TYPE_CHECKING:
    from mediation.casework.models import Party

@dataclass(frozen=True, slots=True)
class Answered:
    """What a party said to the minutes as they stand; None: nothing yet. words: of an objection."""

    party: Party
    agrees: bool | None
    words: str


def draft_of(minutes: Minutes) -> str:
    """The words of a draft with what has come since they were kept; nothing of it is lost when nobody saves."""
    return drafting.with_later(minutes, text_of(minutes), minutes.upto)


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


def removed_since(minutes: Minutes) -> str:
    """One sentence where words of the room stand in minutes that somebody had answered to before they were removed there; else ""."""
    if minutes.state != MinutesState.READ or not drafting.removed(minutes, text_of(minutes)):
        return ""
    return gettext("Words that stand in these minutes were removed from the room after somebody had answered to the minutes.")


def for_papers(case_id: uuid.UUID) -> list[SittingMinutes]:
    """What the official record takes over: minutes that were read back, with each party's answer. In Chinese, as the paper is."""
    rows = Minutes.objects.select_related("sitting__case").filter(sitting__case=case_id, state=MinutesState.READ).order_by("read_at")
    found = []
    with translation.override(drafting.PAPER):
        for row in rows:
            said = {a.party_id: a for a in MinutesAnswer.objects.filter(minutes=row, text_hash=row.text_hash)}
            answers = [_said(row, party, said.get(party.pk)) for party in parties_of(row.sitting)]
            answers += [note] if (note := removed_since(row)) else []
            found.append(SittingMinutes(row.sitting.began_at or row.sitting.starts_at, text_of(row).splitlines(), answers))
    return found


def _said(minutes: Minutes, party: Party, row: MinutesAnswer | None) -> str:
    name = party.person.name
    if row is None:
        return gettext("%(name)s has not answered yet.") % {"name": name}
    if row.agrees:
        return gettext("%(name)s confirmed the minutes on the own device, %(at)s.") % {"name": name, "at": clock_of(row.at, day=True)}
    words = sealing.unseal(minutes.sitting.case.scope, row.place, row.words_sealed)
    return gettext("%(name)s objected: %(words)s") % {"name": name, "words": words}
