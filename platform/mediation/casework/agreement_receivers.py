"""What casework does when a follow-up talk says that the dispute has flared up again."""

from __future__ import annotations

from typing import Any

from mediation.accounts.roles import Capability
from mediation.accounts.selectors import users_holding
from mediation.casework.models import Case
from mediation.casework.services.history import tell
from mediation.common.actor import Actor
from mediation.followups.models import FollowUpVisit
from mediation.notifications.services import notify


def on_relapse(sender: Any, visit: FollowUpVisit, actor: Actor, **kwargs: Any) -> None:
    """A line in the history; mediator and supervisors hear it. The rectification list is the follow-ups' own."""
    if visit.subject_kind != "case":
        return
    case = Case.objects.select_related("area", "mediator").filter(pk=visit.subject_id).first()
    if case is None:
        return
    tell(case, "relapse", actor, for_parties=False)
    told = {f"user:{u.public_id}" for u in users_holding(Capability.CASE_OVERSEE, case.area)}
    if case.mediator is not None:
        told.add(f"user:{case.mediator.public_id}")
    for key in sorted(told - {actor.key}):
        notify(key, "agreement.relapse", link=f"/desk/cases/{case.pk}/closing/", number=case.number, urgent=True)
