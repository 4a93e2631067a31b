"""What must happen later. Ids in, look again, tell; safe to run twice."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mediation.accounts.roles import Capability
from mediation.accounts.selectors import users_holding
from mediation.casework import workflow
from mediation.casework.enums import CaseState, SittingState, Willingness
from mediation.casework.models import Case, Party, Sitting
from mediation.casework.services import routing
from mediation.casework.services.telling import tell_appointment
from mediation.common import clock
from mediation.notifications.services import notify


@transaction.atomic
def call_back_overdue(case: str) -> None:
    """Nobody has called the applicant in time: the mediator hears of it, or the supervisors where there is none yet."""
    row = Case.objects.select_related("area", "mediator").filter(pk=case, called_back_at=None).first()
    if row is None or CaseState(row.state) not in workflow.OPEN or row.call_back_by is None or row.call_back_by > clock.now():
        return
    if row.mediator is not None:
        notify(f"user:{row.mediator.public_id}", "casework.call_back_due", link=f"/desk/cases/{row.id}/", number=row.number, urgent=True)
        return
    for user in users_holding(Capability.CASE_OVERSEE, row.area):
        notify(f"user:{user.public_id}", "casework.unclaimed", link="/desk/overview/", number=row.number, urgent=True)


@transaction.atomic
def due_soon(case: str) -> None:
    row = Case.objects.select_related("mediator").filter(pk=case).first()
    if row is None or row.mediator is None or CaseState(row.state) not in workflow.OPEN:
        return
    notify(f"user:{row.mediator.public_id}", "casework.due_soon", link=f"/desk/cases/{row.id}/", number=row.number)


@transaction.atomic
def invitation_unanswered(party: str) -> None:
    row = Party.objects.select_related("case__mediator").filter(pk=party, willingness=Willingness.ASKED).first()
    if row is None or row.case.mediator is None or CaseState(row.case.state) not in workflow.OPEN:
        return
    Party.objects.filter(pk=row.pk).update(reminded_at=clock.now())
    notify(
        f"user:{row.case.mediator.public_id}", "casework.invitation_unanswered", link=f"/desk/cases/{row.case_id}/", number=row.case.number
    )


@transaction.atomic
def remind_sitting(sitting: str, starts: str) -> None:
    """The day before: everybody who was asked, and the mediator. An appointment that has moved since has a reminder of its own."""
    row = Sitting.objects.select_related("case__mediator").filter(pk=sitting, state=SittingState.PLANNED).first()
    if row is None or row.starts_at != datetime.fromisoformat(starts) or row.starts_at <= clock.now():
        return
    for attendance in row.attendances.select_related("party__person"):
        tell_appointment(attendance.party, row.case, row, "casework.sitting_reminder")
    if row.case.mediator is not None:
        notify(
            f"user:{row.case.mediator.public_id}", "casework.sitting_reminder", link=f"/desk/cases/{row.case_id}/", number=row.case.number
        )


def box_is_over(case: str) -> None:
    """Nobody claimed the case in its time box."""
    routing.box_is_over(case)


def morning_queue() -> None:
    """The cases of the night, given in one batch."""
    routing.morning()
