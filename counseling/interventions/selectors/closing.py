"""What has to be settled before an end, what ends have said, and whom somebody promised to ask again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from counseling.interventions import gates
from counseling.interventions.crises import HeartState, PersonView
from counseling.interventions.enums import Outcome
from counseling.interventions.gates import Hold
from counseling.interventions.models import Appointment, LookIn, Referral
from counseling.interventions.ports import people
from counseling.interventions.referring import WAITING
from counseling.interventions.scheduling import AppointmentState
from counseling.interventions.selectors.file import Page
from counseling.screening.enums import FlagState
from counseling.screening.models import Flag
from mediation.accounts.roles import Capability
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.policy import under

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Ended:
    """One end in plain: the matter and the heart, each with what it rests on."""

    at: datetime
    by: str
    outcome: str
    matter: str
    matter_words: str
    heart: str
    evidence: str
    view: str
    view_words: str
    both: bool
    look_in_on: date


@dataclass(frozen=True, slots=True)
class Again:
    """Somebody who was promised to be asked again, and the day has come."""

    row: LookIn
    name: str


def unsettled(flag: Flag) -> list[Hold]:
    """Talks that are booked, hand-overs nobody has answered, and what other areas know: by time and receiver, no word of what for."""
    talks = Appointment.objects.filter(subject=flag.subject, state=AppointmentState.PLANNED).select_related("counsellor")
    sent = Referral.objects.filter(subject=flag.subject, state__in=WAITING).select_related("to_user").order_by("sent_at")
    found = [
        Hold(_("the talk of %(when)s with %(who)s") % {"when": clock_words(a.starts_at), "who": a.counsellor}, f"/care/talks/{a.id}/")
        for a in talks.order_by("starts_at")
    ]
    found += [
        Hold(_("the hand-over to %(who)s, sent on %(when)s") % {"who": r.to_user or r.place, "when": clock_words(r.sent_at)},
             f"/care/referrals/{r.id}/")
        for r in sent
    ]
    return [*found, *gates.loose(flag)]


def clock_words(moment: datetime) -> str:
    """Day and hour as in a sentence; not "tomorrow", the sentence may be read again later."""
    here = moment.astimezone(clock.SHANGHAI)
    chinese = (get_language() or "").startswith("zh")
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}" if chinese else f"{here:%Y-%m-%d %H:%M}"


def ended(pages: list[Page]) -> list[Ended]:
    return [_ended(p.entry.at, str(p.entry.by), p.entry.code, p.body) for p in pages]


def _ended(at: datetime, by: str, code: str, body: dict[str, Any]) -> Ended:
    matter, heart = body.get("matter"), body.get("heart")
    return Ended(
        at, by, str(Outcome(code).label), matter["words"] if matter else "", body.get("matter_words", ""),
        str(HeartState(heart).label) if heart else "", body["evidence"], str(PersonView(body["view"]).label), body["view_words"],
        bool(body.get("both")), date.fromisoformat(body["look_in_on"]),
    )


def to_ask_again(actor: Actor) -> list[Again]:
    """At the asker's places, the longest waiting first."""
    place = under("area_path", actor.reach(Capability.CARE_QUEUE))
    if place is None:
        return []
    rows = list(LookIn.objects.filter(place, done_at=None, due_at__lte=clock.now()).order_by("due_at")[:SHOWN])
    cards = people().cards({r.subject for r in rows}) if rows else {}
    return [Again(r, cards[r.subject].name if r.subject in cards else "") for r in rows]


def notes(flag: Flag) -> list[Any]:
    """Above the file, while the asking is owed."""
    if flag.state == FlagState.CLOSED and LookIn.objects.filter(subject=flag.subject, done_at=None, due_at__lte=clock.now()).exists():
        return [gettext_lazy("It was promised to ask again how this person is, and the day has come. A note about it keeps the promise.")]
    return []
