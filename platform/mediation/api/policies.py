"""Administrators give and take tokens at their place; a token reaches its organisation's cases."""

from __future__ import annotations

from django.db.models import Q

from mediation.accounts.roles import Capability
from mediation.api.models import ApiToken, Delivery, Webhook
from mediation.casework.models import Case
from mediation.common.actor import Actor
from mediation.common.policy import Policy, under
from mediation.territory.enums import OrganisationKind
from mediation.territory.models import Organisation

# offices that answer for a whole place; a committee or studio answers for its own cases and those of the studios below it
FOR_THE_PLACE = frozenset({OrganisationKind.CENTRE, OrganisationKind.JUSTICE_OFFICE})


class TokenPolicy(Policy[ApiToken]):
    """manage: make, see, revoke (who gives and takes roles at the organisation's place)."""

    model = ApiToken

    def rows(self, actor: Actor, action: str) -> Q | None:
        return under("organisation__area__path", actor.reach(Capability.ACCOUNTS_MANAGE)) if action == "manage" and actor.is_user else None


class WebhookPolicy(Policy[Webhook]):
    model = Webhook

    def rows(self, actor: Actor, action: str) -> Q | None:
        return under("organisation__area__path", actor.reach(Capability.ACCOUNTS_MANAGE)) if action == "manage" and actor.is_user else None


class DeliveryPolicy(Policy[Delivery]):
    model = Delivery

    def rows(self, actor: Actor, action: str) -> Q | None:
        mine = under("webhook__organisation__area__path", actor.reach(Capability.ACCOUNTS_MANAGE))
        return mine if action == "manage" and actor.is_user else None


tokens = TokenPolicy()
webhooks = WebhookPolicy()
deliveries = DeliveryPolicy()


def cases_of(office: Organisation, prefix: str = "") -> Q:
    """The cases an organisation's program may ask about. prefix: the way to the case from another table, e.g. `case__`."""
    if office.kind in FOR_THE_PLACE:
        return Q(**{f"{prefix}area__path__startswith": office.area.path})
    return Q(**{f"{prefix}organisation": office}) | Q(**{f"{prefix}organisation__parent": office})


def reaches(office: Organisation, case: Case) -> bool:
    """The same for one case in hand, without a query."""
    if office.kind in FOR_THE_PLACE:
        return bool(case.area.path.startswith(office.area.path))
    home = case.organisation
    return home is not None and office.pk in (home.pk, home.parent_id)
