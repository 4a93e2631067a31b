"""Agreeing on a talk, moving it, calling it off; and what the person is told."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.enums import Behaviour, EntryKind
from counseling.interventions.models import Appointment
from counseling.interventions.policies import appointments
from counseling.interventions.ports import people
from counseling.interventions.scheduling import AppointmentState, Way
from counseling.interventions.selectors import file
from counseling.interventions.services import writing
from counseling.screening.enums import GUARDED
from counseling.screening.models import Flag
from counseling.screening.selectors import rota
from mediation.accounts.models import User
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

TASK = "counseling.interventions.tasks.appointment"
CLERK = system("care.appointment")
REMIND = (timedelta(hours=24), timedelta(hours=1))  # before the talk
ASK_AFTER = {True: timedelta(minutes=15), False: timedelta(hours=24)}  # nothing written down: red and orange, others
AGENDA, OWN_PAGE = "/care/agenda/", "/care/me/talks/"
PLACED = frozenset({Way.VISIT, Way.OFFICE})  # ways to meet that need a place
S = AppointmentState


@transaction.atomic
def plan(
    *, actor: Actor, user: User, flag: Flag, way: Way, starts_at: datetime, minutes: int, where: str = "", second: User | None = None,
    quiet: bool = False, press: uuid.UUID, moved_from: Appointment | None = None,
) -> Appointment:
    """Agree on a talk. Raises Invalid at the field: a past hour, two talks at once, a visit without a place or into danger alone."""
    writing.guard(actor, user, flag)
    if (held := Appointment.objects.filter(press=press).first()) is not None:
        return held
    wrong = _wrong(user, flag, way, starts_at, minutes, second, moved_from)
    if way in PLACED and not where.strip():
        wrong["where"] = _("Please write where you meet.")
    if wrong:
        raise Invalid(fields=wrong)
    row = Appointment(
        id=uuid.uuid4(), subject=flag.subject, flag=flag, area_path=flag.area_path, counsellor=user, second=second, way=way,
        starts_at=starts_at, minutes=minutes, quiet=quiet, press=press, moved_from=moved_from,
    )
    if where.strip():
        row.where_sealed = sealing.seal(row.scope, row.spot, where.strip())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Appointment.objects.get(press=press)
    writing.bind(user, flag)
    if second is not None:
        notify(f"user:{second.public_id}", "care.appointment_second", link=AGENDA)
    if not quiet:
        people().tell(flag.subject, "care.talk", at=starts_at, link=OWN_PAGE)
    _promise(row)
    trail.record(actor, "care.appointment", ("appointment", row.id), way=way)
    publish_on_commit("care")
    return row


def _wrong(
    user: User, flag: Flag, way: Way, starts_at: datetime, minutes: int, second: User | None, moved_from: Appointment | None
) -> dict[str, str | _StrPromise]:
    wrong: dict[str, str | _StrPromise] = {}
    if (unfit := days.wrong_ahead(starts_at)) is not None:
        wrong["starts_at"] = unfit
    elif clashes(user, starts_at, minutes, leave_out=moved_from):
        wrong["starts_at"] = _("You already have a talk at that time. Please choose another.")
    if not 10 <= minutes <= 240:
        wrong["minutes"] = _("Between ten minutes and four hours, please.")
    if second is not None and (second.pk == user.pk or not rota.counsellors(flag.area_path).filter(pk=second.pk).exists()):
        wrong["second"] = _("The second worker is another counsellor of the place.")
    elif second is None and way == Way.VISIT and in_danger(flag):
        wrong["second"] = _("Two people, never alone: please choose who comes along.")
    return wrong


def clashes(user: User, starts_at: datetime, minutes: int, *, leave_out: Appointment | None = None) -> bool:
    """Whether the counsellor already has a talk then."""
    ends = starts_at + timedelta(minutes=minutes)
    near = Appointment.objects.filter(
        counsellor=user, state=S.PLANNED, starts_at__lt=ends, starts_at__gt=starts_at - timedelta(hours=4)
    )
    return any(a.ends_at > starts_at for a in near if leave_out is None or a.pk != leave_out.pk)


def in_danger(flag: Flag) -> bool:
    """Red, orange, or behaviour of level 3 and above in the newest rating: visits are made by two (reference 4.6)."""
    if flag.level in GUARDED:
        return True
    newest = file.opened(file.entries(flag.subject, EntryKind.RATING)[:1])
    behaviour = newest[0].body.get("behaviour") if newest else None
    return behaviour is not None and behaviour >= Behaviour.ANYWHERE


def _promise(row: Appointment) -> None:
    """Reminders for the person, and the question afterwards whether it took place. A moved talk is a new row with its own."""
    now = clock.now()
    for number, before in enumerate(REMIND, 1):
        if row.starts_at - before > now + timedelta(minutes=30):
            outbox.add(TASK, key=f"care-talk:{row.id}:{number}", due_at=row.starts_at - before, appointment=str(row.id), step="remind")
    after = ASK_AFTER[row.flag.level in GUARDED]
    outbox.add(TASK, key=f"care-talk:{row.id}:ask", due_at=row.starts_at + after, appointment=str(row.id), step="ask")


@transaction.atomic
def remind_of(*, appointment_id: uuid.UUID) -> bool:
    """A neutral line to the person, and one to the counsellor. Whether anybody was told."""
    row = Appointment.objects.filter(pk=appointment_id, state=S.PLANNED).select_related("counsellor").first()
    if row is None:
        return False
    if not row.quiet:
        people().tell(row.subject, "care.talk_soon", at=row.starts_at, link=OWN_PAGE)
    notify(f"user:{row.counsellor.public_id}", "care.talk_soon_staff", link=AGENDA)
    trail.record(CLERK, "care.appointment_remind", ("appointment", row.id))
    return True


@transaction.atomic
def move(
    *, actor: Actor, user: User, row: Appointment, starts_at: datetime, minutes: int, way: Way, second: User | None, where: str,
    press: uuid.UUID,
) -> Appointment:
    """Another time: a new appointment takes the old one's place."""
    appointments.require(actor, "work", row)
    if (held := Appointment.objects.filter(press=press).first()) is not None:
        return held
    if not Appointment.objects.filter(pk=row.pk, state__in=[S.PLANNED, S.MISSED, S.CALLED_OFF], moved_to=None).exists():
        raise Conflict
    fresh = plan(
        actor=actor, user=user, flag=row.flag, way=way, starts_at=starts_at, minutes=minutes, where=where, second=second,
        quiet=row.quiet, press=press, moved_from=row,
    )
    Appointment.objects.filter(pk=row.pk, state=S.PLANNED).update(state=S.MOVED)
    return fresh


@transaction.atomic
def call_off(*, actor: Actor, row: Appointment) -> None:
    """By the counsellor. The person is told unless messages are unwanted. Twice is once."""
    appointments.require(actor, "work", row)
    if Appointment.objects.filter(pk=row.pk, state=S.PLANNED).update(state=S.CALLED_OFF):
        if not row.quiet:
            people().tell(row.subject, "care.talk_off", at=row.starts_at, link=OWN_PAGE)
        trail.record(actor, "care.appointment_off", ("appointment", row.id))
        publish_on_commit("care")


@transaction.atomic
def cannot_come(*, actor: Actor, appointment_id: uuid.UUID) -> None:
    """The person says so from their own page: the counsellor is told, at once and urgently where the level is red or orange."""
    row = appointments.scope(actor, "own").filter(pk=appointment_id).select_related("counsellor", "flag").first()
    if row is None:
        raise NotFound
    if Appointment.objects.filter(pk=row.pk, state=S.PLANNED).update(state=S.CALLED_OFF, called_off_by_person=True):
        notify(f"user:{row.counsellor.public_id}", "care.talk_asked", link=AGENDA, urgent=row.flag.level in GUARDED)
        trail.record(actor, "care.appointment_off", ("appointment", row.id))
        publish_on_commit("care")
