"""After the case: a plan of visits by category, feedback on the own channel, and a relapse as a case linked to the first."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.audit import trail
from mediation.casework import deadlines, workflow
from mediation.casework.enums import CaseSource, CaseState, Willingness
from mediation.casework.models import Case, Party
from mediation.casework.policies import cases
from mediation.casework.services.case import STORY_LIMIT, offer_to_pool
from mediation.casework.services.history import next_number, tell
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.followups import plans
from mediation.followups.enums import Category
from mediation.followups.models import FollowUpVisit
from mediation.followups.services import plan
from mediation.jobs import outbox
from mediation.vault import sealing


def _may(actor: Actor, case: Case) -> None:
    if not (cases.can(actor, "work", case) or cases.can(actor, "oversee", case)):
        raise NotFound


@transaction.atomic
def plan_visits(*, actor: Actor, case: Case, category: str) -> list[FollowUpVisit]:
    """The visits of a category from today on; choosing the same category twice plans nothing twice."""
    _may(actor, case)
    if category not in Category.values:
        raise Invalid(fields={"category": _("Please choose one.")})
    if CaseState(case.state) in workflow.OPEN:
        raise Conflict(_("Follow-ups are planned once mediation has ended."), code="still-open")
    made = [
        plan(
            subject=("case", case.pk), scope=case.scope, label=f"{case.number} {case.title}", area_path=case.area.path,
            owner=f"user:{case.mediator.public_id}" if case.mediator else "", anchor=clock.today(), days=step.days, channel=step.channel,
            reason=category, category=category,
        )
        for step in plans.current().steps[category]
    ]
    trail.record(actor, "casework.follow_up_plan", ("case", case.pk), category=category, visits=len(made))
    publish_on_commit(f"case:{case.pk}")
    return made


@transaction.atomic
def relapse(*, actor: Actor, case: Case, story: str) -> Case:
    """The dispute has flared up again: a new case with the same people, linked to the first. While one is open, that one is given back.

    Everybody is asked anew whether they want mediation: nobody's old yes counts for the new case.
    """
    _may(actor, case)
    story = story.strip()
    if not story or len(story) > STORY_LIMIT:
        raise Invalid(fields={"story": _("Please tell us in a few words what happened.")})
    if CaseState(case.state) in workflow.OPEN:
        raise Conflict(_("This case is still open: go on with it."), code="still-open")
    first = case.follows or case
    Case.objects.filter(pk=first.pk).update(title=first.title)  # takes the row: of two presses the second sees the first's case
    again = Case.objects.filter(follows=first, state__in=workflow.OPEN).first()
    if again is not None:
        return again
    now = clock.now()
    mine = cases.can(actor, "work", case)
    row = Case(
        id=uuid.uuid4(), number=next_number("case"), title=case.title, kind=case.kind, source=CaseSource.INITIATIVE, grade=case.grade,
        area=case.area, organisation=case.organisation, opened_at=now, registered_by=actor.key, follows=first, ink_only=case.ink_only,
        call_back_by=deadlines.call_back_by(now), state=CaseState.CLAIMED if mine else CaseState.POOL,
        mediator=case.mediator if mine else None, accepted_at=now if mine else None,
        due_at=deadlines.due_at(now, deadlines.limit(case.grade, case.area, clock.day_of(now))) if mine else None,
    )
    row.story_sealed = sealing.seal(row.scope, f"case.story:{row.id}", story)
    row.save(force_insert=True)
    for party in case.parties.all():
        Party.objects.create(case=row, person=party.person, role=party.role, subject=uuid.uuid4(), willingness=Willingness.NOT_ASKED)
    tell(row, "opened_again", actor, number=first.number)
    tell(first, "relapse_case", actor, for_parties=False, number=row.number)
    trail.record(actor, "casework.relapse", ("case", row.pk), first=str(first.pk))
    if not mine:
        offer_to_pool(row)
    outbox.add("mediation.casework.tasks.call_back_overdue", key=f"call-back:{row.id}", due_at=row.call_back_by, case=str(row.id))
    publish_on_commit("pool")
    return row
