"""Calling the mediators of a case together about the way to meet: invited, answered, agreed, called off.

Nothing of it can carry an answer, a score, a level or a note: times, places, names, points of a closed list, and sentences that go
through the same net as process advice.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.conferring import Coming, ConferenceState, ConferenceWay, ProcessPoint, Side
from counseling.interventions.enums import SittingAdvice
from counseling.interventions.models import Conference, ConferenceSeat
from counseling.interventions.net import caught
from counseling.interventions.policies import conferences
from counseling.interventions.selectors import conference as reading
from counseling.interventions.services.advice import neutral, sign_advice
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock, days
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.notifications.services import notify
from mediation.vault import sealing

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TASK = "counseling.interventions.tasks.conference"
CLERK = system("care.conference")
MOST = 12  # at one table
PREPARATION_AT_MOST = 4000
# the service's own rooms may be named as a place; that says nothing about anybody
ROOMS = re.compile(r"心理(?:健康)?(?:服务|咨询|辅导)(?:中心|站|室)")


@transaction.atomic
def call_conference(
    *, actor: Actor, user: User, case_ref: uuid.UUID, area_path: str, starts_at: datetime, minutes: int, way: ConferenceWay, place: str,
    invited: Sequence[User], preparation: str, press: uuid.UUID,
) -> Conference:
    """Invite whoever leads the case, and named colleagues. Raises Invalid: a past hour, no place, a case nobody leads, a stranger."""
    if not actor.holds(Capability.CARE_QUEUE, area_path):
        raise NotFound
    if (held := Conference.objects.filter(press=press).first()) is not None:
        return held
    leading = reading.leading(case_ref)
    place = " ".join(place.split())
    wrong = _wrong(user, area_path, starts_at, minutes, way, place, leading, invited)
    if len(preparation) > PREPARATION_AT_MOST:
        wrong["preparation"] = _("Please write less.")
    if wrong:
        raise Invalid(fields=wrong)
    row = Conference(
        id=uuid.uuid4(), case_ref=case_ref, area_path=area_path, called_by=user, called_at=clock.now(), starts_at=starts_at,
        minutes=minutes, way=way, place=place, press=press,
    )
    if preparation.strip():
        row.preparation_sealed = sealing.seal(row.scope, row.spot, preparation.strip())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Conference.objects.get(press=press)
    _seat(row, user, leading, invited)
    _promise(row)
    trail.record(actor, "care.conference", ("conference", row.id), way=way)
    publish_on_commit("care")
    return row


def _wrong(
    user: User, area_path: str, starts_at: datetime, minutes: int, way: ConferenceWay, place: str, leading: list[User],
    invited: Sequence[User],
) -> dict[str, str | _StrPromise]:
    wrong: dict[str, str | _StrPromise] = {}
    if (unfit := days.wrong_ahead(starts_at)) is not None:
        wrong["starts_at"] = unfit
    if not 10 <= minutes <= 240:
        wrong["minutes"] = _("Between ten minutes and four hours, please.")
    if way == ConferenceWay.ROOM and not place:
        wrong["place"] = _("Please write where you meet.")
    elif caught(ROOMS.sub("", place)):
        wrong["place"] = _("Only the place, please: the mediators read it.")
    if not leading:
        wrong["invited"] = _("Nobody leads this case yet, so there is nobody to confer with.")
    elif len({u.pk for u in (*leading, *invited)}) > MOST:
        wrong["invited"] = _("Twelve at one table are enough.")
    elif {u.pk for u in invited} - set(reading.colleagues(area_path, user).values_list("pk", flat=True)):
        wrong["invited"] = _("Please choose mediators and counsellors of the place.")
    return wrong


def _seat(row: Conference, user: User, leading: list[User], invited: Sequence[User]) -> None:
    """Whoever leads the case sits on the mediators' side, a counsellor on the other, whatever else they hold."""
    care = set(rota.counsellors(row.area_path).values_list("pk", flat=True))
    first = {u.pk for u in leading}
    for person in {u.pk: u for u in (*leading, *invited)}.values():
        if person.pk == user.pk:
            continue
        side = Side.CARE if person.pk in care and person.pk not in first else Side.MEDIATION
        ConferenceSeat.objects.create(conference=row, user=person, side=side)
        notify(f"user:{person.public_id}", "care.conference", link=page(row, side))


def page(row: Conference, side: str) -> str:
    return f"/desk/conferences/{row.id}/" if side == Side.MEDIATION else f"/care/conferences/{row.id}/"


@transaction.atomic
def answer_conference(
    *, actor: Actor, user: User, row: Conference, coming: bool, wishes: Sequence[ProcessPoint] = (), words: str = ""
) -> None:
    """An invited person says whether they come, and what they wish for the way to meet. May be changed until it is over."""
    if not (conferences.can(actor, "attend", row) or conferences.can(actor, "lead", row)):
        raise NotFound
    seat = ConferenceSeat.objects.filter(conference=row, user=user).select_related("conference").first()
    if seat is None:
        raise NotFound
    words = neutral(words)
    sealed = sealing.seal(seat.scope, seat.spot, words) if words else ""
    said = ConferenceSeat.objects.filter(pk=seat.pk, conference__state=ConferenceState.CALLED)
    if not said.update(
        coming=Coming.YES if coming else Coming.NO, answered_at=clock.now(), wishes=[str(w) for w in wishes], words_sealed=sealed
    ):
        raise Conflict(_("This conference is already over or called off."))
    notify(f"user:{row.called_by.public_id}", "care.conference_answer", link=page(row, Side.CARE))
    trail.record(actor, "care.conference_answer", ("conference", row.id), coming=coming)
    publish_on_commit("care")


@transaction.atomic
def agree(
    *, actor: Actor, user: User, row: Conference, mode: SittingAdvice, breaks: bool, companion: bool, words: str,
    points: Sequence[ProcessPoint], valid_until: date, press: uuid.UUID, valid_from: date | None = None,
) -> None:
    """Write down what was agreed: it is signed as process advice for the case and shown to everybody who was invited. Once."""
    conferences.require(actor, "lead", row)
    if row.starts_at > clock.now():
        raise Invalid(fields={"mode": _("It has not begun yet. Write down what was agreed when it is over.")})
    if not Conference.objects.filter(pk=row.pk, state=ConferenceState.CALLED).update(state=ConferenceState.AGREED, ended_at=clock.now()):
        if Conference.objects.filter(pk=row.pk, advice__press=press).exists():
            return
        raise Conflict(_("This conference is already over or called off."))
    advice = sign_advice(
        actor=actor, user=user, case_ref=row.case_ref, area_path=row.area_path, mode=mode, breaks=breaks, companion=companion, words=words,
        valid_from=valid_from, valid_until=valid_until, points=points, press=press,
    )
    Conference.objects.filter(pk=row.pk).update(advice=advice)
    _tell(row, "care.conference_agreed", without=user)
    trail.record(actor, "care.conference_agreed", ("conference", row.id), points=len(points))
    publish_on_commit("care")


@transaction.atomic
def call_off_conference(*, actor: Actor, user: User, row: Conference) -> None:
    """It does not take place, or did not. Twice is once."""
    conferences.require(actor, "lead", row)
    if Conference.objects.filter(pk=row.pk, state=ConferenceState.CALLED).update(state=ConferenceState.OFF, ended_at=clock.now()):
        _tell(row, "care.conference_off", without=user)
        trail.record(actor, "care.conference_off", ("conference", row.id))
        publish_on_commit("care")


@transaction.atomic
def remind_of_conference(*, conference_id: uuid.UUID) -> int:
    """A day before: everybody who has not said no. Returns how many."""
    row = Conference.objects.filter(pk=conference_id, state=ConferenceState.CALLED, starts_at__gt=clock.now()).first()
    if row is None:
        return 0
    seats = list(row.seats.exclude(coming=Coming.NO).select_related("user"))
    for seat in seats:
        notify(f"user:{seat.user.public_id}", "care.conference_soon", link=page(row, seat.side))
    trail.record(CLERK, "care.remind", ("conference", row.id), told=len(seats))
    return len(seats)


@transaction.atomic
def ask_what_was_agreed(*, conference_id: uuid.UUID) -> bool:
    """The day after, once: nothing was written down yet. The caller is asked."""
    row = Conference.objects.filter(pk=conference_id, state=ConferenceState.CALLED).select_related("called_by").first()
    if row is None:
        return False
    notify(f"user:{row.called_by.public_id}", "care.conference_write", link=page(row, Side.CARE))
    trail.record(CLERK, "care.remind", ("conference", row.id), told=1)
    return True


def _tell(row: Conference, kind: str, *, without: User) -> None:
    for seat in row.seats.select_related("user").exclude(user=without):
        notify(f"user:{seat.user.public_id}", kind, link=page(row, seat.side))


def _promise(row: Conference) -> None:
    ends = row.starts_at + timedelta(minutes=row.minutes)
    steps = {"soon": row.starts_at - clock.DAY, "write": ends + clock.DAY}
    for step, due_at in steps.items():
        if due_at > clock.now():
            outbox.add(TASK, key=f"care-conference:{row.id}:{step}", due_at=due_at, conference=str(row.id), step=step)
