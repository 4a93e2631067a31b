"""Somebody says "this is not me": the case is frozen until a supervisor has looked into it.

Frozen are the seal, the closing and the subsidy. What was agreed is still owed, and the court's term runs on.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mediation.accounts.roles import Capability
from mediation.accounts.selectors import users_holding
from mediation.audit import trail
from mediation.casework.agreement_enums import StatementKind
from mediation.casework.models import Case, PartyStatement
from mediation.casework.policies import cases
from mediation.casework.services.history import tell
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, NotFound
from mediation.common.push import publish_on_commit
from mediation.notifications.services import notify


def freeze(actor: Actor, case: Case, *, link: str = "") -> None:
    """Inside the transaction of its cause. The supervisors of the place are alarmed, each time somebody says so."""
    Case.objects.filter(pk=case.pk, frozen_at=None).update(frozen_at=clock.now())
    for user in users_holding(Capability.CASE_OVERSEE, case.area):
        notify(f"user:{user.public_id}", "agreement.not_me", link=link or f"/desk/cases/{case.pk}/", urgent=True, number=case.number)
    trail.record(actor, "casework.freeze", ("case", case.pk))


@transaction.atomic
def thaw(*, actor: Actor, case: Case) -> None:
    """A supervisor who does not mediate this case has looked into it. Open statements under an agreement are settled one by one."""
    cases.require(actor, "oversee", case)
    if case.mediator is not None and str(case.mediator.public_id) == actor.subject:
        raise NotFound
    if PartyStatement.objects.filter(agreement__case=case, kind=StatementKind.NOT_ME, settled_at=None).exists():
        raise Conflict(_("A statement under the agreement is still open. Settle it on the agreement's page."), code="statement-open")
    if Case.objects.filter(pk=case.pk).exclude(frozen_at=None).update(frozen_at=None):
        tell(case, "thawed", actor, for_parties=False)
        trail.record(actor, "casework.thaw", ("case", case.pk))
        publish_on_commit(f"case:{case.pk}")
