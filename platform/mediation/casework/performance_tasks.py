"""Reminders before an obligation falls due, and the look after its day. Ids in, look again, tell; safe to run twice."""

from __future__ import annotations

import uuid

from django.db import transaction

from mediation.accounts.roles import Capability
from mediation.accounts.selectors import users_holding
from mediation.casework.agreement_enums import AgreementState
from mediation.casework.models import Clause, Party
from mediation.casework.selectors.performance import Standing, duty_of
from mediation.casework.services.performance import LATE
from mediation.common.actor import system
from mediation.notifications.services import notify, text
from mediation.people.services import phone_of

ME = system("casework.performance")
OPEN = (Standing.OVERDUE, Standing.DUE, Standing.WAITING)


def _open(clause: str) -> Clause | None:
    """The obligation if it still waits. A case that says "this is not me" is looked into; what was agreed is owed all the same."""
    rows = Clause.objects.select_related("agreement__case__area", "agreement__case__mediator", "payer__person", "payee__person")
    row = rows.filter(pk=uuid.UUID(clause), removed_at=None, agreement__state=AgreementState.IN_FORCE).first()
    return row if row is not None and duty_of(row).standing in OPEN else None


@transaction.atomic
def remind(clause: str, days: int) -> None:
    """Whoever owes it hears that the day is near; the message names case and days, never the matter or the sum."""
    row = _open(clause)
    if row is not None and row.payer is not None:
        _tell(row, row.payer, "performance.soon" if days else "performance.today", days=days)


@transaction.atomic
def overdue(clause: str, days: int) -> None:
    """The day has passed: both parties and the mediator hear it, a week later the supervisors too."""
    row = _open(clause)
    if row is None:
        return
    case = row.agreement.case
    if row.payer is not None:
        _tell(row, row.payer, "performance.overdue", days=days)
    if row.payee is not None:
        notify(row.payee.actor_key, "performance.not_come", link=_link(row), number=case.number)
    told = {f"user:{case.mediator.public_id}"} if case.mediator is not None else set()
    if days >= LATE[-1] or not told:
        told |= {f"user:{u.public_id}" for u in users_holding(Capability.CASE_OVERSEE, case.area)}
    for key in sorted(told):
        notify(key, "performance.late", link=f"/desk/cases/{case.pk}/performance/", number=case.number, days=days)


def _tell(row: Clause, party: Party, kind: str, *, days: int) -> None:
    number = row.agreement.case.number
    notify(party.actor_key, kind, link=_link(row), number=number, days=days)
    phone = "" if party.person.shared_phone else phone_of(actor=ME, person=party.person, purpose="reminder of what was agreed")
    if phone:
        text(phone, kind, language=party.person.language, case=number, days=days)


def _link(row: Clause) -> str:
    return f"/c/agreement/{row.agreement_id}/performance/"
