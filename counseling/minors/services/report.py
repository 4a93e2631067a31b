"""The duty to report to the police (强制报告): raised by anybody who accompanies the person, ended only by a receipt."""

from __future__ import annotations

import json
import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.interventions.services.crisis import record_report
from counseling.minors.enums import ASK_AGAIN
from counseling.minors.models import Minor, ReportDuty
from counseling.minors.policies import minors
from counseling.screening.enums import Rank
from counseling.screening.models import Flag
from counseling.screening.selectors import rota
from mediation.accounts.models import User
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor, system
from mediation.common.errors import Conflict, Invalid
from mediation.common.push import publish_on_commit
from mediation.jobs import outbox
from mediation.notifications.services import notify, text
from mediation.people.services import clean_phone
from mediation.vault import sealing

KEEPER = system("care.report")
AT_MOST = 200


@transaction.atomic
def raise_duty(*, actor: Actor, minor: Minor) -> ReportDuty:
    """A minor suffers harm, is suspected to, or faces it. Everything else in the file waits from now on. Twice is once."""
    minors.require(actor, "work", minor)
    try:
        with transaction.atomic():
            duty = ReportDuty.objects.create(minor=minor, raised_by=actor.key, raised_at=clock.now())
    except IntegrityError:
        return ReportDuty.objects.get(minor=minor, done_at=None)
    _wake(duty, rota.to_wake(minor.area_path, Rank.LEAD))
    _promise(duty)
    trail.record(actor, "minors.report_due", ("minor", minor.id))
    publish_on_commit("care")
    return duty


@transaction.atomic
def give_receipt(
    *, actor: Actor, user: User, flag: Flag, duty: ReportDuty, station: str, number: str, at: datetime | None
) -> None:
    """The police were told: when, where, and the number of their receipt. Raises Invalid for what is missing or lies ahead.

    It is one duty with the report among the crisis records: the same press writes it there, or adds the receipt it waits for.
    """
    minors.require(actor, "work", duty.minor)
    wrong = {}
    if not station.strip() or len(station) > AT_MOST:
        wrong["station"] = _("Which station was told?")
    if not number.strip() or len(number) > AT_MOST:
        wrong["number"] = _("The number of the receipt (回执) is needed. Ask the police for it.")
    if at is None or at > clock.now() or at < duty.raised_at - ASK_AGAIN * 24 * 7:
        wrong["at"] = _("When were the police told? It cannot lie ahead.")
    if wrong:
        raise Invalid(fields=wrong)
    if not _done(actor, user, duty, station.strip(), number.strip(), at):
        if ReportDuty.objects.filter(pk=duty.pk, reported_by=user).exists():
            return  # pressed twice
        raise Conflict
    if at is not None:
        record_report(actor=actor, user=user, flag=flag, station=station.strip(), number=number.strip(), at=at, press=duty.id)


def _done(actor: Actor, user: User, duty: ReportDuty, station: str, number: str, at: datetime | None) -> bool:
    words = json.dumps({"station": station, "number": number}, ensure_ascii=False)
    sealed = sealing.seal(duty.minor.scope, duty.place, words)
    if not ReportDuty.objects.filter(pk=duty.pk, done_at=None).update(
        receipt_sealed=sealed, reported_by=user, reported_at=at, done_at=clock.now()
    ):
        return False
    trail.record(actor, "minors.reported", ("minor", duty.minor_id))
    publish_on_commit("care")
    return True


class Duties:
    """What a report among the crisis records means for the duty: the two are one."""

    def reported(self, actor: Actor, user: User, flag: Flag, *, station: str, at: datetime, number: str) -> None:
        """Inside the caller's transaction. About somebody not known to be under 18 there is no duty here; the record stands alone."""
        minor = Minor.objects.filter(subject=flag.subject, case_ref=flag.case_ref).first()
        if minor is None:
            return
        duty = ReportDuty.objects.filter(minor=minor, done_at=None).select_related("minor").first()
        if not number:
            if duty is None:
                raise_duty(actor=actor, minor=minor)
            return
        if duty is None:
            duty = ReportDuty.objects.create(minor=minor, raised_by=actor.key, raised_at=clock.now())
        _done(actor, user, duty, station, number, at)


@transaction.atomic
def remind(*, duty_id: uuid.UUID) -> int:
    """No receipt yet: every counsellor of the place is asked again, each hour until there is one. Returns how many."""
    duty = ReportDuty.objects.filter(pk=duty_id, done_at=None).select_related("minor").first()
    if duty is None:
        return 0
    ReportDuty.objects.filter(pk=duty.pk).update(reminders=duty.reminders + 1)
    duty.refresh_from_db()
    users = list(rota.counsellors(duty.minor.area_path))
    _wake(duty, users)
    _promise(duty)
    trail.record(KEEPER, "minors.report_asked", ("minor", duty.minor_id), number=duty.reminders)
    return len(users)


def _promise(duty: ReportDuty) -> None:
    outbox.add(
        "counseling.minors.tasks.ask_for_report", key=f"minor-report:{duty.id}:{duty.reminders + 1}", due_at=clock.now() + ASK_AGAIN,
        duty=str(duty.id),
    )


def _wake(duty: ReportDuty, users: list[User]) -> None:
    for user in users:
        notify(f"user:{user.public_id}", "care.report_due", link=f"/care/people/{duty.minor.subject}/minor/", urgent=True)
        if user.telephone:
            try:
                text(clean_phone(user.telephone), "care.report_due")
            except Invalid:
                continue  # an unusable duty number must not stop the alarm of the others
