"""A person's own plan, as far as it was agreed that it may stand on their page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from counseling.interventions.enums import EntryKind
from counseling.interventions.models import TakeHomeCard
from counseling.interventions.selectors import file
from counseling.interventions.takehome import GIVE_AWAY, HEADINGS, SHOWN
from mediation.common.actor import Actor
from mediation.common.errors import NotFound


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    heading: str
    text: str
    gives_away: bool
    chosen: bool


def _subject(actor: Actor) -> uuid.UUID:
    if not actor.is_guest:
        raise NotFound
    return uuid.UUID(actor.subject)


def released(actor: Actor) -> bool:
    """Whether there is a plan on the person's own page. Opens nothing but the mark."""
    return bool(_newest(_subject(actor)))


def _newest(subject: uuid.UUID) -> dict[str, str]:
    """The newest version, if it was agreed that it may be seen; a later version without the mark takes it off the page."""
    pages = file.opened(file.entries(subject, EntryKind.PLAN)[:1])
    return pages[0].body if pages and pages[0].body.get(SHOWN) else {}


def parts(actor: Actor) -> list[Part]:
    """All parts of the own plan, the ones for the card marked. Before any choice: everything that gives nobody away."""
    subject = _subject(actor)
    card = TakeHomeCard.objects.filter(subject=subject).first()
    body = _newest(subject)
    return [
        Part(n, str(heading), body[n], n in GIVE_AWAY, n in card.parts if card else n not in GIVE_AWAY)
        for n, heading in HEADINGS.items() if body.get(n)
    ]


def card(actor: Actor) -> list[Part]:
    """What stands on the card: only parts the person has chosen themselves."""
    if not TakeHomeCard.objects.filter(subject=_subject(actor)).exists():
        return []
    return [p for p in parts(actor) if p.chosen]


def chosen_of(subject: uuid.UUID) -> int | None:
    """For the counsellor: how many parts were taken home, None if nothing was chosen yet. Not which."""
    row = TakeHomeCard.objects.filter(subject=subject).first()
    return None if row is None else len(row.parts)
