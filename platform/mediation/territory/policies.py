from __future__ import annotations

from django.db.models import Q

from mediation.common.actor import Actor
from mediation.common.policy import Policy, under
from mediation.territory.models import Area, Organisation

MANAGE = "territory.manage"


class AreaPolicy(Policy[Area]):
    """manage: administrators set up the places in their own area. (That places exist is public; see `selectors`.)"""

    model = Area

    def rows(self, actor: Actor, action: str) -> Q | None:
        return under("path", actor.reach(MANAGE)) if actor.is_user and action == "manage" else None


class OrganisationPolicy(Policy[Organisation]):
    """manage: the committees, studios and centres standing in the administrator's area."""

    model = Organisation

    def rows(self, actor: Actor, action: str) -> Q | None:
        return under("area__path", actor.reach(MANAGE)) if actor.is_user and action == "manage" else None


areas = AreaPolicy()
organisations = OrganisationPolicy()
