"""Programmes and gatherings for who organises or oversees them, and for everybody on the wall."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet

from counseling.programmes.enums import GatheringState, Helped, ProgrammeState, SignUpState
from counseling.programmes.models import Feedback, Gathering, Programme, SignUp
from counseling.programmes.policies import gatherings, programmes
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.common.hiding import SMALL, hide
from mediation.vault import sealing

ON_THE_LIST = (SignUpState.CONFIRMED, SignUpState.WAITING)


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody on the list, in plain."""

    signup: SignUp
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Echo:
    """Feedback as a whole, by the rule of the figures. n: how many answered. parts: None where a count of one to four, or one that would
    give it away, is hidden. Empty while the feedback is open and where fewer than five answered."""

    n: int = 0
    parts: tuple[tuple[Helped, int | None], ...] = ()
    words: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        return bool(self.parts)


def coming(actor: Actor) -> QuerySet[Gathering]:
    rows = gatherings.scope(actor, "view").filter(ends_at__gte=clock.now()).select_related("area", "programme", "partner")
    return _counted(rows).order_by("starts_at")


def past(actor: Actor) -> QuerySet[Gathering]:
    rows = gatherings.scope(actor, "view").filter(ends_at__lt=clock.now()).select_related("area", "programme", "partner")
    return _counted(rows).order_by("-starts_at")[:50]


def _counted(rows: QuerySet[Gathering]) -> QuerySet[Gathering]:
    return rows.annotate(
        waiting=Count("signups", filter=Q(signups__state=SignUpState.WAITING)),
        held=Count("signups", filter=Q(signups__state=SignUpState.HELD)), came=Count("signups", filter=Q(signups__came=True))
    )


def on_the_wall() -> QuerySet[Gathering]:
    """What everybody may read: open, listed, still to come."""
    now = clock.now()
    rows = Gathering.objects.filter(state=GatheringState.OPEN, listed=True, starts_at__gt=now, starts_at__lt=now + timedelta(days=120))
    return rows.select_related("area", "partner").order_by("starts_at")[:60]


def gathering_of(actor: Actor, gathering_id: uuid.UUID, action: str = "view") -> Gathering:
    row = gatherings.scope(actor, action).select_related("area", "programme", "partner").filter(pk=gathering_id).first()
    if row is None:
        raise NotFound
    return row


def counts(row: Gathering) -> dict[str, int]:
    states = dict(SignUp.objects.filter(gathering=row).values_list("state").annotate(n=Count("pk")).order_by())
    came = SignUp.objects.filter(gathering=row, came=True).count()
    return {
        "confirmed": states.get(SignUpState.CONFIRMED, 0), "waiting": states.get(SignUpState.WAITING, 0),
        "held": states.get(SignUpState.HELD, 0), "came": came,
    }


def guests(actor: Actor, row: Gathering) -> list[Guest]:
    """The list of names, for the organiser at the door; the opening is written down. Empty once it was destroyed."""
    gatherings.require(actor, "keep", row)
    if row.list_gone_at is not None:
        return []
    rows = list(SignUp.objects.filter(gathering=row).exclude(state=SignUpState.CANCELLED).order_by("number"))
    if not rows:
        return []
    trail.record_read(actor, "programmes.list_read", ("gathering", row.id), n=len(rows))
    plain = sealing.unseal_all(row.list_scope, {r.place: r.body_sealed for r in rows})
    bodies = [(r, json.loads(plain[r.place])) for r in rows]
    return [Guest(r, body.get("name", ""), body.get("phone", "")) for r, body in bodies]


def crowds(guests: list[Guest]) -> list[list[Guest]]:
    """Who waits for the organiser's look, those of one connection together."""
    found: dict[str, list[Guest]] = {}
    for guest in guests:
        if guest.signup.state == SignUpState.HELD:
            found.setdefault(guest.signup.source_index, []).append(guest)
    return list(found.values())


def echo(row: Gathering) -> Echo:
    """Feedback, once and for all: after its last day, from five answers on; words in no order of time.

    Shown while it still comes in, the page of today taken from that of yesterday would tell what the one said who has just answered.
    """
    answers = list(Feedback.objects.filter(gathering=row)) if row.words_until <= clock.now() else []
    if len(answers) < SMALL:
        return Echo()
    hidden = hide({str(one): sum(a.helped == one for a in answers) for one in Helped})
    plain = sealing.unseal_all(row.words_scope, {a.place: a.words_sealed for a in answers if a.words_sealed})
    return Echo(len(answers), tuple((one, hidden[one]) for one in Helped), tuple(w for w in plain.values() if w))


def ahead_of(row: SignUp) -> int:
    """How many wait before this one."""
    return SignUp.objects.filter(gathering=row.gathering_id, state=SignUpState.WAITING, number__lt=row.number).count()


def programmes_of(actor: Actor) -> QuerySet[Programme]:
    return programmes.scope(actor, "view").select_related("area", "agreement__partner").annotate(n=Count("gatherings")).order_by(
        "state", "-begins_on"
    )


def programme_of(actor: Actor, programme_id: uuid.UUID, action: str = "view") -> Programme:
    row = programmes.scope(actor, action).select_related("area", "agreement__partner").filter(pk=programme_id).first()
    if row is None:
        raise NotFound
    return row


class ForCheckups:
    """What the check-ups ask of programmes (`screening.ports.Programmes`)."""

    def open_to(self, actor: Actor) -> list[tuple[uuid.UUID, str]]:
        rows = programmes.scope(actor, "view").filter(state=ProgrammeState.OPEN).order_by("title", "pk")
        return list(rows.values_list("pk", "title"))

    def title(self, programme: uuid.UUID) -> str:
        return Programme.objects.filter(pk=programme).values_list("title", flat=True).first() or ""
