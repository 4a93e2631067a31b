"""Case conferences as each side may see them. The two views are two types: the mediators' one has no field for the preparation."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from counseling.interventions.conferring import Coming, ConferenceState, ProcessPoint, Side
from counseling.interventions.models import Conference, ConferenceSeat
from counseling.interventions.policies import conferences
from counseling.interventions.ports import people
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.accounts.roles import CAPABILITIES, Capability
from mediation.accounts.selectors import assignments_now
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound
from mediation.territory.models import Area
from mediation.vault import sealing

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Seat:
    name: str
    side: str
    coming: str
    mark: str  # the code of `coming`
    wishes: list[_StrPromise]
    words: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """What came of it: the way to meet, and the points."""

    mode: str
    lines: list[_StrPromise]
    breaks: bool
    companion: bool
    words: str
    in_force: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """Everything a mediator gets to see of a conference."""

    row: Conference
    number: str
    seats: list[Seat]
    agreed: Agreed | None
    mine: ConferenceSeat | None


@dataclass(frozen=True, slots=True)
class Led:
    """The counsellors' view: the same, and the wishes of all; the preparation for its author alone."""

    shared: Shared
    preparation: str
    author: bool


@dataclass(frozen=True, slots=True)
class Line:
    row: Conference
    number: str
    coming: int
    asked: int


def mediators(area_path: str) -> QuerySet[User]:
    """Mediators at the place or above it, who may be named as colleagues."""
    roles = [role for role, held in CAPABILITIES.items() if Capability.CASE_CLAIM in held]
    step = Area.steplen
    above = [area_path[:n] for n in range(step, len(area_path) + 1, step)]
    held = assignments_now().filter(role__in=roles, area__path__in=above)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk")


def leading(case_ref: uuid.UUID) -> list[User]:
    return list(User.objects.filter(public_id__in=people().leads(case_ref), is_active=True))


def colleagues(area_path: str, user: User) -> QuerySet[User]:
    """Who else can be named: mediators and counsellors of the place."""
    return (mediators(area_path) | rota.counsellors(area_path)).exclude(pk=user.pk).distinct().order_by("display_name", "pk")


def called(actor: Actor) -> list[Line]:
    return _lines(conferences.scope(actor, "lead"))


def invited(actor: Actor) -> list[Line]:
    """A mediator's conferences, the coming ones first; the last forty."""
    return _lines(conferences.scope(actor, "attend"))


def coming(actor: Actor) -> list[Line]:
    """For the desk: those still ahead or of today."""
    rows = conferences.scope(actor, "attend").filter(state=ConferenceState.CALLED, starts_at__gte=clock.day_end(clock.today()) - clock.DAY)
    return _lines(rows.order_by("starts_at"))


def _lines(rows: QuerySet[Conference]) -> list[Line]:
    found = list(rows.prefetch_related("seats")[:SHOWN])
    numbers = people().numbers({r.case_ref for r in found}) if found else {}
    return [
        Line(r, numbers.get(r.case_ref, ""), sum(s.coming == Coming.YES for s in r.seats.all()), len(r.seats.all())) for r in found
    ]


def led(actor: Actor, user: User, conference_id: uuid.UUID) -> Led:
    """Raises NotFound. The preparation is opened for its author only."""
    row = _one(conferences.scope(actor, "lead"), conference_id)
    author = row.called_by_id == user.pk
    words = sealing.unseal(row.scope, row.spot, row.preparation_sealed) if author and row.preparation_sealed else ""
    return Led(_shared(row, user, whole=True), words, author)


def attended(actor: Actor, user: User, conference_id: uuid.UUID) -> Shared:
    """Raises NotFound for anybody who is not invited from the mediators' side."""
    return _shared(_one(conferences.scope(actor, "attend"), conference_id), user, whole=False)


def _one(rows: QuerySet[Conference], conference_id: uuid.UUID) -> Conference:
    row = rows.select_related("called_by", "advice").filter(pk=conference_id).first()
    if row is None:
        raise NotFound
    return row


def _shared(row: Conference, user: User, *, whole: bool) -> Shared:
    seats = list(row.seats.select_related("user").order_by("side", "user__display_name"))
    for seat in seats:
        seat.conference = row
    plain = sealing.unseal_all(f"case:{row.case_ref}", {s.spot: s.words_sealed for s in seats if s.words_sealed})
    shown = [
        Seat(
            str(s.user), str(Side(s.side).label), str(Coming(s.coming).label), s.coming,
            [ProcessPoint(w).label for w in s.wishes] if whole or s.user_id == user.pk else [],
            plain.get(s.spot, "") if whole or s.user_id == user.pk else "",
        )
        for s in seats
    ]
    number = people().numbers([row.case_ref]).get(row.case_ref, "")
    return Shared(row, number, shown, _agreed(row), next((s for s in seats if s.user_id == user.pk), None))


def _agreed(row: Conference) -> Agreed | None:
    advice = row.advice
    if advice is None:
        return None
    words = sealing.unseal(advice.scope, advice.place, advice.words_sealed) if advice.words_sealed else ""
    return Agreed(
        str(advice.get_mode_display()), [ProcessPoint(p).label for p in advice.points], advice.breaks, advice.companion, words,
        advice.ended_at is None,
    )
