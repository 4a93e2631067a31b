"""The counsellors' queue: who, how urgent, how long. Never what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, IntegerField, Value, When

from counseling.interventions.ports import people
from counseling.screening.enums import ORDER, CallWish, FlagState, Level
from counseling.screening.models import Flag
from counseling.screening.policies import flags
from mediation.common import clock
from mediation.common.actor import Actor

LIMIT = 100


@dataclass(frozen=True, slots=True)
class Card:
    flag: Flag
    name: str
    place: str
    waits: bool  # nobody is in touch yet
    since: datetime
    due_at: datetime
    overdue: bool
    immediate: bool  # red: the clock counts up from the first second
    wishes_no_call: bool
    stranger: str  # the program whose answers called, where nobody here knows the person


def queue(actor: Actor) -> list[Card]:
    """Open flags of the asker's places, those nobody has taken first, the most urgent at the top."""
    urgency = Case(*(When(level=level, then=Value(n)) for n, level in enumerate(ORDER)), output_field=IntegerField())
    taken = Case(When(state=FlagState.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = list(
        flags.scope(actor, "work").exclude(state=FlagState.CLOSED).select_related("acknowledged_by")
        .annotate(urgency=urgency, taken=taken).order_by("taken", "urgency", "due_at")[:LIMIT]
    )
    cards = people().cards({f.subject for f in rows})
    now = clock.now()
    out = []
    for flag in rows:
        card = cards.get(flag.subject)
        waits = flag.state == FlagState.OPEN
        out.append(Card(
            flag=flag, name=card.name if card else "", place=card.place if card else "", waits=waits, since=flag.created_at,
            due_at=flag.due_at, overdue=waits and now > flag.due_at + timedelta(seconds=1), immediate=flag.level == Level.RED,
            wishes_no_call=flag.wish == CallWish.NO, stranger=card.stranger if card else "",
        ))
    return out
