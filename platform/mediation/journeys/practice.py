"""Where sittings and mentoring meet without knowing each other: seats at real sittings, and a mediator's record in numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from mediation.accounts.models import RoleAssignment, User
from mediation.accounts.roles import Role
from mediation.casework.agreement_enums import AgreementForm, AgreementState
from mediation.casework.enums import CaseState, SittingState
from mediation.casework.models import Agreement, Attendance, Case, Sitting
from mediation.casework.selectors.statistics import AGREED
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, NotFound
from mediation.followups.models import Feedback
from mediation.sittings.enums import GuestRole
from mediation.sittings.models import GuestConsent, SittingGuest
from mediation.sittings.selectors import guests
from mediation.sittings.services.guests import invite
from training.mentoring import ports

OVER = (CaseState.AGREED, CaseState.ENDED, CaseState.CLOSED)
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
        rows = list(SittingGuest.objects.select_related("sitting__case").filter(pk__in=guests))
        asked = dict(
            Attendance.objects.filter(sitting__in=[r.sitting_id for r in rows]).values_list("sitting").annotate(n=Count("pk")).order_by()
        )
        said = list(GuestConsent.objects.filter(guest__in=rows).values_list("guest", "yes", "at"))
        found = {}
        for row in rows:
            end = row.sitting.ended_at
            # a yes after the end was too late: the person had been there without it
            yes = sum(1 for guest, agrees, at in said if guest == row.pk and agrees and (end is None or at <= end))
            no = sum(1 for guest, agrees, _at in said if guest == row.pk and not agrees)
            found[row.pk] = ports.Seen(
                row.sitting.starts_at, end, row.sitting.case.kind, asked.get(row.sitting_id, 0), yes, no, row.withdrawn_at is not None,
                row.sitting.state == SittingState.DONE,
            )
        return found

    def led(self, person: UUID, since: datetime) -> tuple[int, int]:
        cases = Case.objects.filter(mediator__public_id=person, state=CaseState.CLOSED, accepted_at__gte=since)
        heard = Feedback.objects.filter(owner=f"user:{person}", answered_at__isnull=False, subject_id__in=cases.values("pk"))
        return cases.count(), heard.count()

    def record(self, person: UUID) -> ports.Record:
        today = clock.today()
        held = RoleAssignment.objects.filter(user__public_id=person, role__in=(Role.MEDIATOR, Role.MENTOR)).order_by("since").first()
        done = Case.objects.filter(mediator__public_id=person, state__in=OVER)
        cases = done.aggregate(all=Count("pk"), agreed=Count("pk", filter=AGREED))
        forms = Agreement.objects.filter(case__in=done, state=AgreementState.IN_FORCE).aggregate(
            all=Count("pk"), oral=Count("pk", filter=Q(form=AgreementForm.ORAL))
        )
        return ports.Record(
            relativedelta(today, held.since).years if held is not None else 0, cases["all"],
            -(-forms["oral"] * 100 // forms["all"]) if forms["all"] else None,
            cases["agreed"] * 100 // cases["all"] if cases["all"] else None,
        )


def wire() -> None:
    ports.wire_practice(Sittings())
