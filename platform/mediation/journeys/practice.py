"""Where sittings and mentoring meet without knowing each other: seats at real sittings, and a mediator's record in numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from mediation.accounts.models import RoleAssignment, User
from mediation.accounts.roles import Role
from mediation.casework.agreement_enums import AgreementForm, AgreementState
from mediation.casework.enums import CaseState, SittingState
from mediation.casework.models import Attendance, Case, Sitting
from mediation.casework.selectors.statistics import AGREED
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, NotFound
from mediation.followups.models import Feedback
from mediation.sittings.enums import GuestRole
from mediation.sittings.models import SittingGuest
from mediation.sittings.selectors import guests
from mediation.sittings.services.guests import invite
from training.mentoring import ports

OVER = (CaseState.AGREED, CaseState.ENDED, CaseState.CLOSED)
IN_FORCE, ORAL = Q(agreements__state=AgreementState.IN_FORCE), Q(agreements__form=AgreementForm.ORAL)
LATELY = timedelta(hours=1)  # a sitting that has just begun may still be asked about


class Sittings:
    """Casework's side of `training.mentoring.ports.Practice`."""

    def ahead(self, leader: UUID) -> Sequence[ports.Ahead]:
        rows = Sitting.objects.select_related("case").filter(
            case__mediator__public_id=leader, state=SittingState.PLANNED, starts_at__gte=clock.now() - LATELY
        )
        return [ports.Ahead(s.pk, s.case.number, s.starts_at) for s in rows.order_by("starts_at")[:20]]

    def ask(self, *, actor: Actor, sitting: UUID, user: UUID, takes_part: bool, purpose: str) -> UUID:
        row = guests.sitting_for(actor, sitting, "lead")
        person = User.objects.filter(public_id=user, is_active=True).first()
        if person is None:
            raise NotFound
        if not guests.sides_meet(row):
            raise Conflict(_("In this talk the sides do not meet: nobody more is invited. Nobody was asked."), code="apart")
        role = GuestRole.TRAINEE if takes_part else GuestRole.OBSERVER
        return invite(actor=actor, sitting=row, role=role, name=str(person), purpose=purpose, user=person, origin="").pk

    def seen(self, guests: Collection[UUID]) -> dict[UUID, ports.Seen]:
        # a yes after the end was too late: the person had been there without it
        in_time = Q(consents__yes=True) & (Q(sitting__ended_at=None) | Q(consents__at__lte=F("sitting__ended_at")))
        sat = Attendance.objects.filter(sitting=OuterRef("sitting")).order_by().values("sitting").annotate(n=Count("pk")).values("n")
        rows = SittingGuest.objects.select_related("sitting__case").filter(pk__in=guests).annotate(
            asked=Coalesce(Subquery(sat), 0), yes=Count("consents", filter=in_time), no=Count("consents", filter=Q(consents__yes=False))
        )
        return {
            row.pk: ports.Seen(
                row.sitting.starts_at, row.sitting.ended_at, row.sitting.case.kind, row.asked, row.yes, row.no,
                row.withdrawn_at is not None, row.sitting.state == SittingState.DONE,
            )
            for row in rows
        }

    def led(self, person: UUID, since: datetime) -> tuple[int, int]:
        heard = Feedback.objects.filter(owner=f"user:{person}", answered_at__isnull=False, subject_id=OuterRef("pk"))
        each = heard.order_by().values("subject_id").annotate(n=Count("pk")).values("n")
        cases = Case.objects.filter(mediator__public_id=person, state=CaseState.CLOSED, accepted_at__gte=since)
        found = cases.annotate(heard=Coalesce(Subquery(each), 0)).aggregate(all=Count("pk"), told=Sum("heard"))
        return found["all"], found["told"] or 0

    def record(self, person: UUID) -> ports.Record:
        today = clock.today()
        held = RoleAssignment.objects.filter(user__public_id=person, role__in=(Role.MEDIATOR, Role.MENTOR)).order_by("since").first()
        cases = Case.objects.filter(mediator__public_id=person, state__in=OVER).aggregate(
            all=Count("pk", distinct=True), agreed=Count("pk", filter=AGREED, distinct=True),
            forms=Count("agreements", filter=IN_FORCE, distinct=True), oral=Count("agreements", filter=IN_FORCE & ORAL, distinct=True),
        )
        return ports.Record(
            relativedelta(today, held.since).years if held is not None else 0, cases["all"],
            -(-cases["oral"] * 100 // cases["forms"]) if cases["forms"] else None,
            cases["agreed"] * 100 // cases["all"] if cases["all"] else None,
        )


def wire() -> None:
    ports.wire_practice(Sittings())
