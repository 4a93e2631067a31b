"""After a missed appointment. What is done depends on the level; nobody is given up because they did not come (reference 4.6)."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.models import Appointment, ContactAttempt
from counseling.interventions.policies import appointments
from counseling.interventions.scheduling import MISSED, AppointmentState, AttemptOutcome, AttemptWay, Follow, Missed
from counseling.interventions.services import writing
from counseling.interventions.services.appointment import AGENDA, ASK_AFTER, CLERK, TASK
from counseling.screening import services as screening
from counseling.screening.enums import GUARDED, Level, Rank
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.notifications.services import notify

AGAIN = timedelta(days=1)
S = AppointmentState


@transaction.atomic
def mark_missed(*, actor: Actor, user: User, row: Appointment, reason: Missed) -> None:
    """The person did not come. Red and orange: on-call is woken in the same moment. Raises Invalid before the hour."""
    appointments.require(actor, "work", row)
    writing.guard(actor, user, row.flag, "contact")
    now = clock.now()
    if row.starts_at > now:
        raise Invalid(_("This talk has not begun yet."))
    rule = MISSED[Level(row.flag.level)]
    taken = Appointment.objects.filter(pk=row.pk, state=S.PLANNED).update(
        state=S.MISSED, missed=reason, missed_at=now, follow=Follow.OPEN, follow_until=now + rule.within
    )
    if not taken:
        if Appointment.objects.filter(pk=row.pk, state=S.MISSED).exists():
            return
        raise Conflict
    if row.flag.level in GUARDED:
        screening.hand_over(actor=actor, flag=row.flag, seen_round=row.flag.round)
    outbox.add(
        TASK, key=f"care-missed:{row.id}:0", due_at=now + max(rule.within, timedelta(minutes=15)), appointment=str(row.id), step="follow"
    )
    trail.record(actor, "care.missed", ("appointment", row.id), level=row.flag.level)
    publish_on_commit("care")


@transaction.atomic
def note_attempt(
    *, actor: Actor, user: User, row: Appointment, way: AttemptWay, outcome: AttemptOutcome, press: uuid.UUID
) -> None:
    """One try. Reached ends the search; when the tries of the level are used up, the supervisor of care is asked. Nothing is closed."""
    appointments.require(actor, "work", row)
    writing.guard(actor, user, row.flag, "contact")
    if row.state != S.MISSED:
        raise Conflict
    if outcome == AttemptOutcome.UNDER_WAY and way not in (AttemptWay.POLICE, AttemptWay.VISIT):
        raise Invalid(fields={"outcome": _("Somebody is on the way only after a visit was begun or the police were asked.")})
    try:
        with transaction.atomic():
            ContactAttempt.objects.create(appointment=row, way=way, outcome=outcome, by=user, at=clock.now(), press=press)
    except IntegrityError:
        return
    open_ = Appointment.objects.filter(pk=row.pk, follow__in=[Follow.OPEN, Follow.HANDED])
    if outcome == AttemptOutcome.REACHED:
        open_.update(follow=Follow.REACHED)
    elif row.attempts.count() >= MISSED[Level(row.flag.level)].attempts and open_.filter(follow=Follow.OPEN).update(follow=Follow.HANDED):
        _ask_supervisor(row)
    trail.record(actor, "care.attempt", ("appointment", row.id), way=way, outcome=outcome)
    publish_on_commit("care")


@transaction.atomic
def ask_whether_held(*, appointment_id: uuid.UUID) -> bool:
    """The hour is over and nothing was written down: ask the counsellor, every day; for red and orange at once, for others from the
    second day on, the supervisor of care as well."""
    row = Appointment.objects.filter(pk=appointment_id, state=S.PLANNED).select_related("counsellor", "flag").first()
    if row is None:
        return False
    urgent = row.flag.level in GUARDED
    notify(f"user:{row.counsellor.public_id}", "care.talk_unwritten", link=AGENDA, urgent=urgent)
    if urgent or clock.now() >= row.starts_at + ASK_AFTER[False] + AGAIN:
        for user in rota.to_wake(row.area_path, Rank.LEAD):
            if user.pk != row.counsellor_id:
                notify(f"user:{user.public_id}", "care.talk_unwritten", link=AGENDA, urgent=urgent)
    outbox.add(TASK, key=f"care-talk:{row.id}:ask:{clock.today()}", due_at=clock.now() + AGAIN, appointment=str(row.id), step="ask")
    trail.record(CLERK, "care.appointment_ask", ("appointment", row.id))
    return True


@transaction.atomic
def follow_overdue(*, appointment_id: uuid.UUID) -> bool:
    """The time for looking is over and nobody was reached: the supervisor of care is asked, every day anew until somebody was."""
    row = Appointment.objects.filter(
        pk=appointment_id, state=S.MISSED, follow__in=[Follow.OPEN, Follow.HANDED]
    ).select_related("counsellor", "flag").first()
    if row is None:
        return False
    Appointment.objects.filter(pk=row.pk, follow=Follow.OPEN).update(follow=Follow.HANDED)
    _ask_supervisor(row)
    outbox.add(TASK, key=f"care-missed:{row.id}:{clock.today()}", due_at=clock.now() + AGAIN, appointment=str(row.id), step="follow")
    trail.record(CLERK, "care.missed_overdue", ("appointment", row.id))
    publish_on_commit("care")
    return True


def _ask_supervisor(row: Appointment) -> None:
    for user in {row.counsellor, *rota.to_wake(row.area_path, Rank.LEAD)}:
        notify(f"user:{user.public_id}", "care.not_reached", link=AGENDA, urgent=row.flag.level in GUARDED)
