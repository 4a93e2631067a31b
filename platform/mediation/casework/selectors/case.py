"""Reading cases, always with the asker in hand."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from mediation.accounts.models import User
from mediation.audit.models import AuditEntry
from mediation.audit.selectors import readings
from mediation.casework.enums import PartyRole, SittingState
from mediation.casework.models import Attendance, Case, CaseEvent, Party
from mediation.casework.policies import cases
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import NotFound


def case_for(actor: Actor, case_id: uuid.UUID, action: str = "view") -> Case:
    """The case, for somebody who may take the action on it. Absent and forbidden are one."""
    row = cases.scope(actor, action).select_related("area", "organisation", "mediator").filter(pk=case_id).first()
    if row is None:
        raise NotFound
    return row


def any_case(case_id: uuid.UUID) -> Case:
    """For services that decide themselves, as `claim` does; raises NotFound where there is none."""
    row = Case.objects.select_related("area", "organisation", "mediator").filter(pk=case_id).first()
    if row is None:
        raise NotFound
    return row


def parties_of(case: Case) -> list[Party]:
    """Applicants first."""
    return list(case.parties.select_related("person").order_by("role", "pk"))


def party_for(actor: Actor, party_id: uuid.UUID) -> Party:
    """A party of a case the actor works on."""
    party = Party.objects.select_related("person", "case__area", "case__organisation", "case__mediator").filter(pk=party_id).first()
    if party is None or not cases.can(actor, "work", party.case):
        raise NotFound
    return party


def own_case(actor: Actor) -> uuid.UUID | None:
    """The id of the case this guest is a party of."""
    return Party.objects.filter(subject=actor.subject).values_list("case_id", flat=True).first() if actor.is_guest else None


@dataclass(frozen=True, slots=True)
class Reading:
    at: datetime
    who: str
    action: str


@dataclass(frozen=True, slots=True)
class OwnCase:
    """Everything a party's page shows."""

    case: Case
    me: Party
    others: list[Party]
    events: list[CaseEvent]
    attendance: Attendance | None  # of the next appointment, with its sitting
    readings: list[Reading]

    @property
    def told(self) -> bool:
        """Whether the report is this party's own."""
        return self.case.told_by == self.me.subject

    @property
    def telephone(self) -> str:
        """Whom to call: the mediator's duty telephone, else the office's."""
        if self.case.mediator is not None and self.case.mediator.telephone:
            return self.case.mediator.telephone
        return self.case.organisation.telephone if self.case.organisation else ""


def own_page(actor: Actor, case_id: uuid.UUID) -> OwnCase:
    case = case_for(actor, case_id, "take_part")
    rows = parties_of(case)
    me = next(p for p in rows if str(p.subject) == actor.subject)
    return OwnCase(
        case=case,
        me=me,
        others=[p for p in rows if p.pk != me.pk],
        events=[e for e in case.events.filter(for_parties=True) if _concerns(e, me)],
        attendance=next_attendance(me),
        readings=_readings(case, me),
    )


def _concerns(event: CaseEvent, me: Party) -> bool:
    """Whether a line is for this reader: a call back is the applicant's, and a new code its owner's business alone."""
    if event.kind == "called_back":
        return me.role == PartyRole.APPLICANT
    if event.kind == "code_sent":
        return bool(event.detail.get("party") == str(me.id))
    return True


def party_of(subject: uuid.UUID) -> Party | None:
    """For wiring only: whose code has just been issued. The party with its case."""
    return Party.objects.select_related("case__organisation", "person").filter(subject=subject).first()


def next_attendance(party: Party) -> Attendance | None:
    """The party's next appointment: one under way, or the first that is still to come."""
    live = Attendance.objects.select_related("sitting").filter(
        party=party, sitting__state__in=(SittingState.PLANNED, SittingState.OPEN)
    )
    return live.order_by("sitting__starts_at").first()


def _readings(case: Case, me: Party) -> list[Reading]:
    entries = readings([("case", case.id), ("person", me.person_id)], limit=30)
    names = names_of(entries)
    return [Reading(e.at, names.get(e.actor, ""), e.action) for e in entries if e.actor.startswith("user:")]


def names_of(entries: list[AuditEntry]) -> dict[str, str]:
    """Display names of the users among the actors of these lines."""
    subjects = {e.actor.removeprefix("user:") for e in entries if e.actor.startswith("user:")}
    if not subjects:
        return {}
    return {f"user:{u.public_id}": str(u) for u in User.objects.filter(public_id__in=subjects)}


def opposite(case: Case, party: Party) -> str:
    """The names on the other side, for the people in the case."""
    other = PartyRole.RESPONDENT if party.role == PartyRole.APPLICANT else PartyRole.APPLICANT
    return "、".join(p.person.name for p in parties_of(case) if p.role == other)


def today_or_overdue(case: Case) -> bool:
    return case.due_at is not None and case.due_at <= clock.now()
