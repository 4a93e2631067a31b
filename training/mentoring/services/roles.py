"""The role that goes with a step is given by a second person; a signature under a step gives no right."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from mediation.accounts.models import RoleAssignment, User
from mediation.accounts.roles import Capability
from mediation.accounts.selectors import assignments_now, users_holding
from mediation.accounts.services import assign_role
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, NotFound
from mediation.common.push import publish_on_commit
from mediation.notifications.services import notify
from mediation.territory.models import Area
from training.mentoring.models import Portfolio, SignOff
from training.mentoring.selectors import roles as selectors
from training.mentoring.services.contract import page


def tell_givers(actor: Actor, portfolio: Portfolio) -> None:
    """Somebody else than who signed is asked to give the role, where the step has one and the person does not hold it yet."""
    portfolio.refresh_from_db(fields=["step"])
    found = selectors.due(portfolio)
    area = Area.objects.filter(path=portfolio.area_path).first()
    if found is None or found.held or area is None:
        return
    for user in users_holding(Capability.ACCOUNTS_MANAGE, area):
        if str(user.public_id) != actor.subject and user.public_id != portfolio.person:
            notify(f"user:{user.public_id}", "mentoring.role_due", link="/learn/mentoring/roles/")


@transaction.atomic
def give(*, actor: Actor, portfolio: Portfolio) -> None:
    """Give the role of the step the person stands on, at their place and in the house they learn in. Twice is once.

    Raises NotFound for who does not manage accounts there and for the person, Conflict for who signed for the step.
    """
    mine = str(portfolio.person) == actor.subject
    if not actor.is_user or mine or not actor.holds(Capability.ACCOUNTS_MANAGE, portfolio.area_path):
        raise NotFound
    portfolio.refresh_from_db(fields=["step"])
    role, area = selectors.role_of(portfolio), Area.objects.filter(path=portfolio.area_path).first()
    user = User.objects.filter(public_id=portfolio.person, is_active=True).first()
    if role is None or area is None or user is None:
        raise NotFound
    if SignOff.objects.filter(portfolio=portfolio, step=portfolio.step, by=uuid.UUID(actor.subject)).exists():
        raise Conflict(_("You signed for this step. A second person gives the role."), code="second-person")
    if assignments_now().filter(user=user, role=role).exists():
        return  # pressed twice, or given meanwhile
    learns = assignments_now().filter(user=user, area=area).select_related("organisation").exclude(organisation=None).first()
    row = assign_role(actor=actor, user=user, role=role, area=area, organisation=learns.organisation if learns else None)
    if row.until is not None:  # held once before: it begins anew
        RoleAssignment.objects.filter(pk=row.pk).update(since=clock.today(), until=None)
    trail.record(actor, "mentoring.give_role", ("portfolio", portfolio.pk), role=str(role), step=portfolio.step)
    notify(f"user:{portfolio.person}", "mentoring.role_given", link=page(portfolio))
    publish_on_commit(f"actor:user:{portfolio.person}")
