"""What the administrator sees of the connections of the place."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from mediation.api.enums import DeliveryState
from mediation.api.models import ApiToken, Delivery, Webhook
from mediation.api.policies import deliveries, tokens, webhooks
from mediation.common.actor import Actor

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Connections:
    tokens: list[ApiToken]
    dead: list[Delivery]  # given up, newest first
    dead_count: int


def connections(actor: Actor) -> Connections:
    rows = tokens.scope(actor, "manage").select_related("organisation").order_by("revoked_at", "-created_at")
    dead = deliveries.scope(actor, "manage").filter(state=DeliveryState.DEAD)
    newest = dead.select_related("webhook__token", "webhook__organisation").order_by("-done_at")
    return Connections(list(rows[:200]), list(newest[:SHOWN]), dead.count())


def addresses_of(actor: Actor, token: ApiToken) -> list[Webhook]:
    """With how many messages wait, came in and were given up."""
    def of(state: DeliveryState) -> Count:
        return Count("deliveries", filter=Q(deliveries__state=state))

    rows = webhooks.scope(actor, "manage").filter(token=token)
    return list(rows.annotate(
        waiting=of(DeliveryState.WAITING), received=of(DeliveryState.DONE), dead=of(DeliveryState.DEAD)
    ).order_by("ended_at", "-created_at"))
