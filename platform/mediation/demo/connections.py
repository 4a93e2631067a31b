"""A provincial platform that fetches events, and an address where messages no longer arrive."""

from __future__ import annotations

import secrets
import uuid
from datetime import timedelta

from mediation.api.enums import DeliveryState, Scope
from mediation.api.models import Delivery, Webhook
from mediation.api.services import tokens
from mediation.api.services.webhooks import PAUSES
from mediation.casework.models import CaseEvent
from mediation.common import clock
from mediation.common.actor import system
from mediation.demo.world import World

ME = system("demo")


def build(world: World) -> None:
    """Nobody knows the secrets: a visitor makes a token to try the interface."""
    uses = [Scope.CASES_READ, Scope.EVENTS_READ, Scope.STATISTICS_READ, Scope.WEBHOOKS_MANAGE]
    row = tokens.make(
        actor=ME, name="省级矛盾纠纷平台（演示）", organisation=world.organisations["centre"], scopes=[str(u) for u in uses],
        until=clock.today() + timedelta(days=300), per_minute=120, seed=secrets.token_urlsafe(16), press=uuid.uuid4(),
    )
    hook = Webhook.objects.create(
        organisation=row.organisation, token=row, url="https://platform.example/xinqiao", kinds=["agreement_in_force", "closed"],
        created_at=clock.now() - timedelta(days=9), ended_at=None,
    )
    lines = CaseEvent.objects.filter(kind__in=hook.kinds).order_by("-pk")[:2]
    for line in lines:
        at = clock.now() - timedelta(days=4)
        Delivery.objects.create(
            webhook=hook, event=line.pk, kind=line.kind, state=DeliveryState.DEAD, tries=len(PAUSES) + 1, status=503, trouble="refused",
            created_at=at, done_at=at + timedelta(days=2),
        )
