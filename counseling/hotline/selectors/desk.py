"""What stands on the desk, and the record of a call for who may read it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from counseling.hotline.models import Call, CallLink, CallNote, HandOver
from counseling.hotline.policies import calls, handovers
from counseling.interventions.gates import Hold
from counseling.interventions.ports import Waiting
from counseling.screening.models import Flag
from counseling.screening.selectors.ledger import Passed
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.vault import sealing

SHOWN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Added:
    """A later note in plain."""

    words: str
    by: str
    at: datetime


def live_of(actor: Actor) -> Call | None:
    """The call the asker has on the line."""
    return calls.scope(actor, "list").filter(ended_at=None, taken_by__public_id=actor.subject).order_by("-began_at").first()


def recent(actor: Actor) -> QuerySet[Call]:
    """Calls of the last week, for a volunteer the own ones of a day; without a word of what was said."""
    rows = calls.scope(actor, "list").filter(Q(ended_at=None) | Q(began_at__gte=clock.now() - SHOWN))
    return rows.select_related("taken_by", "area").order_by("-began_at")[:50]


def waiting(actor: Actor) -> list[HandOver]:
    """Hand-overs nobody has taken yet, the longest waiting first; for counsellors."""
    rows = handovers.scope(actor, "take").filter(taken_at=None).select_related("call__area", "by")
    return list(rows.order_by("begun_at"))


def waiting_cards(actor: Actor) -> Sequence[Waiting]:
    """The same for the top of the counsellors' queue."""
    return [Waiting(h.level, h.get_level_display(), h.call.number, f"/care/hotline/handovers/{h.id}/", h.begun_at) for h in waiting(actor)]


def loose_ends(flag: Flag) -> Sequence[Hold]:
    """A call of this very person that is still being handed over: the file is not closed meanwhile."""
    rows = HandOver.objects.filter(call__subject=flag.subject, taken_at=None).select_related("call")
    words = _("call %(number)s, which is being handed over")
    return [Hold(words % {"number": h.call.number}, f"/care/hotline/handovers/{h.id}/") for h in rows]


def passed(subject: uuid.UUID) -> Sequence[Passed]:
    """Calls that were handed over live, for the ledger of whoever called."""
    rows = HandOver.objects.filter(call__subject=subject).select_related("by", "taken_by")
    return [
        Passed(
            h.begun_at, str(h.taken_by) if h.taken_by else _("whoever was on call"), _("the call and what was written about it"),
            _("inside the psychological service, so that somebody trained could help at once"),
            _("handed over by %(who)s") % {"who": h.by}, ((h.begun_at, _("handed over by %(who)s") % {"who": h.by}),
            *([(h.taken_at, _("taken over"))] if h.taken_at else [])),
        )
        for h in rows
    ]


def call_of(actor: Actor, call_id: uuid.UUID, action: str = "read") -> Call:
    row = calls.scope(actor, action).select_related("taken_by", "area").filter(pk=call_id).first()
    if row is None:
        raise NotFound
    return row


def handover_of(actor: Actor, handover_id: uuid.UUID) -> HandOver:
    row = handovers.scope(actor, "take").select_related("call__area", "call__taken_by", "by", "taken_by").filter(pk=handover_id).first()
    if row is None:
        raise NotFound
    return row


def body_of(actor: Actor, call: Call) -> dict[str, str]:
    """What was written, in plain. Anybody's reading but that of whoever has the caller on the line is written down."""
    if not call.body_sealed:
        return {}
    own = str(call.taken_by.public_id) == actor.subject and call.ended_at is None
    if not own:
        trail.record_read(actor, "hotline.read", ("call", call.id))
    return plain_body(call)


def plain_body(call: Call) -> dict[str, str]:
    """The same for a rule that has to look, and shows it to nobody."""
    body: dict[str, str] = json.loads(sealing.unseal(call.scope, call.place, call.body_sealed)) if call.body_sealed else {}
    return body


def notes_of(call: Call) -> list[Added]:
    """For who has opened the record."""
    rows = list(CallNote.objects.filter(call=call).select_related("by"))
    plain = sealing.unseal_all(call.scope, {n.place: n.words_sealed for n in rows}) if rows else {}
    return [Added(plain[n.place], str(n.by), n.at) for n in rows]


def linked(actor: Actor, call: Call) -> list[Call]:
    """Calls a counsellor has linked with this one."""
    pairs = CallLink.objects.filter(Q(first=call) | Q(second=call)).values_list("first", "second")
    found = {pk for pair in pairs for pk in pair} - {call.pk}
    return list(calls.scope(actor, "lead").filter(pk__in=found))


def same_number(actor: Actor, call: Call) -> list[Call]:
    """Other calls from the same telephone, for a counsellor to decide about: a family shares a telephone."""
    if not call.phone_index:
        return []
    already = {c.pk for c in linked(actor, call)} | {call.pk}
    return list(calls.scope(actor, "lead").filter(phone_index=call.phone_index).exclude(pk__in=already).order_by("-began_at")[:10])


def by_number(actor: Actor, number: str) -> Call | None:
    return calls.scope(actor, "lead").filter(number=number).first()


def phone_of_subject(actor: Actor, subject: uuid.UUID) -> tuple[Call, dict[str, str]] | None:
    """The call and its words behind a counselling file, for the counsellor who says "I will contact"; written down."""
    row = calls.scope(actor, "lead").select_related("area", "taken_by").filter(subject=subject).first()
    return None if row is None else (row, body_of(actor, row))


def cards_of(subjects: Sequence[uuid.UUID]) -> list[Call]:
    """Calls by which files are known: number and place, no name."""
    return list(Call.objects.filter(subject__in=list(subjects)).select_related("area"))


def subjects_of(numbers: Collection[str]) -> set[uuid.UUID]:
    """By which identity callers with a file are known who left one of these telephones (blind indexes as people keep them)."""
    return set(Call.objects.filter(person_index__in=[n for n in numbers if n]).values_list("subject", flat=True))
