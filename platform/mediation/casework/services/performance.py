"""Doing what was agreed: who says so, with which proof, and whether it has come. Article 31: the committee supervises performance."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.casework.agreement_enums import AgreementState, ClauseKind, CourtOutcome
from mediation.casework.models import Agreement, Case, Clause, Party, Performance
from mediation.casework.policies import cases
from mediation.casework.selectors import agreement as agreements
from mediation.casework.selectors.performance import duty_of
from mediation.casework.services.history import tell
from mediation.common import clock, days
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.documents import uploads
from mediation.documents.services import store
from mediation.jobs import outbox
from mediation.notifications.services import notify

PROOF = "performance.proof"
MORNING = time(9)
REMIND = (3, 0)  # days before the day
LATE = (1, 7)  # days after it; from the second on the supervisors hear of it too


def report(
    *, actor: Actor, clause: Clause, done_on: date, amount: Decimal | None = None, complete: bool = True, photos: Sequence[bytes] = ()
) -> Performance:
    """Somebody says that something was done: a party on the own channel, or the mediator. The same day and amount twice is one report.

    The receiving party's own word confirms at once; anybody else's waits for it.
    """
    agreement = clause.agreement
    case = agreement.case
    me = agreements.party_of(actor, case) if actor.is_guest else None
    if me is None:
        cases.require(actor, "work", case)
    elif me.pk not in (clause.payer_id, clause.payee_id):
        raise NotFound
    _check(clause, case, done_on, amount, complete)
    pdf = uploads.photos_as_pdf(photos, field="photos") if photos else None
    again = Performance.objects.filter(clause=clause, done_on=done_on, amount=amount, denied_at=None).first()
    if again is not None:
        return again
    row = Performance(
        id=uuid.uuid4(), clause=clause, done_on=done_on, amount=amount, complete=complete, recorded_at=clock.now(), recorded_by=actor.key,
        said_by=me,
    )
    if pdf is not None:
        row.proof = store(
            actor=actor, scope=case.scope, kind=PROOF, title=f"{agreement.number} 履行凭证", subject=("performance", row.pk), content=pdf
        ).pk
    with transaction.atomic():
        # the agreement's row is taken first, so that of two presses at one moment the second sees the first
        Agreement.objects.filter(pk=agreement.pk).update(state=agreement.state)
        again = Performance.objects.filter(clause=clause, done_on=done_on, amount=amount, denied_at=None).first()
        if again is not None:
            return again
        _fits(clause, amount)
        if me is not None and me.pk == clause.payee_id:
            row.confirmed_at, row.confirmed_by = row.recorded_at, me
        row.save(force_insert=True)
        tell(case, "performed", actor)
        trail.record(
            actor, "casework.performance", ("agreement", agreement.pk), clause=str(clause.pk), complete=complete, proof=pdf is not None
        )
        if row.confirmed_at is None:
            _ask(clause, case)
        publish_on_commit(f"case:{case.pk}")
    return row


@transaction.atomic
def confirm(*, actor: Actor, row: Performance, me: Party) -> None:
    """The receiving party says that it has come. `row` and `me` come from `report_for`."""
    _own(actor, row, me)
    if Performance.objects.filter(pk=row.pk, confirmed_at=None, denied_at=None).update(confirmed_at=clock.now(), confirmed_by=me):
        _said(actor, row, "performance_confirmed")


@transaction.atomic
def deny(*, actor: Actor, row: Performance, me: Party) -> None:
    """The receiving party says that it has not come. The report stays visible, counts for nothing, and mediator and payer hear of it."""
    _own(actor, row, me)
    if not Performance.objects.filter(pk=row.pk, confirmed_at=None, denied_at=None).update(denied_at=clock.now()):
        return
    _said(actor, row, "performance_denied")
    case = row.clause.agreement.case
    if case.mediator is not None:
        notify(f"user:{case.mediator.public_id}", "performance.denied", link=f"/desk/cases/{case.pk}/performance/", number=case.number)
    if row.clause.payer is not None:
        link = f"/c/agreement/{row.clause.agreement_id}/performance/"
        notify(row.clause.payer.actor_key, "performance.denied", link=link, number=case.number)


@transaction.atomic
def court_decided(*, actor: Actor, agreement: Agreement, decided_on: date, outcome: str) -> None:
    """What the court decided on the joint application (Art. 33): from then on enforcement, or a new agreement or a suit, is the way."""
    case = cases.require(actor, "work", agreement.case)
    if outcome not in CourtOutcome.values:
        raise Invalid(fields={"outcome": _("Please choose what the court decided.")})
    if agreement.court_applied_on is None:
        raise Conflict(_("First record that both have applied to the court."), code="not-applied")
    if decided_on > clock.today():
        raise Invalid(fields={"decided_on": _("This day is still to come.")})
    if decided_on < agreement.court_applied_on:
        raise Invalid(fields={"decided_on": _("This is before the application.")})
    rows = Agreement.objects.filter(pk=agreement.pk, state=AgreementState.IN_FORCE, court_decided_on=None)
    if rows.update(court_decided_on=decided_on, court_outcome=outcome):
        tell(case, "court_decided", actor)
        trail.record(actor, "casework.court_decided", ("agreement", agreement.pk), outcome=outcome)
        publish_on_commit(f"case:{case.pk}")


def promise(agreement: Agreement) -> None:
    """Reminders before each day and the look after it; inside the transaction that brings the agreement into force."""
    for clause in agreements.clause_rows(agreement).filter(kind=ClauseKind.OBLIGATION).exclude(due_on=None):
        due = clause.due_on
        if due is None:
            continue
        if days.too_far(due, years=days.DUTY_YEARS) is not None:
            continue  # written down before such days were refused: nobody alive would be reminded of it
        for left in REMIND:
            day = due - timedelta(days=left)
            if day >= clock.today():
                _later("remind", clause, day, left)
        for late in LATE:
            _later("overdue", clause, due + timedelta(days=late), late)


def _later(task: str, clause: Clause, day: date, apart: int) -> None:
    outbox.add(
        f"mediation.casework.performance_tasks.{task}", key=f"duty-{task}:{clause.pk}:{apart}",
        due_at=datetime.combine(day, MORNING, tzinfo=clock.SHANGHAI), clause=str(clause.pk), days=apart,
    )


def _check(clause: Clause, case: Case, done_on: date, amount: Decimal | None, complete: bool) -> None:
    agreement = clause.agreement
    if agreement.state != AgreementState.IN_FORCE or clause.kind != ClauseKind.OBLIGATION or agreement.effective_at is None:
        raise Conflict
    if done_on > clock.today():
        raise Invalid(fields={"done_on": _("This day is still to come.")})
    if done_on < clock.day_of(case.opened_at):
        raise Invalid(fields={"done_on": _("This is before the case was opened.")})
    if amount is not None and amount <= 0:
        raise Invalid(fields={"amount": _("The amount must be more than nothing.")})
    if amount is None and clause.amount is not None and not complete:
        raise Invalid(fields={"amount": _("Please say how much of it was paid.")})


def _fits(clause: Clause, amount: Decimal | None) -> None:
    rest = duty_of(clause).rest
    if rest is not None and (rest == 0 or (amount is not None and amount > rest)):
        message = _("Only %(rest)s yuan of this are still open. Please check the amount, or whether it was reported already.")
        raise Invalid(fields={"amount": message % {"rest": rest}})


def _ask(clause: Clause, case: Case) -> None:
    """The receiving party is asked on the own channel whether it has come."""
    if clause.payee is not None:
        link = f"/c/agreement/{clause.agreement_id}/performance/"
        notify(clause.payee.actor_key, "performance.said", link=link, number=case.number)


def _own(actor: Actor, row: Performance, me: Party) -> None:
    if not actor.is_guest or str(me.subject) != actor.subject or row.clause.payee_id != me.pk:
        raise NotFound


def _said(actor: Actor, row: Performance, event: str) -> None:
    agreement = row.clause.agreement
    tell(agreement.case, event, actor)
    trail.record(actor, f"casework.{event}", ("agreement", agreement.pk), report=str(row.pk))
    publish_on_commit(f"case:{agreement.case_id}")
